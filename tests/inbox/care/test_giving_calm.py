"""After a heated conversation a queue gives a calm one, or a pause; nobody waits too long for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.models import Conversation, Schedule
from inbox.care import hours
from inbox.care.rights import MACHINE
from inbox.rules.distribution import PAUSE
from tests import cast
from tests.desk import Desk
from tests.inbox.care.test_distributing import gives, open_all_week, owner, works
from tests.inbox.outgoing.test_collision import on_the_phone


@pytest.fixture
def alone(database) -> Desk:
    """A house where Miriam works alone."""
    made = open_all_week(Desk(database))
    works(made, "jonas", "")
    return made


def waits(desk: Desk, *, heated: bool, due: timedelta, who=cast.ERIKA) -> int:
    """Let a customer wait who is due then."""
    number = desk.writes(who=who)
    with desk.db.write() as session:
        row = session.get_one(Conversation, number)
        row.urgent_at, row.heat = desk.time + due, "insults" if heated else ""
    return number


def room(desk: Desk, number: int | None) -> None:
    with desk.db.write() as session:
        hours.set_capacity(session, MACHINE, desk.agents["miriam"], number, desk.time)


def rests_since(desk: Desk, login: str = "miriam") -> datetime | None:
    with desk.db.read() as session:
        return session.get_one(Schedule, desk.agents[login]).heated_at


HOURS = timedelta(hours=3)


def test_two_heated_ones_go_to_two_people(database) -> None:
    desk = open_all_week(Desk(database))
    both = [waits(desk, heated=True, due=HOURS) for _ in range(2)]
    assert gives(desk) == 2
    assert {owner(desk, one) for one in both} == {"miriam", "jonas"}


def test_after_a_heated_one_there_is_a_pause_and_then_the_next(alone: Desk) -> None:
    first, second = (waits(alone, heated=True, due=HOURS) for _ in range(2))
    assert gives(alone, times=5) == 1
    assert owner(alone, first) == "miriam"
    alone.time += PAUSE
    assert gives(alone) == 1
    assert owner(alone, second) == "miriam"


def test_calm_ones_are_given_in_a_pause_and_end_it(alone: Desk) -> None:
    waits(alone, heated=True, due=HOURS)
    assert gives(alone) == 1
    calm = waits(alone, heated=False, due=4 * HOURS)
    heated = waits(alone, heated=True, due=HOURS)
    assert gives(alone) == 1
    assert owner(alone, calm) == "miriam"
    assert gives(alone) == 1
    assert owner(alone, heated) == "miriam"


def test_a_calm_one_that_waits_about_as_long_goes_first(alone: Desk) -> None:
    waits(alone, heated=True, due=HOURS)
    gives(alone)
    room(alone, 2)
    heated = waits(alone, heated=True, due=timedelta(minutes=-20))
    calm = waits(alone, heated=False, due=timedelta(minutes=-15))
    assert gives(alone) == 1
    assert (owner(alone, calm), owner(alone, heated)) == ("miriam", None)


def test_who_cannot_wait_for_the_pause_does_not(alone: Desk) -> None:
    waits(alone, heated=True, due=HOURS)
    gives(alone)
    pressing = waits(alone, heated=True, due=timedelta(minutes=10))
    assert gives(alone) == 1
    assert owner(alone, pressing) == "miriam"


def test_whoever_answers_somebody_heated_has_a_pause_too(alone: Desk) -> None:
    here = waits(alone, heated=True, due=HOURS)
    alone.answers(here, "Das Geld ist heute zurückgebucht.")
    assert rests_since(alone) == alone.time
    heated = waits(alone, heated=True, due=HOURS, who=cast.JO)
    assert gives(alone) == 0
    calm = waits(alone, heated=False, due=HOURS, who=cast.OEZTUERK)
    alone.answers(calm, "Wir bringen den Zähler um drei.")
    assert rests_since(alone) is None
    assert gives(alone) == 1
    assert owner(alone, heated) == "miriam"


def test_a_call_with_somebody_heated_counts_as_an_answer(alone: Desk) -> None:
    here = waits(alone, heated=True, due=HOURS)
    on_the_phone(alone, here)
    assert rests_since(alone) == alone.time


def test_heated_ones_that_wait_do_not_stand_in_the_way_of_calm_ones(alone, monkeypatch) -> None:
    monkeypatch.setattr("inbox.care.distributing.AT_ONCE", 2)
    waits(alone, heated=True, due=HOURS)
    gives(alone)
    for _ in range(3):
        waits(alone, heated=True, due=HOURS)
    calm = waits(alone, heated=False, due=2 * HOURS)
    gives(alone)
    assert owner(alone, calm) == "miriam"
