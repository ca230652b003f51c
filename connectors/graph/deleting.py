"""What we wrote ourselves, deleted: an owner may delete more, so it is asked who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import Receipt, Refusal, Rejected
from connectors.graph.client import GraphClient


def delete_ours(
    client: GraphClient, target: str, asked: str, ours: Callable[[Mapping[str, Any]], bool]
) -> Receipt:
    """Delete an object that `ours` says is ours; what is gone already is deleted."""
    try:
        told = client.get(target, fields=asked)
    except Rejected as refused:
        if refused.code is Refusal.GONE:
            return client.receipt(target)
        raise
    if not ours(told):
        raise Rejected("only what we wrote ourselves is deleted", Refusal.FORBIDDEN)
    client.remove(target)
    return client.receipt(target)
