"""One database behind two session makers: one reads, one writes.

SQLite: WAL, foreign keys on, BEGIN IMMEDIATE for writers (a deferred transaction that reads
and then writes fails at once when another process committed in between, time-out or not).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["KEEP_KEYS", "Busy", "Database", "Session", "connect"]

KEEP_KEYS = {"key_share": True}
"""How rows are locked: against every change, not against rows that begin to refer to them.

PostgreSQL checks a foreign key by locking the row referred to (postgresql.org, "Explicit
Locking", FOR KEY SHARE). FOR UPDATE refuses that too, and two who changed different rows of
the same conversation could wait for each other.
"""

SQLITE_WAIT_MS = 10_000

GIVE_WAY_S = 0.12
"""The longest pause between two pieces of long work: SQLite keeps no queue, and who waits looks
again after 100 ms at the latest (sqlite3_busy_timeout), to find the next piece already begun."""

Busy = OperationalError
"""The database did not answer or stayed locked: nothing was changed, trying again may help."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where the tables are. `read()` for looking, `write()` for changing; never across a call."""

    engine: Engine
    _reader: sessionmaker[Session]
    _writer: sessionmaker[Session]

    @property
    def embedded(self) -> bool:
        """Return whether this is SQLite: one host, one worker."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """Return the file of an embedded database, None on a server or in memory."""
        name = self.engine.url.database
        return Path(name) if self.embedded and name else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only looks; nothing is committed."""
        with self._reader() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open ONE transaction: committed at the end of the block, rolled back by an exception."""
        with self._writer.begin() as session:
            yield session

    def in_pieces(
        self, piece: Callable[[Session], int], stop: Callable[[], bool], whole: int = 1
    ) -> int:
        """Do long work, a transaction a piece, until one does less than a `whole` or `stop`.

        A piece returns how much it did; so does this, for all of them. Between two of them whoever
        waits to write gets a turn.
        """
        done = 0
        while not stop():
            with self.write() as session:
                began = time.monotonic()
                some = piece(session)
            done += some
            if some < whole:
                break
            if self.embedded:
                time.sleep(min(time.monotonic() - began, GIVE_WAY_S))
        return done

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """Return the database at an SQLAlchemy URL; no connection is made yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url)
    else:
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    writer = sessionmaker(engine, expire_on_commit=False, execution_options={"sqlite_write": True})
    return Database(engine, sessionmaker(engine, expire_on_commit=False), writer)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={SQLITE_WAIT_MS}",
        "journal_mode=wal",
        "synchronous=full",
        "foreign_keys=on",
    ):
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("sqlite_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
