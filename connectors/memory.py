"""The reference connector: a platform in this process, as plain as the contract allows.

    Town  the platform's own truth: what customers wrote, what we sent
    open  a connector to the town that the base URL "memory://<town>" names

What it does is what every connector promises; read it before writing another one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from connectors.base import (
    Attachment,
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    InboundMessage,
    Kind,
    OutboundReply,
    Platform,
    Receipt,
    StreamSpec,
    Usage,
    utc_now,
)

PAGE = 2
OURS = Author("ours", "Stadtwerke Lindenau", "lindenau")

PLATFORM = Platform(
    name="memory",
    label="Memory",
    streams=(StreamSpec("all", timedelta(seconds=60), timedelta(seconds=1), page=PAGE),),
    limit=lambda kind: 10_000 if kind is Kind.DIRECT else 280,
    measure=len,
    refuses_duplicates=lambda kind: False,
    prices={"message": 0.001},
    secrets={"word": ("word",)},
    opens="connectors.memory:open",
    base_url="memory://town",
    chains=lambda kind: kind is not Kind.DIRECT,
)

Fault = Callable[[str], None]
"""Called with "fetch", "send" (before it took effect) or "sent" (after); raises what happens."""


@dataclass
class Town:
    """A platform in memory: its messages in the order of their arrival, and a fault to arm."""

    now: Clock = utc_now
    fault: Fault = lambda _: None
    lag: timedelta = timedelta(0)
    _messages: list[InboundMessage] = field(default_factory=list)
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
            number = str(len(self._messages) + 1)
            message = InboundMessage(
                external_id=number,
                thread_id=thread or number,
                kind=kind,
                author=author,
                text=text,
                created_at=self.now(),
                parent_id=parent,
                attachments=attachments,
                raw={"id": number, "text": text},
            )
            self._messages.append(message)
            return message

    def edits(self, external_id: str, text: str) -> None:
        """Let an author change a message: it comes again, as its edited self."""
        with self._lock:
            old = self.message(external_id)
            self._messages.append(replace(old, text=text, edited_at=self.now()))

    def message(self, external_id: str) -> InboundMessage:
        """Return the newest version of a message. KeyError when there is none."""
        for message in reversed(self._messages):
            if message.external_id == external_id:
                return message
        raise KeyError(external_id)

    def all(self) -> tuple[InboundMessage, ...]:
        """Return the platform's truth, ours included, oldest first."""
        with self._lock:
            return tuple(self._messages)

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
            messages=page,
            cursor=Cursor(str(reached)),
            more=reached < len(everything),
            usage=Usage({"message": len(page)}),
        )

    def send(self, reply: OutboundReply) -> Receipt:
        """Put the reply into the town."""
        self._town.fault("send")
        taken = self._town.receives(
            reply.text, author=OURS, kind=reply.kind, thread=reply.thread_id, parent=reply.target
        )
        self._town.fault("sent")
        return Receipt(taken.external_id, taken.created_at)

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look through what the town shows of ours in that thread."""
        self._town.fault("look")
        shown = self._now() - self._town.lag
        for message in self._town.ours():
            here = message.thread_id == reply.thread_id and message.text == reply.text
            if here and message.created_at <= shown and message.external_id not in reply.bound:
                return Receipt(message.external_id, message.created_at)
        return None

    def close(self) -> None:
        """Nothing is held."""


def open(connection: Connection, now: Clock = utc_now) -> MemoryConnector:
    """Open the town that the connection's base URL names."""
    return MemoryConnector(connection, now)
