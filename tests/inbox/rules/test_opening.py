"""Opening time: several spans a day, holidays, closed days, and both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.rules import opening
from inbox.rules.hours import read
from inbox.rules.opening import Closed, Opening, WrongDays, after, between, days, next_closed, shut
from tests.inbox.rules.moments import CHANGES, moments

BERLIN = "Europe/Berlin"
OFFICE = "mon-fri 8:00-12:00 13:00-17:00"
HOUR = timedelta(hours=1)
SAXONY = Opening(read(OFFICE, BERLIN), "SN")
FEAST = Closed(date(2026, 12, 28), date(2026, 12, 31), "Betriebsferien")
CLOSED = Opening(read(OFFICE, BERLIN), "SN", (FEAST,))

MOMENTS = moments(datetime(2026, 3, 1), datetime(2027, 1, 10))
CALENDARS = st.builds(
    lambda week, zone, state, closed: Opening(read(week, zone), state, closed),
    st.sampled_from([OFFICE, "fri-mon 22:00-6:00", "mon-sun 0:00-24:00", "sun 2:00-3:00"]),
    st.sampled_from([BERLIN, "UTC", "America/St_Johns"]),
    st.sampled_from(["", "SN", "BY"]),
    st.sampled_from([(), (FEAST,)]),
)
SPANS = st.integers(0, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "span", "by"),
    [
        (utc(2026, 11, 20, 9), HOUR, utc(2026, 11, 20, 10)),
        (utc(2026, 11, 20, 10, 30), HOUR, utc(2026, 11, 20, 12, 30)),
        (utc(2026, 11, 20, 15, 30), HOUR, utc(2026, 11, 23, 7, 30)),
        (utc(2026, 11, 21, 9), HOUR, utc(2026, 11, 23, 8)),
        (utc(2026, 11, 20, 15), HOUR, utc(2026, 11, 20, 16)),
        (utc(2026, 11, 21, 9), timedelta(0), utc(2026, 11, 23, 7)),
        (utc(2026, 11, 17, 15, 30), HOUR, utc(2026, 11, 19, 7, 30)),
        (utc(2026, 3, 27, 15, 30), HOUR, utc(2026, 3, 30, 6, 30)),
        (utc(2026, 10, 23, 14, 30), HOUR, utc(2026, 10, 26, 7, 30)),
    ],
    ids=["in a span", "over noon", "over a weekend", "on a Saturday", "until it closes",
         "nothing to wait for", "over Saxony's day of prayer", "into summer", "into winter"],
)  # fmt: skip
def test_opening_time_passes_only_while_the_house_is_open(since, span, by) -> None:
    assert after(SAXONY, since, span) == by


def test_closed_days_are_no_opening_time() -> None:
    assert after(CLOSED, utc(2026, 12, 24, 15, 30), HOUR) == utc(2027, 1, 4, 7, 30)
    assert between(CLOSED, utc(2026, 12, 28), utc(2027, 1, 1)) == timedelta(0)


def test_without_a_calendar_every_hour_counts() -> None:
    saturday = utc(2026, 11, 21, 3)
    assert after(None, saturday, HOUR) == saturday + HOUR
    assert between(None, saturday, saturday + HOUR) == HOUR
    assert between(None, saturday, saturday - HOUR) == timedelta(0)


def test_a_house_that_never_opens_lets_time_pass_rather_than_let_somebody_wait_for_ever() -> None:
    shut_for_good = Opening(read("mon 9-10", "UTC"), "", tuple(
        Closed(date(2026, 1, 1) + timedelta(days=91 * n), date(2026, 4, 1) + timedelta(days=91 * n), "zu")
        for n in range(12)
    ))  # fmt: skip
    monday = utc(2026, 6, 1)
    assert after(shut_for_good, monday, HOUR) == monday + HOUR
    assert after(Opening(read("", "UTC")), monday, HOUR) == monday + HOUR


@pytest.mark.parametrize(
    ("state", "day", "why"),
    [
        ("SN", date(2026, 11, 18), "Buß- und Bettag"),
        ("BE", date(2026, 11, 18), ""),
        ("BY", date(2026, 1, 6), "Heilige Drei Könige"),
        ("HH", date(2026, 10, 31), "Reformationstag"),
        ("", date(2026, 12, 25), ""),
    ],
)
def test_holidays_are_those_of_the_state(state: str, day: date, why: str) -> None:
    assert shut(Opening(read(OFFICE, BERLIN), state), day) == why


def test_there_are_sixteen_states() -> None:
    assert len(opening.STATES) == 16


def test_what_is_closed_next_has_its_name_in_the_readers_language() -> None:
    assert next_closed(CLOSED, date(2026, 12, 22)) == Closed(
        date(2026, 12, 25), date(2026, 12, 25), "Erster Weihnachtstag"
    )
    english = next_closed(CLOSED, date(2026, 12, 22), "en")
    assert english is not None
    assert english.name == "Christmas Day"
    assert next_closed(CLOSED, date(2026, 12, 29)) == Closed(
        date(2026, 12, 29), FEAST.last, "Betriebsferien"
    )


def test_a_holiday_on_a_day_off_closes_nothing() -> None:
    found = next_closed(SAXONY, date(2026, 10, 31))
    assert found is not None
    assert found.first == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "Ferien"),
        (date(2026, 1, 1), date(2026, 12, 1), "Ferien"),
        (date(2026, 12, 1), date(2026, 12, 1), "  "),
    ],
)
def test_days_that_cannot_be_are_refused(first: date, last: date, name: str) -> None:
    with pytest.raises(WrongDays):
        days(first, last, name)


@settings(max_examples=40)
@given(CALENDARS, MOMENTS, st.integers(0, 300), st.integers(0, 300))
def test_opening_time_adds_up_and_is_never_negative(kept, at, first, second) -> None:
    middle = at + timedelta(hours=first)
    end = middle + timedelta(hours=second)
    whole = between(kept, at, end)
    assert whole == between(kept, at, middle) + between(kept, middle, end)
    assert timedelta(0) <= whole <= end - at


@settings(max_examples=40)
@given(CALENDARS, MOMENTS)
def test_what_is_shut_is_no_opening_time_from_midnight_to_midnight(kept, at) -> None:
    zone = ZoneInfo(kept.hours.zone)
    day = at.astimezone(zone).date()
    begins, ends = (
        datetime.combine(one, time(), zone).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    )
    if shut(kept, day):
        assert between(kept, begins, ends) == timedelta(0)
    assert timedelta(0) <= between(kept, begins, ends) <= ends - begins


@settings(max_examples=40)
@given(st.sampled_from([BERLIN, "America/St_Johns", "Australia/Lord_Howe"]), MOMENTS, SPANS)
def test_who_never_closes_counts_every_hour_that_really_passes(zone, at, span) -> None:
    always = Opening(read("mon-sun 0:00-24:00", zone))
    assert after(always, at, span) == at + span
    assert between(always, at, at + span) == span


@settings(max_examples=40)
@given(st.sampled_from(["", "SN", "BY"]), MOMENTS)
def test_nothing_is_due_on_a_weekend_or_a_holiday(state, at) -> None:
    office = Opening(read(OFFICE, BERLIN), state)
    due = after(office, at, HOUR).astimezone(ZoneInfo(BERLIN))
    assert due.weekday() < 5
    assert not shut(office, due.date())


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("zone", [BERLIN, "America/St_Johns", "Australia/Lord_Howe"])
def test_a_pledge_over_a_change_of_the_clock_is_as_long_as_it_was_meant(change, zone) -> None:
    always, nights = (Opening(read(week, zone)) for week in ("mon-sun 0-24", "mon-sun 22-6"))
    since = change - timedelta(minutes=90)
    for pledge in (HOUR, 2 * HOUR, 5 * HOUR):
        assert after(always, since, pledge) == since + pledge
        assert between(nights, since, after(nights, since, pledge)) == pledge


@settings(max_examples=40)
@given(CALENDARS, MOMENTS, SPANS, SPANS)
def test_a_longer_pledge_is_never_due_sooner(kept, at, first, second) -> None:
    shorter, longer = sorted((first, second))
    assert at <= after(kept, at, shorter) <= after(kept, at, longer)


@settings(max_examples=40)
@given(CALENDARS, MOMENTS, SPANS)
def test_the_time_lies_in_opening_hours_and_exactly_so_much_later(kept, at, span) -> None:
    by = after(kept, at, span)
    second = timedelta(seconds=1)
    inside = opening.stretches(kept, by - second, by + second)
    assert any(first <= by <= last for first, last in inside)
    assert between(kept, at, by) == span


@settings(max_examples=40)
@given(CALENDARS, MOMENTS, st.integers(0, 100), SPANS)
def test_who_wrote_later_is_never_due_sooner(kept, at, hours, span) -> None:
    assert after(kept, at, span) <= after(kept, at + timedelta(hours=hours), span)
