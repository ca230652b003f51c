"""A private message on its way: Messenger's and Instagram's Send API, and the look for it.

Source: developers.facebook.com, Messenger Platform, Send API.
"""

from __future__ import annotations

import json

from connectors.base import OutboundReply, Receipt, Refusal, Rejected
from connectors.graph.client import GraphClient
from connectors.graph.looking import find
from connectors.graph.messages import read_message
from connectors.graph.walking import Ask

_SHOWN = "id,message,created_time,from,to"


def send(client: GraphClient, home: str, reply: OutboundReply) -> Receipt:
    """Write to a person once; `home` is the object that sends: a page's id, or "me"."""
    if reply.recipient_id is None:
        raise Rejected("the platform does not say who wrote this", Refusal.UNREACHABLE)
    if reply.answer_until is not None and client.now() >= reply.answer_until:
        raise Rejected("more than 24 hours after their last message", Refusal.WINDOW_CLOSED)
    answer = client.post(
        home,
        "messages",
        recipient=json.dumps({"id": reply.recipient_id}),
        messaging_type="RESPONSE",
        message=json.dumps({"text": reply.text}),
    )
    return client.receipt(answer.get("message_id"))


def find_sent(client: GraphClient, us: str, reply: OutboundReply) -> Receipt | None:
    """Look whether a thread shows a message of ours; `us` is the id that we write under there."""
    ask = Ask(reply.thread_id, "messages", {"fields": _SHOWN, "limit": "100"})
    return find(
        client, ask, us, reply, lambda r: read_message(r, us, reply.thread_id, closed=False)
    )
