"""Claims: one poll a stream, one an account, taken over when its holder is gone."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Account, AccountState, Stream
from db.session import connect
from inbox.incoming import schedule
from inbox.incoming.schedule import Lane
from tests import cast
from tests.cast import NOON

LEASE = timedelta(seconds=180)


def streams(db, accounts: int, each: int = 1) -> list[int]:
    with db.write() as session:
        found = []
        for number in range(accounts):
            account = cast.account(session, "memory", f"a{number}") if number == 0 else None
            if account is None:
                account = Account(
                    platform="memory", external_id=f"ours-{number}", slug=f"a{number}", name="x",
                    base_url="memory://x", credentials="", sandbox=True, created_at=NOON,
                )  # fmt: skip
                session.add(account)
                session.flush()
            found += [cast.stream(session, account, f"s{name}").id for name in range(each)]
        return found


def claim(db, worker="w1", now=NOON, limit=50, lane=Lane.SOUND) -> list[int]:
    """Claim as a worker does; nothing is found where it would not even look."""
    looks = lane in due(db, now)
    with db.write() as session:
        mine = [c.stream_id for c in schedule.claim(session, worker, now, LEASE, limit, lane)]
    assert looks or not mine
    return mine


def due(db, now=NOON) -> list[Lane]:
    with db.read() as session:
        return schedule.due(session, now)


def change(db, stream_id, **values) -> None:
    with db.write() as session:
        session.execute(update(Stream).where(Stream.id == stream_id).values(**values))


def test_what_is_due_is_claimed_once(database) -> None:
    mine = streams(database, 3)
    assert claim(database) == mine
    assert claim(database, "w2") == []


def test_a_worker_claims_only_in_lanes_where_something_may_be_due(database) -> None:
    _, sick = streams(database, 2)
    assert due(database, NOON - timedelta(hours=1)) == []
    change(database, sick, failures=1)
    assert due(database) == [Lane.SOUND, Lane.SICK]
    claim(database)
    assert due(database) == [Lane.SICK]
    assert claim(database, lane=Lane.SICK) == [sick]
    assert due(database) == []


def test_the_longest_due_come_first(database) -> None:
    first, second, third = streams(database, 3)
    change(database, third, due_at=NOON - timedelta(hours=2))
    change(database, second, due_at=NOON - timedelta(hours=1))
    assert claim(database, limit=2) == [second, third]
    assert claim(database, limit=2) == [first]


NOT_DUE = {
    "not yet": {"due_at": NOON + timedelta(seconds=1)},
    "paused": {"enabled": False},
    "held": {"lease_until": NOON + timedelta(seconds=1), "lease_by": "another"},
    "in the other lane": {"failures": 1},
}


@pytest.mark.parametrize("values", NOT_DUE.values(), ids=NOT_DUE.keys())
def test_what_is_not_ours_to_poll_is_left(database, values) -> None:
    (one,) = streams(database, 1)
    change(database, one, **values)
    assert claim(database) == []


@pytest.mark.parametrize("state", [s for s in AccountState if s != AccountState.ACTIVE])
def test_the_streams_of_an_account_that_stopped_rest(sqlite_database, state) -> None:
    streams(sqlite_database, 1)
    with sqlite_database.write() as session:
        session.execute(update(Account).values(state=state))
    assert claim(sqlite_database) == []


def test_an_account_has_one_running_poll(database) -> None:
    one, two = streams(database, 1, each=2)
    assert claim(database) == [one]
    assert claim(database) == []
    with database.write() as session:
        schedule.release(session, one, "w1")
    change(database, one, due_at=NOON + timedelta(minutes=1))
    assert claim(database) == [two]


def test_a_sick_stream_does_not_hide_its_sound_sibling_for_ever(database) -> None:
    one, two = streams(database, 1, each=2)
    change(database, one, failures=3, due_at=NOON + timedelta(minutes=5))
    assert claim(database) == [two]


def test_the_stream_of_a_dead_worker_is_taken_over_when_its_lease_ends(database) -> None:
    (one,) = streams(database, 1)
    claim(database, "dead")
    assert claim(database, "heir", NOON + LEASE - timedelta(seconds=1)) == []
    assert claim(database, "heir", NOON + LEASE) == [one]


def test_a_lease_can_be_renewed_only_by_its_holder(database) -> None:
    (one,) = streams(database, 1)
    claim(database)
    with database.write() as session:
        assert schedule.renew(session, one, "w1", NOON + LEASE * 2)
        assert not schedule.renew(session, one, "thief", NOON + LEASE * 9)
    assert claim(database, "heir", NOON + LEASE) == []


def test_a_lease_is_given_back_only_by_its_holder(database) -> None:
    (one,) = streams(database, 1)
    claim(database)
    with database.write() as session:
        schedule.release(session, one, "thief")
    assert claim(database, "w2") == []


def test_one_stream_can_be_taken_though_it_is_not_due(database) -> None:
    (one,) = streams(database, 1)
    change(database, one, due_at=NOON + timedelta(days=1), enabled=False)
    with database.write() as session:
        assert schedule.take(session, one, "hand", NOON, LEASE) is not None
        assert schedule.take(session, one, "other", NOON, LEASE) is None


def claims_of_a_process(url, name, said) -> None:
    db = connect(url)
    for _ in range(12):
        for stream_id in claim(db, name, limit=3):
            os.write(said, f"{stream_id}\n".encode())
    db.close()


def test_no_stream_is_claimed_twice_by_four_processes(database, database_url) -> None:
    """Claims are written down by each process; every stream is there exactly once."""
    mine = streams(database, 24)
    database.close()
    heard, said = os.pipe()
    children = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                claims_of_a_process(database_url, f"w{number}", said)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    os.close(said)
    codes = [os.waitpid(pid, 0)[1] for pid in children]
    with os.fdopen(heard) as file:
        claimed = Counter(int(line) for line in file)
    assert codes == [0, 0, 0, 0]
    assert claimed == Counter(mine)


def test_a_worker_that_was_stopped_for_long_has_one_run_to_catch_up(sqlite_database) -> None:
    """Due times are a column, not a queue: ten missed minutes are one row that is due."""
    (one,) = streams(sqlite_database, 1)
    assert claim(sqlite_database, now=NOON + timedelta(minutes=10)) == [one]
    assert claim(sqlite_database, now=NOON + timedelta(minutes=10)) == []
    with sqlite_database.read() as session:
        assert len(session.scalars(select(Stream)).all()) == 1
