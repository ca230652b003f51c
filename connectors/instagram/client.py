"""One Instagram account over the Graph API: every method is one call, a look up to a few.

It hangs on a Facebook page (option "page_id"), whose token it uses and through which its
messages go. Comments are read and answered at the account itself.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    Retryable,
    Unreadable,
    utc_now,
)
from connectors.graph import conversations, places, windows
from connectors.graph.client import GraphClient
from connectors.graph.conversations import Inbox
from connectors.graph.looking import find
from connectors.graph.messages import read_message
from connectors.graph.records import items
from connectors.graph.walking import Ask, seconds
from connectors.graph.writing import Sender
from connectors.instagram import PLATFORM, acting, cursor, fields, gallery
from connectors.instagram.gallery import BOARDS, Board
from connectors.instagram.looking import look
from connectors.instagram.mapping import CommentRead, Us, read_comment, signed

WHO = "id,username,name,profile_picture_url"
PAGE = "page_id"
"""The account's option: the page that it hangs on; without it the token's own page."""


class InstagramConnector:
    """One account. Not shared between threads."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._us = Us(connection.external_id, connection.handle or "")
        self._now = now
        self._overlap = connection.overlap
        self._backfill = connection.backfill
        self._client = GraphClient(connection, now)
        self._page = connection.options.get(PAGE, "me")
        window = windows.private(connection.options)
        self._inbox = Inbox(self._page, self._us.key, "INSTAGRAM", window)
        human = windows.humans(connection.options)
        upload = {"platform": "instagram"}
        self._sender = Sender(self._client, self._page, self._us.key, human, upload)

    def whoami(self) -> Author:
        """Ask whose token this is; an account not known yet is the one that the page names."""
        if self._us.key:
            told = self._client.get(self._us.key, fields=WHO)
        else:
            named = f"instagram_business_account{{{WHO}}}"
            told = self._client.get(self._page, fields=named).get("instagram_business_account", {})
        key = told.get("id") if isinstance(told, dict) else None
        handle = told.get("username") if isinstance(told, dict) else None
        if not isinstance(key, str) or not isinstance(handle, str):
            raise Unreadable("the answer does not say who we are", usage=self._client.usage())
        name, picture = told.get("name"), told.get("profile_picture_url")
        named = name if isinstance(name, str) and name else handle
        return Author(key, named, handle, picture if isinstance(picture, str) else None)

    def fetch(self, stream: str, cursor_: Cursor | None) -> Batch:
        """Make the next call of the stream's walk; `more` until the walk is done."""
        if PLATFORM.stream(stream).looks:
            raise ValueError(f"{stream} is looked at, not fetched")
        floor = seconds(self._now() - self._backfill.get(stream, gallery.BACK))
        if stream in BOARDS:
            return self._board(BOARDS[stream], cursor.gallery(cursor_, floor))
        threads = places.threads(cursor_, floor)
        return conversations.fetch(
            self._client, threads, self._inbox, self._overlap, lambda body: signed(body, self._us)
        )

    def look(self, external_ids: Sequence[str]) -> Found:
        """Read comments on our media again; of anything else nothing is said."""
        return look(self._client, self._us, external_ids)

    def act(self, action: Action) -> Receipt:
        """Hide a comment or show it again, delete our own; what is done counts as done."""
        return acting.act(self._client, self._us, action)

    def send(self, reply: OutboundReply) -> Receipt:
        """Answer a comment below its top one, a mention where it stands, or write; once."""
        if reply.private:
            return self._sender.privately(reply, {"comment_id": reply.target})
        if reply.kind is Kind.DIRECT:
            return self._sender.send(reply)
        if reply.pictures:
            raise Rejected("a comment on Instagram is text alone", Refusal.PICTURE)
        if reply.kind is Kind.MENTION:
            below = {"comment_id": reply.target} if reply.target != reply.thread_id else {}
            form = {"media_id": reply.thread_id, "message": reply.text, **below}
            answer = self._client.post(self._us.key, "mentions", **form)
        else:
            answer = self._client.post(reply.thread_id, "replies", message=reply.text)
        return self._client.receipt(answer.get("id"))

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through the thread for our reply."""
        if reply.private or reply.kind is Kind.DIRECT:
            thread = self._private_thread(reply) if reply.private else reply.thread_id
            return self._find_written(reply, thread) if thread else None
        edge = "comments" if reply.kind is Kind.MENTION else "replies"
        return self._find_below(reply, edge)

    def close(self) -> None:
        """Give back connections. Safe to call twice."""
        self._client.close()

    def _board(self, board: Board, state: cursor.Gallery) -> Batch:
        us = self._us
        step = self._client.walked(
            state,
            us.key,
            lambda state, now: gallery.ask(state, board, us, now),
            lambda state, body, now: gallery.take(state, body, board, us, now, self._overlap),
            gallery.gone,
            board.forgives,
        )
        return self._client.batch(step, cursor.dump(step.state))

    def _find_below(self, reply: OutboundReply, edge: str) -> Receipt | None:
        """Look below a comment, or below another's media: in what order they come is not said."""
        tagged = edge == "comments"
        deeper: list[str] = []

        def read(record: object) -> list[object]:
            one = read_comment(record, self._us, reply.thread_id, tagged=tagged)
            if not isinstance(one, CommentRead):
                return []
            deeper.extend([one.message.external_id] if one.replies.after else [])
            below = [read_comment(r, self._us, reply.thread_id) for r in one.replies.records]
            return [one.message, *(b.message for b in below if isinstance(b, CommentRead))]

        asked = {"fields": fields.WITH_REPLIES if tagged else fields.COMMENT, "limit": "50"}
        ask = Ask(reply.thread_id, edge, asked)
        found = find(self._client, ask, self._us.key, reply, read, falling=False)
        if found is None and deeper:
            raise Retryable("there are more replies than one look shows")
        if found is None and tagged:  # gone, or not to be seen by us: that proves nothing
            self._client.get(reply.thread_id, fields="id")
        return found

    def _find_written(self, reply: OutboundReply, thread: str) -> Receipt | None:
        ask = Ask(thread, "messages", {"fields": fields.MESSAGE, "limit": "100"})
        return find(
            self._client,
            ask,
            self._us.key,
            reply,
            lambda record: read_message(
                signed(record, self._us), self._us.key, thread, closed=False
            ),
        )

    def _private_thread(self, reply: OutboundReply) -> str | None:
        """Return the conversation with whoever wrote a comment, None where there is none."""
        try:
            told = self._client.get(reply.target, fields="from{id,username}").get("from")
        except Rejected as refused:
            if refused.code is Refusal.GONE:
                return None
            raise
        person = told.get("id") if isinstance(told, dict) else None
        if not isinstance(person, str):
            raise Retryable("Instagram does not say who wrote the comment")
        given = {"platform": "INSTAGRAM", "user_id": person, "fields": "id"}
        threads = items(self._client.read(Ask(self._page, "conversations", given)))
        key = threads[0].get("id") if threads else None
        return key if isinstance(key, str) and key else None


def open(connection: Connection, now: Clock = utc_now) -> InstagramConnector:
    """Open an account. Nothing is asked yet. Raises KeyError when a credential is missing."""
    return InstagramConnector(connection, now)
