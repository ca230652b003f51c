"""When a stream is due again: never in the past, never too early, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.care.pacing import next_due, thrifty_due
from inbox.rules.pace import read

MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(pace: str, now: str, last: str | None = None, draw: float = 0.0) -> str:
    found = next_due(read(pace), utc(last or now), utc(now), draw=lambda: draw)
    return found.strftime("%Y-%m-%d %H:%M:%S")


def test_an_interval_counts_from_the_beginning_of_the_last_poll() -> None:
    assert due("every 60s", "2026-11-20 12:00:20", "2026-11-20 12:00:00") == "2026-11-20 12:01:00"


def test_a_long_sleep_is_made_up_for_by_nothing() -> None:
    assert due("every 60s", "2026-11-20 17:00:30", "2026-11-20 12:00:00") == "2026-11-20 17:01:00"


@pytest.mark.parametrize(("draw", "seconds"), [(0.0, 60), (0.5, 65), (0.999, 69)])
def test_jitter_comes_on_top(draw, seconds) -> None:
    start = utc("2026-11-20 12:00:00")
    found = next_due(read("every 60s jitter 10s"), start, start, draw=lambda: draw)
    assert int((found - start).total_seconds()) == seconds


def test_what_the_platform_asks_for_goes_before_the_pace() -> None:
    start = utc("2026-11-20 12:00:00")
    later = start + timedelta(hours=3)
    assert next_due(read("every 60s"), start, start, later) == later


def test_weekdays_are_what_they_are_called() -> None:
    """2026-11-20 is a Friday; a number would have made Tuesday of a Monday."""
    assert due("cron mon 9:00 UTC", "2026-11-20 12:00:00") == "2026-11-23 09:00:00"
    assert due("cron sun 9:00 UTC", "2026-11-20 12:00:00") == "2026-11-22 09:00:00"


CRON = "cron mon-fri 8-18/5min Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-20 06:30:00", "2026-11-20 07:00:00"),  # 7:30 in Berlin: opens at 8:00
        ("2026-11-20 07:00:00", "2026-11-20 07:05:00"),
        ("2026-11-20 07:02:30", "2026-11-20 07:05:00"),
        ("2026-11-20 16:55:00", "2026-11-23 07:00:00"),  # Friday 17:55, then Monday
        ("2026-07-17 15:55:00", "2026-07-20 06:00:00"),  # summer time
    ],
)
def test_office_hours_are_kept_by_the_clock_of_the_office(now, then) -> None:
    assert due(CRON, now) == then


def test_several_times_a_day_are_taken_in_turn() -> None:
    twice = "cron daily 9:00,13:30 Europe/Berlin"
    assert due(twice, "2026-11-20 07:00:00") == "2026-11-20 08:00:00"
    assert due(twice, "2026-11-20 08:00:00") == "2026-11-20 12:30:00"
    assert due(twice, "2026-11-20 12:30:00") == "2026-11-21 08:00:00"


# -- the two nights when clocks change, Europe/Berlin ---------------------------------------------


def test_an_hour_that_a_spring_night_lacks_is_polled_behind_it() -> None:
    assert due("cron daily 2:30 Europe/Berlin", "2026-03-28 12:00:00") == "2026-03-29 01:30:00"


def test_an_hour_that_an_autumn_night_has_twice_does_not_stop_the_clock() -> None:
    pace = "cron daily 2:30 Europe/Berlin"
    moments = ["2026-10-24 12:00:00"]
    for _ in range(4):
        moments.append(due(pace, moments[-1]))
    assert moments[1] == "2026-10-25 00:30:00"
    assert moments == sorted(set(moments))
    assert moments[-1] >= "2026-10-27 01:30:00"


@pytest.mark.parametrize("night", ["2026-03-28 23:00:00", "2026-10-24 22:00:00"])
def test_a_cron_goes_through_both_nights_in_even_steps(night) -> None:
    pace, now = read("cron daily 0-24/15min Europe/Berlin"), utc(night)
    for _ in range(20):
        then = next_due(pace, now, now, draw=lambda: 0.0)
        assert then - now == timedelta(minutes=15)
        now = then


@pytest.mark.parametrize("night", ["2026-03-28 23:00:00", "2026-10-24 22:00:00"])
def test_an_interval_does_not_know_that_clocks_change(night) -> None:
    pace, now = read("every 15m"), utc(night)
    assert next_due(pace, now, now) - now == timedelta(minutes=15)


# -- quiet hours ----------------------------------------------------------------------------------

QUIET = "every 60s quiet 22:00-6:00 Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-20 20:58:30", "2026-11-20 20:59:30"),
        ("2026-11-20 20:59:30", "2026-11-21 05:00:00"),
        ("2026-11-21 02:00:00", "2026-11-21 05:00:00"),
        ("2026-11-21 05:00:00", "2026-11-21 05:01:00"),
        ("2026-03-28 23:00:00", "2026-03-29 04:00:00"),  # the night before summer time
        ("2026-10-24 23:00:00", "2026-10-25 05:00:00"),  # the night after it
    ],
)
def test_nothing_is_polled_in_quiet_hours(now, then) -> None:
    assert due(QUIET, now) == then


def test_quiet_hours_end_by_day_too() -> None:
    lunch = "every 60s quiet 12:00-13:00 UTC"
    assert due(lunch, "2026-11-20 11:59:30") == "2026-11-20 13:00:00"


def test_a_cron_goes_on_at_its_own_time_behind_quiet_hours() -> None:
    pace = "cron daily 0-24/60min UTC quiet 22:30-5:30 UTC"
    assert due(pace, "2026-11-20 22:00:00") == "2026-11-21 06:00:00"


PACES = ["every 60s", "every 7m jitter 1m", CRON, QUIET, "cron sun 2:30 Europe/Berlin",
         "cron daily 0-24/30min America/New_York quiet 1:00-3:30 Europe/Berlin"]  # fmt: skip


@given(
    st.sampled_from(PACES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.integers(0, 10_000_000),
    st.integers(-10_000, 10_000),
    st.floats(0, 0.999),
)
def test_the_next_time_is_never_past_and_never_too_early(pace, now, ago, limit, draw) -> None:
    last, allowed = now - timedelta(seconds=ago), now + timedelta(seconds=limit)
    found = next_due(read(pace), last, now, allowed, draw=lambda: draw)
    assert found > now
    assert found >= allowed
    assert found.tzinfo is UTC
    assert found < now + timedelta(days=9)


@pytest.mark.parametrize(
    ("pace", "wait", "due"),
    [
        ("every 1m", 20 * MINUTE, "2026-11-20 12:20"),
        ("every 1m quiet 12:10-13:00 UTC", 20 * MINUTE, "2026-11-20 13:00"),
        ("cron daily 8-18/5min UTC", 20 * MINUTE, "2026-11-20 12:20"),
        ("cron daily 8-18/5min UTC", 9 * MINUTE, "2026-11-20 12:10"),
        ("cron daily 8-13/5min UTC", 70 * MINUTE, "2026-11-21 08:00"),
        ("cron daily 9:00,16:30 UTC", 20 * MINUTE, "2026-11-20 16:30"),
    ],
)
def test_an_adaptive_wait_keeps_to_the_hours_of_its_pace(pace, wait, due) -> None:
    start = utc("2026-11-20 12:00")
    found = next_due(read(pace), start, start, draw=lambda: 0.0, wait=wait)
    assert found == utc(due)


def test_a_stream_that_saves_waits_longer_still() -> None:
    start = utc("2026-11-20 12:00")
    found = thrifty_due(read("every 1m"), start, start, draw=lambda: 0.0, wait=10 * MINUTE)
    assert found == start + 40 * MINUTE
