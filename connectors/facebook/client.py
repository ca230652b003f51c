"""One Facebook page over the Graph API: every method is one call, a look up to a few."""

from __future__ import annotations

from connectors.base import (
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    Kind,
    OutboundReply,
    Receipt,
    utc_now,
)
from connectors.facebook import PLATFORM, cursor, feed
from connectors.facebook.mapping import read_comment
from connectors.graph import conversations, places, writing
from connectors.graph.client import GraphClient
from connectors.graph.conversations import Inbox
from connectors.graph.looking import find
from connectors.graph.walking import Ask, seconds
from connectors.graph.writing import Sender

_COMMENT = "id,message,created_time,from{id,name},parent{id},permalink_url"


class FacebookConnector:
    """One page. Not shared between threads."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._us = connection.external_id
        self._now = now
        self._overlap = connection.overlap
        self._client = GraphClient(connection, now)
        self._inbox = Inbox(self._us, self._us, "MESSENGER", writing.window(connection))
        self._sender = Sender(self._client, self._us, self._us, writing.humans(connection))

    def whoami(self) -> Author:
        """Ask which page this token belongs to."""
        return self._client.named("me")

    def fetch(self, stream: str, cursor_: Cursor | None) -> Batch:
        """Make the next call of the stream's walk; `more` until the walk is done."""
        PLATFORM.stream(stream)
        floor = seconds(self._now() - feed.ALIVE)
        if stream == "feed":
            return self._feed(cursor.feed(cursor_, floor))
        return self._messages(places.threads(cursor_, floor))

    def _feed(self, state: cursor.Feed) -> Batch:
        step = self._client.walked(
            state,
            self._us,
            lambda state, now: feed.ask(state, self._us, now),
            lambda state, body, now: feed.take(state, body, self._us, now, self._overlap),
            feed.gone,
        )
        return self._client.batch(step, cursor.dump(step.state))

    def _messages(self, state: places.Threads) -> Batch:
        step = self._client.walked(
            state,
            self._us,
            lambda state, now: conversations.ask(state, self._inbox, now),
            lambda state, body, now: conversations.take(
                state, body, self._inbox, now, self._overlap
            ),
            conversations.gone,
        )
        return self._client.batch(step, places.dump(step.state))

    def send(self, reply: OutboundReply) -> Receipt:
        """Comment on the target, or write by Messenger; once."""
        if reply.kind is Kind.DIRECT:
            return self._sender.send(reply)
        answer = self._client.post(reply.target, "comments", message=reply.text)
        return self._client.receipt(answer.get("id"))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through the thread from its end, down to when the reply was queued."""
        if reply.kind is Kind.DIRECT:
            return self._sender.find_sent(reply, reply.thread_id)
        order = {"filter": "stream", "order": "reverse_chronological"}
        ask = Ask(reply.thread_id, "comments", {"fields": _COMMENT, "limit": "100", **order})
        return find(
            self._client,
            ask,
            self._us,
            reply,
            lambda record: read_comment(record, self._us, reply.thread_id, ""),
        )

    def close(self) -> None:
        """Give back connections. Safe to call twice."""
        self._client.close()


def open(connection: Connection, now: Clock = utc_now) -> FacebookConnector:
    """Open a page. Nothing is asked yet. Raises KeyError when a credential is missing."""
    return FacebookConnector(connection, now)
