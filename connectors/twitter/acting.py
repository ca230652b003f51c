"""What can be done with a message on X: hide a reply under our post, delete what is ours.

    hide, unhide   PUT /2/tweets/:id/hidden      only in conversations that we began
    delete         DELETE /2/tweets/:id          DELETE /2/dm_events/:id, in our own view only

Likes went with the self-serve tiers in April 2026 (docs.x.com, changelog).
"""

from __future__ import annotations

from typing import Any

from connectors.base import Action, Kind, OutcomeUnknown, Refusal, Rejected, Verb
from connectors.twitter import PLATFORM
from connectors.twitter.shapes import mapping_of
from connectors.twitter.wire import Wire


def act(wire: Wire, action: Action) -> None:
    """Do one thing, once; what is gone counts as deleted. Raises ConnectorError."""
    offered = PLATFORM.actions(action.kind, True) | PLATFORM.actions(action.kind, False)
    if action.verb not in offered:
        raise Rejected("X offers no such thing for this message", Refusal.FORBIDDEN)
    if action.verb is Verb.DELETE:
        _delete(wire, action)
        return
    hidden = action.verb is Verb.HIDE
    path = f"/2/tweets/{action.target}/hidden"
    _confirmed(wire.act("hidden", "PUT", path, {"hidden": hidden}), "hidden", hidden)


def _delete(wire: Wire, action: Action) -> None:
    private = action.kind is Kind.DIRECT
    path = f"/2/dm_events/{action.target}" if private else f"/2/tweets/{action.target}"
    try:
        payload = wire.act("delete_dm" if private else "delete", "DELETE", path)
    except Rejected as refused:
        if refused.code is not Refusal.GONE:
            raise
        return
    _confirmed(payload, "deleted", wanted=True)


def _confirmed(payload: Any, name: str, wanted: bool) -> None:
    """Believe X only when it says what was asked for."""
    if mapping_of(mapping_of(payload).get("data")).get(name) is not wanted:
        raise OutcomeUnknown("X answered and did not say that it is done")
