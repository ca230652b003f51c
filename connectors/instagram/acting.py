"""Things done with comments on our media: hidden, shown again, our own deleted; all repeatable."""

from __future__ import annotations

from connectors.base import Action, Receipt, Refusal, Rejected, Verb
from connectors.graph.client import GraphClient
from connectors.instagram import PLATFORM, fields
from connectors.instagram.mapping import Us


def act(client: GraphClient, us: Us, action: Action) -> Receipt:
    """Do one thing, once. Raises ConnectorError; OutcomeUnknown when it may have happened."""
    ours = action.verb is Verb.DELETE
    if action.verb not in PLATFORM.actions(action.kind, ours):
        raise Rejected("Instagram has no such thing for this message", Refusal.FORBIDDEN)
    if ours:
        return _delete(client, us, action.target)
    client.change(action.target, hide="true" if action.verb is Verb.HIDE else "false")
    return client.receipt(action.target)


def _delete(client: GraphClient, us: Us, target: str) -> Receipt:
    """Delete a comment of ours: we may delete what others wrote too, so it is asked first."""
    try:
        told = client.get(target, fields=fields.COMMENT)
    except Rejected as refused:
        if refused.code is Refusal.GONE:
            return client.receipt(target)
        raise
    author = us.author(told.get("from"), told.get("username"), told.get("user"))
    if author is None or author.external_id != us.key:
        raise Rejected("only what we wrote ourselves is deleted", Refusal.FORBIDDEN)
    client.remove(target)
    return client.receipt(target)
