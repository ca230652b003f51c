"""The ledger as the pages read it: what is open, due, late, and what became of the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import PromiseState
from inbox.care import absences, promising
from inbox.care.absences import Given as Away
from inbox.care.promising import Given
from inbox.care.rights import MACHINE
from inbox.queries import promises, rows
from inbox.queries.promises import Look
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from tests.desk import Desk


def promise(desk: Desk, hours: float, login: str = "miriam", what: str = "Anruf") -> int:
    """Promise a call in so many hours, in a reply that arrives; returns its conversation."""
    conversation = desk.writes()
    due = desk.time + timedelta(hours=hours)
    desk.answers(conversation, login=login, given=[Given(PromiseKind.CALL, what, due)])
    desk.after_undo()
    return conversation


def page(desk: Desk, look: Look, login: str = "miriam") -> list[str]:
    with desk.db.read() as session:
        found, _ = promises.page(session, desk.agents[login], look, desk.time)
    return [one.what for one in found]


def ids(desk: Desk) -> dict[str, int]:
    with desk.db.read() as session:
        found, _ = promises.page(session, None, Look.TEAM, desk.time)
    return {one.what: one.id for one in found}


@pytest.fixture
def ledger(fast: Desk) -> Desk:
    """Late, due today and next week, one of them a colleague's; one kept, one broken."""
    for hours, login, what in (
        (1, "miriam", "late"),
        (20, "jonas", "theirs"),
        (8, "miriam", "today"),
        (200, "miriam", "far"),
        (300, "miriam", "kept"),
        (300, "miriam", "broken"),
    ):
        promise(fast, hours, login, what)
    known = ids(fast)
    fast.wait(hours=2)
    with fast.db.write() as session:
        promising.keep(session, fast.actor(), known["kept"], "", fast.time)
    fast.wait(minutes=1)
    with fast.db.write() as session:
        promising.give_up(session, fast.actor(), known["broken"], "Leer.", fast.time)
    return fast


@pytest.mark.parametrize(
    ("look", "shown"),
    [
        (Look.MINE, ["late", "today", "far"]),
        (Look.TEAM, ["late", "today", "theirs", "far"]),
        (Look.DUE, ["today", "theirs"]),
        (Look.OVERDUE, ["late"]),
        (Look.KEPT, ["broken", "kept"]),
    ],
)
def test_each_part_of_the_ledger_holds_its_own(ledger, look, shown) -> None:
    assert page(ledger, look) == shown


def test_what_is_counted_is_what_is_shown(ledger) -> None:
    with ledger.db.read() as session:
        counts = promises.counts(session, ledger.agents["miriam"], ledger.time)
    assert counts == {Look.MINE: 3, Look.TEAM: 4, Look.DUE: 2, Look.OVERDUE: 1}


def test_a_page_says_that_there_is_more(ledger) -> None:
    with ledger.db.read() as session:
        found, more = promises.page(session, None, Look.TEAM, ledger.time, limit=2)
    assert (len(found), more) == (2, True)


def test_a_conversation_shows_what_is_open_there(fast: Desk) -> None:
    due = fast.time + timedelta(hours=1)
    conversation = fast.writes()
    money = Given(PromiseKind.MONEY, "20 €", due, 2000, "EUR")
    fast.answers(conversation, given=[money])
    fast.after_undo()
    fast.wait(hours=2)
    with fast.db.read() as session:
        (one,) = promises.in_conversation(session, conversation, fast.time)
        marks = rows.marks(session, [conversation, 4711], fast.time)
        assert marks == {conversation: rows.Mark(due_at=due)}
        assert promises.one(session, one.id, fast.time) == one
        assert promises.one(session, 4711, fast.time) is None
    assert (one.owner, one.amount, one.late, one.proven) == (
        "Miriam Brandt",
        Amount(2000, "EUR"),
        True,
        True,
    )
    assert one.state is PromiseState.OPEN


def test_kept_after_its_time_is_late(fast: Desk) -> None:
    promise(fast, 1, what="late")
    promise(fast, 9, what="kept")
    known = ids(fast)
    fast.wait(hours=2)
    with fast.db.write() as session:
        for one in known.values():
            promising.keep(session, fast.actor(), one, "", fast.time)
    with fast.db.read() as session:
        ended = promises.outcomes(session, fast.time)
        assert promises.outcomes(session, fast.time + timedelta(weeks=13)) == ()
    assert sorted(one.late for one in ended) == [False, True]


def test_who_stands_in_sees_what_the_absent_promised(fast: Desk) -> None:
    promise(fast, 20, "jonas", "theirs")
    today = fast.time.date()
    away = Away(today, today, "UTC", deputy_id=fast.agents["miriam"])
    with fast.db.write() as session:
        absences.plan(session, MACHINE, fast.agents["jonas"], away, fast.time)
    assert page(fast, Look.MINE) == ["theirs"]


def test_who_was_promised_what_is_broken_is_to_be_told_until_they_hear_of_us(ledger: Desk) -> None:
    def untold() -> list[str]:
        with ledger.db.read() as session:
            found, _ = promises.page(session, None, Look.KEPT, ledger.time)
            those = promises.untold(session, found)
        return [one.what for one in found if one.id in those]

    assert untold() == ["broken"]
    with ledger.db.read() as session:
        (where,) = [
            one.conversation_id
            for one in promises.page(session, None, Look.KEPT, ledger.time)[0]
            if one.what == "broken"
        ]
    ledger.wait(minutes=1)
    ledger.answers(where, "Das Ersatzteil ist leer, am Montag kommt das neue.")
    ledger.after_undo()
    assert untold() == []
