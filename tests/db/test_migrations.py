"""The migrated schema is the models', on both databases, whoever migrates and how many at once."""

from __future__ import annotations

import importlib
from enum import StrEnum
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

from db import models
from db.migrations import current, newest, upgrade
from db.session import Database, connect
from inbox.rules.promises import PromiseKind
from tests import cast, postgres
from tests.killing import Child, Ended

MIGRATION = importlib.import_module("db.migrations.versions.0003_search")


def ours(_thing: object, name: str | None, *_more: object) -> bool:
    """Leave out what a search index is made of: tables of FTS5, a column of PostgreSQL's own."""
    return not str(name).startswith(("search_words", "lexemes", "ix_search_entries_lexemes"))


def test_the_migrated_schema_is_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, models.Base.metadata) == []


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    assert upgrade(database) == newest() == current(database)


def test_an_empty_database_has_no_version(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    assert current(database) is None
    database.close()


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'not' / 'yet' / 'new.db'}")
    assert upgrade(database) == newest()
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_four_processes_may_migrate_at_once(kind: str, tmp_path: Path) -> None:
    fresh = postgres.fresh(migrated=False)
    if kind == "sqlite":
        fresh = postgres.fresh_sqlite(tmp_path, migrated=False)
    with fresh as url:

        def migrates() -> None:
            assert upgrade(connect(url)) == newest()

        processes = [Child(migrates) for _ in range(4)]
        assert [process.wait() for process in processes] == [Ended(0, killed=False, code=0)] * 4
        assert "messages" in inspect(connect(url).engine).get_table_names()


ENUMS = {
    "accounts.state": models.AccountState,
    "conversations.state": models.ConversationState,
    "messages.direction": models.Direction,
    "replies.state": models.ReplyState,
    "agents.role": models.Role,
    "promises.state": models.PromiseState,
    "promises.kind": PromiseKind,
}


@pytest.mark.parametrize(("where", "words"), ENUMS.items(), ids=ENUMS.keys())
def test_a_check_knows_exactly_the_words_of_its_enum(where: str, words: type[StrEnum]) -> None:
    table, column = where.split(".")
    checks = [
        str(check.sqltext)
        for check in models.Base.metadata.tables[table].constraints
        if isinstance(check, CheckConstraint) and str(check.sqltext).startswith(f"{column} IN")
    ]
    listed = ", ".join(f"'{word}'" for word in words)
    assert checks == [f"{column} IN ({listed})"]


INSERT = text(
    "INSERT INTO audit (id, at, via, action, subject, note)"
    " VALUES (1, '2026-11-20 08:00:00+00:00', 'system', 'agent added', 'agents:1', '{}')"
)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET action = 'nothing'",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit",
        "TRUNCATE audit",
    ],
)
def test_the_audit_cannot_be_changed_afterwards(database: Database, tampering: str) -> None:
    with database.write() as session:
        session.execute(INSERT)
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text(tampering))
    with database.read() as session:
        assert session.scalar(text("SELECT action FROM audit")) == "agent added"


def test_what_was_said_before_there_was_a_search_waits_to_be_known(tmp_path: Path) -> None:
    """An upgrade does not fold a whole history under its lock; the worker does, piece by piece."""
    database = connect(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(database)
    with database.write() as session:
        matter = cast.matter(session, cast.account(session))
        known = {matter.message.id, -matter.contact.id}
        session.flush()
        session.execute(text("DELETE FROM search_due"))
        for statement in MIGRATION.KNOWN:
            session.execute(text(statement))
        assert set(session.scalars(text("SELECT subject FROM search_due"))) == known
    database.close()
