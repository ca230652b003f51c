"""One sender at a time: a lock lives as long as its process, and no longer."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from db.session import connect
from inbox.outgoing.locks import locks_of
from tests import postgres


@pytest.fixture
def locks(database):
    return locks_of(database)


def held_in_a_child(url: str, account: int) -> int:
    """Let another process take a lock and stand still with it; returns its id."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with ExitStack() as stack:
            held = stack.enter_context(locks_of(connect(url)).hold(account))
            os.write(tell, b"1" if held else b"0")
            signal.pause()
    assert os.read(told, 1) == b"1"
    os.close(told)
    os.close(tell)
    return child


def killed(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_lock_is_held_once(locks) -> None:
    with locks.hold(1) as first, locks.hold(1) as second:
        assert first is not None
        assert second is None


def test_accounts_have_locks_of_their_own(locks) -> None:
    with locks.hold(1) as first, locks.hold(2) as second:
        assert first is not None
        assert second is not None


def test_a_lock_given_back_is_free(locks) -> None:
    with locks.hold(1):
        pass
    with locks.hold(1) as again:
        assert again is not None


def test_a_held_lock_says_that_it_is_still_ours(locks) -> None:
    with locks.hold(1) as held:
        assert held.still()


def test_another_process_keeps_us_out_even_when_it_stands_still(database_url, locks) -> None:
    child = held_in_a_child(database_url, 1)
    try:
        os.kill(child, signal.SIGSTOP)
        with locks.hold(1) as held:
            assert held is None
    finally:
        killed(child)


def test_death_frees_the_lock(database_url, locks) -> None:
    killed(held_in_a_child(database_url, 1))
    for _ in range(200):  # a server takes a moment to see that its client is gone
        with locks.hold(1) as held:
            if held is not None:
                return
    pytest.fail("the lock of a dead process is never free")


def test_a_lock_file_that_was_taken_away_is_no_lock(sqlite_database) -> None:
    folder = sqlite_database.path.with_name(sqlite_database.path.name + ".senders")
    with locks_of(sqlite_database).hold(1) as held:
        (folder / "1").unlink()
        assert not held.still()


def test_a_lost_connection_is_a_lost_lock() -> None:
    with postgres.fresh() as url, locks_of(connect(url)).hold(1) as held:
        with connect(url).engine.connect() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND objid = 1"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        assert not held.still()


def test_two_databases_have_nothing_to_do_with_each_other(tmp_path) -> None:
    one, two = (locks_of(connect(f"sqlite:///{tmp_path / name}")) for name in ("a.db", "b.db"))
    with one.hold(1) as first, two.hold(1) as second:
        assert first is not None
        assert second is not None


def test_a_lock_that_was_given_back_can_be_taken_at_once() -> None:
    """A server ends a connection in its own time; the lock must not wait for that."""
    with postgres.fresh() as url:
        db = connect(url)
        locks = locks_of(db)
        for _ in range(100):
            with locks.hold(1) as held:
                assert held is not None
        db.close()
