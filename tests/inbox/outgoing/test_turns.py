"""Accounts take turns, and nobody waits for somebody else's trouble."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from inbox.outgoing import turns
from inbox.outgoing.turns import take_turns


class Work:
    """So many things to do for each account."""

    def __init__(self, **left: int) -> None:
        self.left = Counter({int(name[1:]): count for name, count in left.items()})
        self.done: list[int] = []
        self._lock = threading.Lock()

    def line(self) -> list[int]:
        with self._lock:
            return sorted(account for account, count in self.left.items() if count > 0)

    def turn(self, account: int) -> bool:
        with self._lock:
            self.left[account] -= 1
            self.done.append(account)
        return True


def run(work: Work, turn=None, threads: int = 1, stop=lambda: False) -> list[int]:
    take_turns(work.line, turn or work.turn, threads, stop, beat=0.01)
    return work.done


def test_everything_is_done() -> None:
    assert Counter(run(Work(a1=3, a2=1), threads=4)) == {1: 3, 2: 1}


def test_who_had_a_turn_goes_to_the_end_of_the_line() -> None:
    assert run(Work(a1=3, a2=2, a3=1)) == [1, 2, 3, 1, 2, 1]


def test_an_empty_line_asks_once_and_starts_no_thread() -> None:
    before = threading.active_count()
    asked: list[int] = []
    take_turns(
        lambda: asked.append(threading.active_count()) or [], lambda _: True, 2, lambda: False
    )
    assert asked == [before]


def test_an_account_that_gets_nowhere_is_not_asked_again() -> None:
    work = Work(a1=9, a2=1)

    def turn(account: int) -> bool:
        work.turn(account)
        return account == 2

    assert run(work, turn) == [1, 2]


def test_an_account_that_breaks_does_not_break_the_others() -> None:
    work = Work(a1=9, a2=2)

    def turn(account: int) -> bool:
        if account == 1:
            work.left[1] = 9
            raise ValueError("its own trouble")
        return work.turn(account)

    with pytest.raises(ValueError, match="its own"):
        run(work, turn)
    assert work.done == [2, 2]


def test_an_account_has_one_turn_at_a_time() -> None:
    work = Work(a1=20, a2=20)
    inside: Counter[int] = Counter()

    def turn(account: int) -> bool:
        inside[account] += 1
        assert inside[account] == 1
        work.turn(account)
        inside[account] -= 1
        return True

    assert Counter(run(work, turn, threads=8)) == {1: 20, 2: 20}


def test_what_becomes_due_meanwhile_is_served_beside_a_slow_one() -> None:
    work = Work(a1=1)
    served = threading.Event()

    def turn(account: int) -> bool:
        work.turn(account)
        if account == 1:
            work.left[2] = 1
            assert served.wait(30)
        else:
            served.set()
        return True

    assert run(work, turn, threads=2) == [1, 2]


def test_nothing_begins_after_stop() -> None:
    work = Work(a1=9)
    assert run(work, stop=lambda: len(work.done) >= 2) == [1, 1]


def test_a_round_ends_although_work_keeps_coming(monkeypatch) -> None:
    monkeypatch.setattr(turns, "ROUND", 0.05)
    work = Work(a1=10**9)
    assert run(work)
