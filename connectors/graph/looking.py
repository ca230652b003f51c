"""Whether a reply of ours is shown: its thread is read from the end, down to when it was queued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from connectors.base import (
    ConnectorError,
    InboundMessage,
    OutboundReply,
    Receipt,
    Refusal,
    Rejected,
    Retryable,
    Unreadable,
)
from connectors.graph.client import GraphClient
from connectors.graph.records import Malformed, page
from connectors.graph.rewriting import same
from connectors.graph.walking import Ask

LOOKS = 5
"""Pages of one look: more than 500 messages after ours are looked at another time."""

SKEW = timedelta(hours=2)
"""How far our clock and the platform's may be apart."""


def find(
    client: GraphClient,
    ask: Ask,
    us: str,
    reply: OutboundReply,
    read: Callable[[Any], object],
    *,
    falling: bool = True,
) -> Receipt | None:
    """Return the receipt of a reply that the edge of `ask` shows; None: not seen.

    `read` makes a message of one record, or several in a list, or something else of a record
    that is none. An edge that does not come newest first (`falling`) is read to its end.
    """
    found: InboundMessage | None = None
    after: str | None = None
    for _ in range(LOOKS):
        shown = _shown(client, Ask(ask.key, ask.edge, ask.parameters, after), read)
        if shown is None:
            return None
        messages, following = shown
        found = next((m for m in reversed(messages) if _is(reply, m, us)), found)
        past = falling and any(m.created_at < reply.queued_at - SKEW for m in messages)
        if past or following is None:
            return _seen(found)
        if following == after:
            break
        after = following
    raise Retryable("the thread is too long to look far enough back", usage=client.usage())


def _shown(
    client: GraphClient, ask: Ask, read: Callable[[Any], object]
) -> tuple[Sequence[InboundMessage], str | None] | None:
    """Return a page of messages and its cursor; None when the thread is gone."""
    try:
        answer = page(client.read(ask))
    except Rejected as refused:
        if refused.code is Refusal.GONE:
            return None
        raise
    except Malformed as error:
        failure: ConnectorError = Unreadable(str(error), usage=client.usage())
    else:
        read_of = [read(record) for record in answer.records]
        made = [one for each in read_of for one in (each if isinstance(each, list) else [each])]
        return [one for one in made if isinstance(one, InboundMessage)], answer.after
    raise failure


def _is(reply: OutboundReply, message: InboundMessage, us: str) -> bool:
    return (
        message.author is not None
        and message.author.external_id == us
        and message.external_id not in reply.bound
        and message.created_at >= reply.queued_at - SKEW
        and same(reply.text, message.text)
    )


def _seen(message: InboundMessage | None) -> Receipt | None:
    if message is None:
        return None
    return Receipt(message.external_id, message.created_at, message.permalink)
