"""Things done with comments on our media: hidden, shown again, our own deleted; all repeatable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.base import Action, Receipt, Refusal, Rejected, Verb
from connectors.graph.client import GraphClient
from connectors.graph.deleting import delete_ours
from connectors.instagram import PLATFORM, fields
from connectors.instagram.mapping import Us


def act(client: GraphClient, us: Us, action: Action) -> Receipt:
    """Do one thing, once. Raises ConnectorError; OutcomeUnknown when it may have happened."""
    ours = action.verb is Verb.DELETE
    if action.verb not in PLATFORM.actions(action.kind, ours):
        raise Rejected("Instagram has no such thing for this message", Refusal.FORBIDDEN)
    if ours:
        return delete_ours(client, action.target, fields.COMMENT, lambda told: _is_ours(us, told))
    client.change(action.target, hide="true" if action.verb is Verb.HIDE else "false")
    return client.receipt(action.target)


def _is_ours(us: Us, told: Mapping[str, Any]) -> bool:
    author = us.author(told.get("from"), told.get("username"), told.get("user"))
    return author is not None and author.external_id == us.key
