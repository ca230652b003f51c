"""Things done with a post or comment: hidden, liked, deleted, and back. Each can be done twice."""

from __future__ import annotations

from connectors.base import Action, Receipt, Refusal, Rejected, Verb
from connectors.facebook import PLATFORM
from connectors.facebook.mapping import REVIEW
from connectors.graph.client import GraphClient


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
    """Delete a comment of ours: a page may delete what others wrote, so it is asked first."""
    if target.startswith((f"{us}_", REVIEW)):
        raise Rejected("posts and reviews are deleted on Facebook only", Refusal.FORBIDDEN)
    try:
        written = client.get(target, fields="id,from{id}").get("from")
    except Rejected as refused:
        if refused.code is Refusal.GONE:
            return client.receipt(target)
        raise
    if not isinstance(written, dict) or written.get("id") != us:
        raise Rejected("only what we wrote ourselves is deleted", Refusal.FORBIDDEN)
    client.remove(target)
    return client.receipt(target)
