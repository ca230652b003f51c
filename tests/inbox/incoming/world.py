"""A small world for polls: our account in a town of its own, a clock, connectors that misbehave."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from connectors import memory
from connectors.base import Author, Batch, Connection, Credentials, Cursor, InboundMessage, Kind
from db.models import Account, Message, PollRun, Stream
from db.session import Database
from inbox.incoming import polling
from inbox.settings import Settings
from tests import cast, desk
from tests.cast import ERIKA, NOON

_towns = itertools.count(1)
OURS = Author("ours", "Stadtwerke Lindenau", "lindenau")


@dataclass
class Hands:
    """A clock that only moves when somebody moves it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass
class World:
    """Our account `lindenau` with its stream in a town of the memory platform."""

    db: Database
    settings: Settings
    town: memory.Town
    clock: Hands
    account_id: int
    stream_id: int
    base_url: str
    opened: int = 0

    def opener(self, account_id: int) -> memory.MemoryConnector:
        self.opened += 1
        connection = Connection("memory", "ours", "lindenau", self.base_url, Credentials({}))
        return memory.open(connection, self.clock)

    def poll(self, opener=None, **more):
        more = {"draw": lambda: 0.0, **more}
        return polling.poll(
            self.db, opener or self.opener, self.stream_id, self.settings, self.clock, **more
        )

    def stream(self) -> Stream:
        with self.db.read() as session:
            return session.get_one(Stream, self.stream_id)

    def account(self) -> Account:
        with self.db.read() as session:
            return session.get_one(Account, self.account_id)

    def texts(self) -> list[str]:
        with self.db.read() as session:
            return list(
                session.scalars(select(Message.text).order_by(Message.created_at, Message.id))
            )

    def runs(self) -> list[PollRun]:
        with self.db.read() as session:
            return list(session.scalars(select(PollRun).order_by(PollRun.id)))

    def change(self, what, **values) -> None:
        with self.db.write() as session:
            row = session.get_one(what, self.stream_id if what is Stream else self.account_id)
            for name, value in values.items():
                setattr(row, name, value)


def settings(tmp_path: Path, **given) -> Settings:
    return desk.settings(data_dir=tmp_path, sandbox=True, **given)


def world(db: Database, tmp_path: Path, **given) -> World:
    """Return a fresh world in an empty, migrated database."""
    clock = Hands()
    url = f"memory://incoming-{next(_towns)}"
    town = memory.town(url)
    town.now = clock
    with db.write() as session:
        account = cast.account(session)
        account.base_url = url
        stream = cast.stream(session, account)
        return World(db, settings(tmp_path, **given), town, clock, account.id, stream.id, url)


def said(
    number: str,
    text: str = "Hallo",
    *,
    author: Author | None = ERIKA,
    at: datetime = NOON,
    kind: Kind = Kind.MENTION,
    thread: str | None = None,
    **more,
) -> InboundMessage:
    """Return a message as a platform shows it."""
    more = {"raw": {"id": number}, **more}
    return InboundMessage(number, thread or number, kind, author, text, at, **more)


def page(*messages: InboundMessage, cursor: str = "1", more: bool = False, **rest) -> Batch:
    """Return a page of a stream."""
    return Batch(tuple(messages), Cursor(cursor), more, **rest)


@dataclass
class Scripted:
    """A connector that answers what it was told to, page by page; an exception is raised."""

    answers: Sequence[Batch | Exception | Callable[[], Batch]]
    asked: list[str | None] = field(default_factory=list)
    closed: int = 0

    def fetch(self, stream: str, cursor: Cursor | None) -> Batch:
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(cursor)
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def close(self) -> None:
        self.closed += 1

    def opener(self, account_id: int):
        return self
