"""When the house answers: set by admins, a team's own before the house's, closed days by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.models import Audit
from inbox.care import opening, teams
from inbox.care.opening import Given, NoCalendar, WrongCalendar
from inbox.care.rights import MACHINE, NotAllowed
from inbox.care.teams import NoTeam
from inbox.queries.opening import HOUSE, Calendars, calendars
from inbox.rules.hours import read
from inbox.rules.opening import MOST, Closed, WrongDays
from tests.desk import Desk

OFFICE = read("mon-fri 8-12 13-17", "Europe/Berlin")
WEEK = Given(OFFICE, "SN", 90)
FEAST = Closed(date(2026, 12, 28), date(2026, 12, 31), "Betriebsferien")


def act(desk: Desk, use_case, *given: object) -> None:
    with desk.db.write() as session:
        use_case(session, MACHINE, *given, desk.time)


def kept(desk: Desk) -> Calendars:
    with desk.db.read() as session:
        return calendars(session)


def team(desk: Desk) -> int:
    with desk.db.write() as session:
        return teams.add(session, MACHINE, "Technik", desk.time)


def test_the_house_has_a_week_holidays_and_a_pledge(desk: Desk) -> None:
    act(desk, opening.set_week, HOUSE, WEEK)
    found = kept(desk).of(HOUSE)
    assert (found.opening.hours, found.opening.state) == (OFFICE, "SN")
    assert found.pledge == timedelta(minutes=90)


def test_a_team_has_the_house_calendar_until_it_has_its_own(desk: Desk) -> None:
    technik = team(desk)
    assert kept(desk).of(technik) is None
    act(desk, opening.set_week, HOUSE, WEEK)
    assert kept(desk).of(technik) == kept(desk).of(HOUSE)
    act(desk, opening.set_week, technik, Given(read("sat 9-12", "UTC")))
    assert kept(desk).of(technik).pledge is None
    act(desk, opening.drop, technik)
    assert kept(desk).of(technik) == kept(desk).of(HOUSE)


def test_closed_days_stand_once_in_order_until_they_are_struck_out(desk: Desk) -> None:
    act(desk, opening.set_week, HOUSE, WEEK)
    stocktaking = Closed(date(2026, 6, 30), date(2026, 6, 30), "Inventur")
    for days in (FEAST, stocktaking, FEAST):
        act(desk, opening.close_days, HOUSE, days)
    assert kept(desk).of(HOUSE).opening.closed == (stocktaking, FEAST)
    act(desk, opening.open_days, HOUSE, FEAST)
    act(desk, opening.open_days, HOUSE, FEAST)
    assert kept(desk).of(HOUSE).opening.closed == (stocktaking,)


def test_a_new_week_leaves_the_closed_days(desk: Desk) -> None:
    act(desk, opening.set_week, HOUSE, WEEK)
    act(desk, opening.close_days, HOUSE, FEAST)
    act(desk, opening.set_week, HOUSE, Given(OFFICE))
    assert kept(desk).of(HOUSE).opening.closed == (FEAST,)


@pytest.mark.parametrize(
    "given", [Given(read("", "UTC")), Given(OFFICE, "XX"), Given(OFFICE, pledge=0)]
)
def test_what_is_no_calendar_is_refused(desk: Desk, given: Given) -> None:
    with pytest.raises(WrongCalendar):
        act(desk, opening.set_week, HOUSE, given)
    assert kept(desk).of(HOUSE) is None


def test_a_team_that_is_gone_and_a_calendar_that_is_not_there_are_refused(desk: Desk) -> None:
    with pytest.raises(NoTeam):
        act(desk, opening.set_week, 4711, WEEK)
    with pytest.raises(NoCalendar):
        act(desk, opening.close_days, HOUSE, FEAST)


def test_days_have_a_name_and_are_no_more_than_anybody_reads(desk: Desk) -> None:
    act(desk, opening.set_week, HOUSE, WEEK)
    with pytest.raises(WrongDays):
        act(desk, opening.close_days, HOUSE, Closed(FEAST.first, FEAST.last, "\u200b"))
    days = [FEAST.first + timedelta(days=each) for each in range(MOST)]
    for day in days:
        act(desk, opening.close_days, HOUSE, Closed(day, day, "zu"))
    with pytest.raises(WrongDays):
        act(desk, opening.close_days, HOUSE, FEAST)


def test_agents_change_no_calendar_and_admins_are_written_down(desk: Desk) -> None:
    with desk.db.write() as session, pytest.raises(NotAllowed):
        opening.set_week(session, desk.actor(), HOUSE, WEEK, desk.time)
    act(desk, opening.set_week, HOUSE, WEEK)
    with desk.db.read() as session:
        assert session.scalars(select(Audit.action).order_by(Audit.id)).all()[-1:] == [
            "opening set"
        ]
