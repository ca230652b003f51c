"""One sender at a time for an account: a lock that is held by the process, not by a clock.

A lease runs out while its holder is only paused, and then two send. This lock ends with the
process or with its word: flock on a file beside SQLite, a session advisory lock on a
connection of its own on PostgreSQL.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from db.session import Database

CLASS = 0x44574C
"""The first half of our advisory locks' keys, so that nobody else's number is ours."""

_TAKE = text("SELECT pg_try_advisory_lock(:kind, :account)")
_GIVE = text("SELECT pg_advisory_unlock(:kind, :account)")
_LOOK = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = :kind AND objid = :account AND objsubid = 2 AND pid = pg_backend_pid()"
)

log = logging.getLogger("durchwahl.outgoing")


class Held(Protocol):
    """A sender lock in our hand."""

    def still(self) -> bool:
        """Return whether it is ours at this moment; ask right before each call that sends."""


class Locks(Protocol):
    """Where sender locks are taken."""

    def hold(self, account_id: int) -> AbstractContextManager[Held | None]:
        """Hold an account's lock for a block; the block gets None when somebody else has it."""


def locks_of(db: Database) -> Locks:
    """Return the sender locks that belong to a database."""
    if db.path is not None:
        return FileLocks(db.path.with_name(db.path.name + ".senders"))
    return AdvisoryLocks(db.engine)


class FileLocks:
    """Locks as files in a folder beside SQLite; the kernel frees them when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, account_id: int) -> Iterator[Held | None]:
        """See Locks. Never waits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / str(account_id)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = None
        else:
            held = _File(handle, path)
        try:
            yield held if held is not None and held.still() else None
        finally:
            os.close(handle)


class _File:
    def __init__(self, handle: int, path: Path) -> None:
        self._handle = handle
        self._path = path

    def still(self) -> bool:
        """The file under that name is the one we locked; a deleted one would lock nobody out."""
        try:
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        except FileNotFoundError:
            return False


class AdvisoryLocks:
    """Session advisory locks, each on a connection that does nothing else and ends with it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    @contextmanager
    def hold(self, account_id: int) -> Iterator[Held | None]:
        """See Locks. Never waits; raises OperationalError when the database is away."""
        connection = self._engine.connect()
        key = {"kind": CLASS, "account": account_id}
        taken = False
        try:
            taken = bool(connection.execute(_TAKE, key).scalar_one())
            yield _Session(connection, key) if taken else None
        finally:
            if taken:
                _give_back(connection, key)
            connection.invalidate()
            connection.close()


def _give_back(connection: Connection, key: dict[str, int]) -> None:
    """Say it aloud: a server notices only after a while that a connection has ended."""
    with suppress(SQLAlchemyError):
        connection.execute(_GIVE, key)


class _Session:
    def __init__(self, connection: Connection, key: dict[str, int]) -> None:
        self._connection = connection
        self._key = key

    def still(self) -> bool:
        """The server says so itself; a lost connection is a lost lock."""
        try:
            return bool(self._connection.execute(_LOOK, self._key).scalar_one())
        except SQLAlchemyError:
            log.warning("the sender lock's connection is lost; nothing is sent on it")
            return False
