"""Which accounts neither poll nor send, and since when."""

from __future__ import annotations

from datetime import timedelta

from db.models import Account, Worker
from inbox.queries import stoppages
from inbox.queries.stoppages import Standstill
from tests.desk import Desk


def stands(desk: Desk, seconds: float) -> tuple[Standstill, ...]:
    with desk.db.read() as session:
        return stoppages.standing_still(session, desk.time + timedelta(seconds=seconds))


def held(desk: Desk, worker: str | None = "w1", beat: bool = True) -> None:
    """Let a worker hold the account, and have beaten just now."""
    with desk.db.write() as session:
        account = session.get_one(Account, desk.account_id)
        account.held_by, account.held_at = worker, desk.time
        if worker and beat:
            session.add(Worker(id=worker, started_at=desk.time, beat_at=desk.time))


def test_a_worker_that_stands_still_with_replies_is_named_since_its_last_beat(desk) -> None:
    desk.answers(desk.writes())
    held(desk)
    (found,) = stands(desk, 60)
    assert (found.worker, found.since, found.waiting) == ("w1", desk.time, 1)
    assert found.account == "Stadtwerke Lindenau"


def test_without_a_heartbeat_it_counts_from_taking_the_account(fast) -> None:
    fast.answers(fast.writes())
    held(fast, beat=False)
    assert [found.since for found in stands(fast, 60)] == [fast.time]


def test_a_worker_that_beats_does_not_stand_still(fast) -> None:
    fast.answers(fast.writes())
    held(fast)
    assert stands(fast, 29) == ()


def test_nobody_stands_still_where_nothing_waits(fast) -> None:
    held(fast)
    assert stands(fast, 60) == ()


def test_an_account_that_nobody_holds_does_not_stand_still(fast) -> None:
    fast.answers(fast.writes())
    assert stands(fast, 60) == ()
