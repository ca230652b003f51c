"""The desk that most of these tests sit at: one agent's, with a customer's platform behind it."""

from __future__ import annotations

import pytest

from db.session import Database
from tests.desk import Desk


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk on an empty database: the test runs once on each kind."""
    return Desk(database)


@pytest.fixture
def fast(sqlite_database: Database) -> Desk:
    """A desk on an empty SQLite database, where one kind is enough."""
    return Desk(sqlite_database)
