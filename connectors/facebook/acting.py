"""Things done with a post or comment: hidden, liked, deleted, and back. Each can be done twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.base import Action, Receipt, Refusal, Rejected, Verb
from connectors.facebook import PLATFORM
from connectors.facebook.mapping import REVIEW
from connectors.graph.client import GraphClient
from connectors.graph.deleting import delete_ours


def act(client: GraphClient, us: str, action: Action) -> Receipt:
    """Do one thing, once. Raises ConnectorError; OutcomeUnknown when it may have happened."""
    ours = action.verb is Verb.DELETE
    if action.verb not in PLATFORM.actions(action.kind, ours):
        raise Rejected("Facebook has no such thing for this message", Refusal.FORBIDDEN)
    if ours:
        return _delete(client, us, action.target)
    if action.verb is Verb.LIKE:
        client.post(action.target, "likes")
    elif action.verb is Verb.UNLIKE:
        client.remove(action.target, "likes")
    else:
        hidden = "true" if action.verb is Verb.HIDE else "false"
        client.change(action.target, is_hidden=hidden)
    return client.receipt(action.target)


def _delete(client: GraphClient, us: str, target: str) -> Receipt:
    """Delete a comment of ours."""
    if target.startswith((f"{us}_", REVIEW)):
        raise Rejected("posts and reviews are deleted on Facebook only", Refusal.FORBIDDEN)

    def ours(told: Mapping[str, Any]) -> bool:
        written = told.get("from")
        return isinstance(written, dict) and written.get("id") == us

    return delete_ours(client, target, "id,from{id}", ours)
