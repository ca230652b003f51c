"""A week on an agent's clock: read, written, and compared with moments, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import hours
from inbox.rules.hours import WrongHours, next_moment, read, seconds_between, works_at, works_until
from tests.inbox.rules.moments import moments

BERLIN = "Europe/Berlin"
OFFICE = "mon-thu 9:00-12:30 13:30-17:00; fri 9:00-14:00"
MOMENTS = moments(datetime(2026, 1, 1), datetime(2028, 1, 1))
ZONES = st.sampled_from(["UTC", BERLIN, "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"])
WEEKS = st.sampled_from([OFFICE, "fri-mon 22:00-6:00", "mon-sun 0:00-24:00", "sun 2:00-3:00", ""])


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (OFFICE, OFFICE),
        ("", ""),
        ("MON 9-17", "mon 9:00-17:00"),
        ("mon 9.30 – 12, 13-17:15", "mon 9:30-12:00 13:00-17:15"),
        ("mon 9-12; mon 11-14", "mon 9:00-14:00"),
        ("mon 9-12; mon 12-14", "mon 9:00-14:00"),
        ("mon,wed 9-12; tue 9-12", "mon-wed 9:00-12:00"),
        ("fri 22-6", "fri 22:00-24:00; sat 0:00-6:00"),
        ("sun 22-6", "mon 0:00-6:00; sun 22:00-24:00"),
        ("sat-mon 8-9", "mon 8:00-9:00; sat-sun 8:00-9:00"),
        ("tue 20-0", "tue 20:00-24:00"),
        ("mon-sun 0-24", "mon-sun 0:00-24:00"),
    ],
)
def test_a_week_is_kept_in_its_usual_form(typed: str, kept: str) -> None:
    assert str(read(typed, BERLIN)) == kept
    assert str(read(kept, BERLIN)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "mon", "9-17", "mon 9", "mon 9-9", "mon 9-25", "mon 24-2", "mon 9:60-17", "day 9-17",
        "mon-xyz 9-17", "1 9-17", "mon 9-17 and so on", "mon " + "9-17 " * 200, "mon 9-24:30",
    ],
)  # fmt: skip
def test_what_is_no_week_is_refused(typed: str) -> None:
    with pytest.raises(WrongHours):
        read(typed, BERLIN)


@pytest.mark.parametrize("zone", ["", "Berlin", "../etc", "Europe/Nowhere"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(WrongHours):
        read(OFFICE, zone)


def test_seven_typed_days_are_a_week() -> None:
    typed = ["9-17", "", " 9-12, 13-15 ", "", "", "22-6", ""]
    found = hours.week(typed, BERLIN)
    assert (
        str(found) == "mon 9:00-17:00; wed 9:00-12:00 13:00-15:00; sat 22:00-24:00; sun 0:00-6:00"
    )
    assert hours.of_day(found, 2) == "9:00-12:00 13:00-15:00"


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (utc(2026, 11, 20, 7, 59), False),
        (utc(2026, 11, 20, 8, 0), True),
        (utc(2026, 11, 20, 12, 59), True),
        (utc(2026, 11, 20, 13, 0), False),
        (utc(2026, 11, 19, 11, 45), False),
        (utc(2026, 11, 21, 10, 0), False),
        (utc(2026, 7, 3, 7, 0), True),
        (utc(2026, 7, 3, 6, 59), False),
    ],
)
def test_who_works_is_said_by_their_own_clock(at: datetime, works: bool) -> None:
    assert works_at(read(OFFICE, BERLIN), at) is works


@pytest.mark.parametrize(
    ("week", "at", "begins"),
    [
        (OFFICE, utc(2026, 11, 20, 9), utc(2026, 11, 20, 9)),
        (OFFICE, utc(2026, 11, 20, 13), utc(2026, 11, 23, 8)),
        (OFFICE, utc(2026, 11, 19, 11, 40), utc(2026, 11, 19, 12, 30)),
        (OFFICE, utc(2026, 3, 27, 20), utc(2026, 3, 30, 7)),
        ("sun 2:30-4", utc(2026, 3, 28, 12), utc(2026, 3, 29, 1)),
        ("mon 9-10", utc(2026, 11, 23, 9, 1), utc(2026, 11, 30, 8)),
        ("", utc(2026, 11, 20), None),
    ],
)
def test_the_next_working_moment(week: str, at: datetime, begins: datetime | None) -> None:
    assert next_moment(read(week, BERLIN), at) == begins


@pytest.mark.parametrize(
    ("week", "since", "until", "seconds"),
    [
        (OFFICE, utc(2026, 11, 16), utc(2026, 11, 23), 33 * 3600),
        (OFFICE, utc(2026, 11, 20, 12), utc(2026, 11, 20, 18), 3600),
        (OFFICE, utc(2026, 11, 20, 18), utc(2026, 11, 20, 12), 0),
        ("sat 22-6", utc(2026, 3, 28, 12), utc(2026, 3, 29, 12), 7 * 3600),
        ("sat 22-6", utc(2026, 10, 24, 12), utc(2026, 10, 25, 12), 9 * 3600),
        ("sun 2:15-2:45", utc(2026, 3, 28, 12), utc(2026, 3, 29, 12), 0),
        ("sun 1-2:30", utc(2026, 3, 28, 12), utc(2026, 3, 29, 12), 3600),
        ("sun 2-3", utc(2026, 10, 24, 12), utc(2026, 10, 25, 12), 2 * 3600),
    ],
)
def test_working_seconds_know_when_the_clock_changes(
    week: str, since: datetime, until: datetime, seconds: int
) -> None:
    assert seconds_between(read(week, BERLIN), since, until) == seconds


def test_a_night_is_one_span() -> None:
    week = read("fri 22:00-6:00", BERLIN)
    assert works_until(week, utc(2026, 11, 20, 22)) == utc(2026, 11, 21, 5)
    assert works_until(week, utc(2026, 11, 21, 5)) is None


@given(WEEKS, ZONES, MOMENTS)
def test_the_next_moment_is_one_of_work_and_none_lies_before(week, zone, at) -> None:
    found = next_moment(read(week, zone), at)
    if found is not None:
        assert works_at(read(week, zone), found)
        assert seconds_between(read(week, zone), at, found) == 0


@given(WEEKS, ZONES, MOMENTS, st.integers(0, 200), st.integers(0, 200))
def test_working_time_adds_up(week, zone, at, first, second) -> None:
    kept = read(week, zone)
    middle = at.replace(microsecond=0) + timedelta(hours=first)
    end = middle + timedelta(hours=second)
    whole = seconds_between(kept, at.replace(microsecond=0), end)
    parts = seconds_between(kept, at.replace(microsecond=0), middle)
    assert whole == parts + seconds_between(kept, middle, end)


@given(ZONES, MOMENTS, st.integers(0, 200))
def test_who_works_all_week_works_every_second_that_passes(zone, at, hours) -> None:
    at, always = at.replace(microsecond=0), read("mon-sun 0-24", zone)
    assert seconds_between(always, at, at + timedelta(hours=hours)) == hours * 3600


@given(st.text(max_size=40))
def test_no_text_is_more_than_refused(typed) -> None:
    try:
        found = read(typed, "UTC")
    except WrongHours:
        return
    assert read(str(found), "UTC") == found
