"""The schema's way forward: numbered migrations, run under a lock on both databases.

Several processes may start at once. On PostgreSQL an advisory lock lets one of them migrate;
on SQLite the migration is one BEGIN IMMEDIATE transaction, which is a lock by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.session import Database

_LOCK = 0x44757263
"""An arbitrary number ("Durc"): the advisory lock that migrating processes share."""


def upgrade(database: Database) -> str:
    """Bring the schema to the newest version and return its name; harmless when it is there.

    Raises sqlalchemy.exc.OperationalError when the database cannot be reached or stays locked.
    """
    if database.path is not None:
        database.path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(database) as connection:
        config = _config(connection)
        command.upgrade(config, "head")
    return newest()


def newest() -> str:
    """Return the name of the newest migration."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None
    return head


def current(database: Database) -> str | None:
    """Return the version of the schema that the database has, None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    engine = database.engine.execution_options(sqlite_write=True)
    with engine.begin() as connection:
        if not database.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
