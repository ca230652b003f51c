"""When it comes back: on the agent's own clock, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.snoozing import LONGEST, Choice, NoTime, in_time, is_early, wakes_at

BERLIN = "Europe/Berlin"
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "now", "at"),
    [
        ("later", FRIDAY, utc(2026, 11, 20, 14)),
        ("tomorrow", FRIDAY, utc(2026, 11, 21, 7)),
        ("monday", FRIDAY, utc(2026, 11, 23, 7)),
        ("monday", utc(2026, 11, 23, 5), utc(2026, 11, 30, 7)),
        ("monday", utc(2026, 11, 22, 15), utc(2026, 11, 30, 7)),
        ("monday", utc(2026, 11, 22, 23, 30), utc(2026, 11, 30, 7)),
        ("tomorrow", utc(2026, 11, 20, 23, 30), utc(2026, 11, 22, 7)),
        ("tomorrow", utc(2026, 3, 28, 12), utc(2026, 3, 29, 6)),
        ("later", utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 2, 30)),
        ("2026-12-01T17:45", FRIDAY, utc(2026, 12, 1, 16, 45)),
        ("2027-03-28T02:30", FRIDAY, utc(2027, 3, 28, 1, 30)),
    ],
)
def test_a_choice_is_a_time_on_the_agents_clock(asked: str, now: datetime, at: datetime) -> None:
    assert wakes_at(asked, now, BERLIN) == at


@pytest.mark.parametrize(
    "asked",
    [
        "", "x", "2026-11-20T13:00", "2026-11-20T12:00", "2028-01-01T08:00", "9999-12-31T23:59",
        "0001-01-01T00:00", "2026-11-31T08:00", "2026-12-01", "2026-12-01T08:00Z", "TOMORROW",
    ],
)  # fmt: skip
def test_what_is_no_time_ahead_is_refused(asked: str) -> None:
    with pytest.raises(NoTime):
        wakes_at(asked, FRIDAY, BERLIN)


@given(
    st.sampled_from(Choice),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", BERLIN, "Pacific/Kiritimati", "America/St_Johns"]),
)
def test_every_choice_lies_ahead_and_within_nine_days(choice, now, zone) -> None:
    assert timedelta(0) < wakes_at(choice, now, zone) - now <= timedelta(days=9)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", BERLIN, "Pacific/Kiritimati", "America/St_Johns"]),
)
def test_no_two_choices_of_a_morning_are_the_same(now, zone) -> None:
    assert wakes_at("tomorrow", now, zone) < wakes_at("monday", now, zone)


@pytest.mark.parametrize(
    ("chosen", "closes", "back"),
    [
        (48, None, 48),
        (48, 24, 23),
        (48, 49, 48),
        (48, 48, 47),
        (2, 24, 2),
        (48, 1, 48),
        (48, 0.5, 48),
        (48, -3, 48),
    ],
)
def test_it_comes_back_while_it_can_be_answered(chosen, closes, back) -> None:
    """In hours from now, with a margin of one."""
    at, until, wanted = (
        None if hours is None else FRIDAY + timedelta(hours=hours)
        for hours in (chosen, closes, back)
    )
    assert in_time(at, until, timedelta(hours=1), FRIDAY) == wanted


@pytest.mark.parametrize(
    ("until", "closes", "early"),
    [(23, 24, True), (22, 24, False), (23, None, False), (None, 24, False)],
)
def test_what_comes_back_as_its_window_closes_is_early(until, closes, early) -> None:
    back, end = (
        None if each is None else FRIDAY + timedelta(hours=each) for each in (until, closes)
    )
    assert is_early(back, end, timedelta(hours=1)) is early


@given(st.text())
def test_any_text_is_a_time_within_a_year_or_none(text: str) -> None:
    try:
        at = wakes_at(text, FRIDAY, BERLIN)
    except NoTime:
        return
    assert FRIDAY < at <= FRIDAY + LONGEST
