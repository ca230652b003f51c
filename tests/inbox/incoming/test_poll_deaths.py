"""Killed at any line of a poll, nothing is lost and nothing is there twice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.models import Stream
from db.session import connect
from inbox.incoming import ledger, schedule
from tests import postgres
from tests.inbox.incoming.poll_deaths import POLL_PATH
from tests.inbox.incoming.world import world
from tests.killing import Child, apart

MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory: it outlives a killed process and costs nothing to sync."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_every_line(kind, folder) -> None:
    """In a process of its own: a small one is forked far more quickly."""
    with postgres.fresh_sqlite(folder) if kind == "sqlite" else postgres.fresh() as url:
        lines, killed, faults = apart("tests.inbox.incoming.poll_deaths", url, str(folder))
    assert faults == {}
    assert lines > 1_000
    assert killed > 5


def test_two_processes_that_poll_one_account_at_once_store_everything_once(
    database, database_url, tmp_path
) -> None:
    """Each believes the lease is its own: the rows' own uniqueness has to carry it."""
    here = world(database, tmp_path)
    wrote = [here.town.receives(f"Nummer {n}", thread=str(n % 7)).text for n in range(60)]
    database.close()

    def unleashed() -> None:
        schedule.take = lambda *_: True
        ledger.hold = lambda session, stream_id, *_: session.get_one(
            Stream, stream_id, with_for_update=True
        )
        here.db = connect(database_url)
        for _ in range(4):
            assert here.poll().trouble is None

    children = [Child(unleashed, POLL_PATH, at=0) for _ in range(2)]
    assert [child.wait().code for child in children] == [0, 0]
    here.db = connect(database_url)
    assert sorted(here.texts()) == sorted(wrote)
    last = here.poll()
    assert (last.trouble, last.stored.new) == (None, 0)
    here.db.close()
