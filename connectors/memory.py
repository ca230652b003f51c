"""The reference connector: a platform in this process, as plain as the contract allows.

    Town  the platform's own truth: what customers wrote, what we sent
    open  a connector to the town that the base URL "memory://<town>" names

What it does is what every connector promises; read it before writing another one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.base import (
    Action,
    Attachment,
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    Found,
    Gone,
    InboundMessage,
    Kind,
    OutboundReply,
    Picture,
    Platform,
    Receipt,
    Refusal,
    Rejected,
    Skipped,
    StreamSpec,
    Usage,
    Verb,
    utc_now,
)

PAGE = 2
OURS = Author("ours", "Stadtwerke Lindenau", "lindenau")

PLATFORM = Platform(
    name="memory",
    label="Memory",
    streams=(
        StreamSpec("all", timedelta(seconds=60), timedelta(seconds=1), page=PAGE),
        StreamSpec("revisit", timedelta(hours=1), timedelta(minutes=1), page=PAGE, looks=True),
    ),
    limit=lambda kind: 10_000 if kind is Kind.DIRECT else 280,
    measure=len,
    refuses_duplicates=lambda kind: False,
    prices={"message": 0.001, "reply": 0.01},
    secrets={"word": ("word",)},
    opens="connectors.memory:open",
    base_url="memory://town",
    chains=lambda kind: kind is not Kind.DIRECT,
    actions=lambda kind, ours: frozenset({Verb.DELETE} if ours else {Verb.HIDE, Verb.UNHIDE}),
    looks_at=PAGE,
    pictures=lambda kind: 1,
    picture_bytes=1_000_000,
    picture_types=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    private_reply=lambda kind: timedelta(days=7) if kind is Kind.COMMENT else None,
    bills=lambda kind, text: {"reply": 1},
    shared=frozenset({"town"}),
    rereads="connectors.memory:reread",
)

Fault = Callable[[str], None]
"""Called with "fetch", "look", "send", "act" (before it took effect), "sent", "acted" (after);
raises what happens."""


@dataclass
class Town:
    """A platform in memory: its messages in the order of their arrival, and a fault to arm."""

    now: Clock = utc_now
    fault: Fault = lambda _: None
    lag: timedelta = timedelta(0)
    _messages: list[InboundMessage] = field(default_factory=list)
    _pictures: list[bytes] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def receives(
        self,
        text: str,
        *,
        author: Author | None = Author("c1", "Erika M.", "erika_m"),
        kind: Kind = Kind.MENTION,
        thread: str | None = None,
        parent: str | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> InboundMessage:
        """Let somebody write; returns the message as the platform has it."""
        with self._lock:
            number, at = str(len(self._messages) + 1), self.now()
            message = InboundMessage(
                external_id=number,
                thread_id=thread or number,
                kind=kind,
                author=author,
                text=text,
                created_at=at,
                parent_id=parent,
                attachments=attachments,
                raw=_told(number, thread or number, kind, author, text, at),
            )
            self._messages.append(message)
            return message

    def edits(self, external_id: str, text: str) -> None:
        """Let an author change a message: it comes again, as its edited self."""
        with self._lock:
            old = self.message(external_id)
            self._messages.append(replace(old, text=text, edited_at=self.now()))

    def removes(self, external_id: str, why: Gone = Gone.DELETED) -> None:
        """Let a message disappear: streams show nothing of it, a look says why."""
        with self._lock:
            old = self.message(external_id)
            self._messages.append(
                replace(old, text="", attachments=(), deleted_at=self.now(), gone=why)
            )

    def hides(self, external_id: str, hidden: bool) -> None:
        """Hide a message from the public, or show it again."""
        with self._lock:
            self._messages.append(replace(self.message(external_id), hidden=hidden))

    def message(self, external_id: str) -> InboundMessage:
        """Return the newest version of a message. KeyError when there is none."""
        for message in reversed(self._messages):
            if message.external_id == external_id:
                return message
        raise KeyError(external_id)

    def has(self, external_id: str) -> bool:
        """Return whether there ever was such a message."""
        return any(message.external_id == external_id for message in self._messages)

    def knows(self, thread_id: str) -> bool:
        """Return whether anything was said in a thread."""
        return any(message.thread_id == thread_id for message in self._messages)

    def all(self) -> tuple[InboundMessage, ...]:
        """Return the platform's truth, ours included, oldest first."""
        with self._lock:
            return tuple(self._messages)

    def takes(self, pictures: Sequence[Picture]) -> tuple[Attachment, ...]:
        """Keep images that came with a reply; returns what hangs on its message."""
        with self._lock:
            first = len(self._pictures)
            self._pictures.extend(picture.data for picture in pictures)
        return tuple(
            Attachment("photo", f"memory://pictures/{n}", picture.alt)
            for n, picture in enumerate(pictures, first)
        )

    def pictures(self) -> tuple[bytes, ...]:
        """Return the images that came with our replies, oldest first."""
        return tuple(self._pictures)

    def ours(self) -> tuple[InboundMessage, ...]:
        """Return what we sent and the platform took, oldest first."""
        return tuple(m for m in self.all() if m.author and m.author.external_id == OURS.external_id)


_towns: dict[str, Town] = {}


def town(base_url: str) -> Town:
    """Return the town of that URL; the first call founds it."""
    return _towns.setdefault(base_url, Town())


class MemoryConnector:
    """One account in a town. The cursor is how many of the town's messages were read."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._town = town(connection.base_url)
        self._backfill = connection.backfill
        self._now = now

    def whoami(self) -> Author:
        """Return the town's own account."""
        self._town.fault("whoami")
        return OURS

    def fetch(self, stream: str, cursor: Cursor | None) -> Batch:
        """Return the next two messages, ours among them, as a platform would show them."""
        PLATFORM.stream(stream)
        self._town.fault("fetch")
        start = int(cursor or 0)
        everything = self._town.all()
        page = everything[start : start + PAGE]
        reached = start + len(page)
        return Batch(
            messages=self._wanted(stream, page) if cursor is None else page,
            cursor=Cursor(str(reached)),
            more=reached < len(everything),
            usage=Usage({"message": len(page)}),
        )

    def _wanted(self, stream: str, page: tuple[InboundMessage, ...]) -> tuple[InboundMessage, ...]:
        reach = self._backfill.get(stream)
        begins = self._now() - reach if reach else None
        return tuple(each for each in page if begins is None or each.created_at >= begins)

    def look(self, external_ids: Sequence[str]) -> Found:
        """Read messages again by their ids."""
        self._town.fault("look")
        found = [self._town.message(each) for each in external_ids if self._town.has(each)]
        return Found(
            tuple(message for message in found if message.gone is None),
            {message.external_id: message.gone for message in found if message.gone is not None},
            Usage({"message": len(found)}),
        )

    def act(self, action: Action) -> Receipt:
        """Hide what a customer wrote, or delete what we did."""
        self._town.fault("act")
        if not self._town.has(action.target):
            raise Rejected("there is no such message", Refusal.GONE)
        message = self._town.message(action.target)
        ours = message.author == OURS
        if action.verb not in PLATFORM.actions(message.kind, ours):
            raise Rejected("not in this town", Refusal.FORBIDDEN)
        if action.verb is Verb.DELETE and message.gone is None:
            self._town.removes(action.target)
        elif action.verb is not Verb.DELETE:
            self._town.hides(action.target, action.verb is Verb.HIDE)
        self._town.fault("acted")
        return Receipt(action.target, self._now())

    def send(self, reply: OutboundReply) -> Receipt:
        """Put the reply into the town; a private one into a thread of its own, once."""
        self._town.fault("send")
        if reply.private and self._town.knows(_private(reply)):
            raise Rejected("one private message is all there is", Refusal.FORBIDDEN)
        taken = self._town.receives(
            reply.text,
            author=OURS,
            kind=Kind.DIRECT if reply.private else reply.kind,
            thread=_private(reply) if reply.private else reply.thread_id,
            parent=None if reply.private else reply.target,
            attachments=self._town.takes(reply.pictures),
        )
        self._town.fault("sent")
        return Receipt(taken.external_id, taken.created_at)

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through what the town shows of ours in that thread."""
        self._town.fault("look")
        shown = self._now() - self._town.lag
        thread = _private(reply) if reply.private else reply.thread_id
        for message in self._town.ours():
            here = message.thread_id == thread and message.text == reply.text
            if here and message.created_at <= shown and message.external_id not in reply.bound:
                return Receipt(message.external_id, message.created_at)
        return None

    def close(self) -> None:
        """Nothing is held."""


def _told(
    number: str, thread: str, kind: Kind, author: Author | None, text: str, at: datetime
) -> dict[str, str | None]:
    """Return a message as the town would tell it over a wire."""
    return {
        "id": number,
        "thread": thread,
        "kind": kind.value,
        "author": author.external_id if author else None,
        "name": author.name if author else None,
        "text": text,
        "at": at.isoformat(),
    }


def reread(_connection: Connection, _stream: str, raw: bytes) -> Batch:
    """Read one record as the town tells it; what cannot be read is skipped, never raised."""
    try:
        told = json.loads(raw)
        author = Author(told["author"], told["name"]) if told["author"] else None
        message = InboundMessage(
            external_id=told["id"],
            thread_id=told["thread"],
            kind=Kind(told["kind"]),
            author=author,
            text=told["text"],
            created_at=datetime.fromisoformat(told["at"]),
            raw=told,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return Batch((), Cursor(""), skipped=(Skipped(raw, type(error).__name__),))
    return Batch((message,), Cursor(""))


def _private(reply: OutboundReply) -> str:
    """Return the thread in which a public message is answered privately."""
    return f"private-{reply.target}"


def open(connection: Connection, now: Clock = utc_now) -> MemoryConnector:
    """Open the town that the connection's base URL names."""
    return MemoryConnector(connection, now)
