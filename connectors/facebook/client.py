"""One Facebook page over the Graph API: every method is one call, a look up to a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.base import (
    Action,
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    Found,
    Kind,
    OutboundReply,
    Receipt,
    Refusal,
    Rejected,
    utc_now,
)
from connectors.facebook import PLATFORM, acting, cursor, feed, fields
from connectors.facebook.boards import BOARDS, Board
from connectors.facebook.looking import look
from connectors.facebook.mapping import node, read_comment
from connectors.graph import conversations, places, windows
from connectors.graph.client import GraphClient
from connectors.graph.conversations import Inbox
from connectors.graph.looking import find
from connectors.graph.walking import Ask, seconds
from connectors.graph.writing import Sender, uploaded


class FacebookConnector:
    """One page. Not shared between threads."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._us = connection.external_id
        self._now = now
        self._overlap = connection.overlap
        self._backfill = connection.backfill
        self._client = GraphClient(connection, now)
        self._inbox = Inbox(self._us, self._us, "MESSENGER", windows.private(connection.options))
        self._sender = Sender(self._client, self._us, self._us, windows.humans(connection.options))

    def whoami(self) -> Author:
        """Ask which page this token belongs to."""
        return self._client.named("me")

    def fetch(self, stream: str, cursor_: Cursor | None) -> Batch:
        """Make the next call of the stream's walk; `more` until the walk is done."""
        if PLATFORM.stream(stream).looks:
            raise ValueError(f"{stream} is looked at, not fetched")
        floor = seconds(self._now() - self._backfill.get(stream, feed.ALIVE))
        if stream in BOARDS:
            board = replace(BOARDS[stream], whole=stream in self._backfill)
            return self._board(board, cursor.feed(cursor_, floor))
        threads = places.threads(cursor_, floor)
        return conversations.fetch(self._client, threads, self._inbox, self._overlap)

    def look(self, external_ids: Sequence[str]) -> Found:
        """Read posts, comments and reviews again; of Messenger's messages nothing is said."""
        return look(self._client, self._us, external_ids)

    def act(self, action: Action) -> Receipt:
        """Hide, like or delete, or take it back; what is done already counts as done."""
        return acting.act(self._client, self._us, action)

    def send(self, reply: OutboundReply) -> Receipt:
        """Comment on the target, or write by Messenger; once."""
        if reply.private:
            return self._sender.privately(reply, _commented(reply))
        if reply.kind is Kind.DIRECT:
            return self._sender.send(reply)
        form = {"message": reply.text}
        for picture in reply.pictures[:1]:
            given = {"published": "false"}
            answer = self._client.upload(self._us, "photos", picture, "source", given)
            form["attachment_id"] = uploaded(answer.get("id"))
        answer = self._client.post(node(reply.target), "comments", **form)
        return self._client.receipt(answer.get("id"))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through the thread from its end, down to when the reply was queued."""
        if reply.private:
            thread = self._private_thread(reply)
            return self._sender.find_sent(reply, thread) if thread else None
        if reply.kind is Kind.DIRECT:
            return self._sender.find_sent(reply, reply.thread_id)
        order = {"filter": "stream", "order": "reverse_chronological"}
        given = {"fields": fields.ECHO, "limit": "100", **order}
        return find(
            self._client,
            Ask(node(reply.thread_id), "comments", given),
            self._us,
            reply,
            lambda record: read_comment(record, self._us, reply.thread_id, ""),
        )

    def close(self) -> None:
        """Give back connections. Safe to call twice."""
        self._client.close()

    def _board(self, board: Board, state: cursor.Feed) -> Batch:
        us = self._us
        step = self._client.walked(
            state,
            us,
            lambda state, now: feed.ask(state, board, us, now),
            lambda state, body, now: feed.take(state, body, board, us, now, self._overlap),
            lambda state, now: feed.gone(state, board, now),
            board.forgives,
        )
        return self._client.batch(step, cursor.dump(step.state))

    def _private_thread(self, reply: OutboundReply) -> str | None:
        """Return the conversation that a private reply opened, None where none is named.

        Only a comment names it; a second one to the same post is refused by Facebook itself.
        """
        if reply.kind is Kind.POST:
            return None
        try:
            shown = self._client.get(reply.target, fields="private_reply_conversation")
        except Rejected as refused:
            if refused.code is Refusal.GONE:
                return None
            raise
        thread = shown.get("private_reply_conversation")
        key = thread.get("id") if isinstance(thread, dict) else None
        return key if isinstance(key, str) and key else None


def _commented(reply: OutboundReply) -> dict[str, str]:
    return {"post_id" if reply.kind is Kind.POST else "comment_id": reply.target}


def open(connection: Connection, now: Clock = utc_now) -> FacebookConnector:
    """Open a page. Nothing is asked yet. Raises KeyError when a credential is missing."""
    return FacebookConnector(connection, now)
