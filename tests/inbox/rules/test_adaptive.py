"""An adaptive pace is quick while messages come, slow in silence, and never out of its bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.adaptive import DAY, Bounds, awake, course, looks, wait
from inbox.rules.pace import WrongPace, read

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BOUNDS = Bounds(MINUTE, 30 * MINUTE)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "waits"),
    [
        (timedelta(0), MINUTE),
        (5 * MINUTE, MINUTE),
        (12 * MINUTE, 2 * MINUTE),
        (HOUR, 10 * MINUTE),
        (3 * HOUR, 30 * MINUTE),
        (9 * DAY, 30 * MINUTE),
        (None, 30 * MINUTE),
    ],
)
def test_the_longer_nothing_comes_the_longer_it_waits(quiet, waits) -> None:
    assert wait(quiet, BOUNDS) == waits


@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.integers(1, 9_000), st.integers(1, 500))
def test_no_silence_leads_out_of_the_bounds(quiet, fastest, more) -> None:
    bounds = Bounds(timedelta(seconds=fastest), timedelta(seconds=fastest + more))
    assert bounds.fastest <= wait(quiet, bounds) <= bounds.slowest


@given(st.timedeltas(timedelta(0), DAY), st.timedeltas(timedelta(0), DAY))
def test_a_longer_silence_never_makes_it_quicker(one, other) -> None:
    less, more = sorted((one, other))
    assert wait(less, BOUNDS) <= wait(more, BOUNDS)


def test_a_night_costs_far_fewer_looks_than_the_quickest_pace() -> None:
    assert looks(12 * HOUR, BOUNDS) < 60 < 12 * HOUR / BOUNDS.fastest


def simulated(quiet: timedelta) -> int:
    """Count look by look."""
    at, found = timedelta(0), 0
    while (at := at + wait(at, BOUNDS)) <= quiet:
        found += 1
    return found


@pytest.mark.parametrize("quiet", [4 * MINUTE, 50 * MINUTE, 3 * HOUR, 12 * HOUR])
def test_the_count_of_looks_is_what_a_clock_comes_to(quiet) -> None:
    assert looks(quiet, BOUNDS) == pytest.approx(simulated(quiet), abs=2)


def test_a_lively_day_comes_to_the_quickest_pace() -> None:
    news = [NOON + n * MINUTE for n in range(1, 1440)]
    found = course(news, NOON, NOON + DAY, BOUNDS)
    assert found.a_day == pytest.approx(1440)
    assert found.lag == MINUTE / 2


def test_a_silent_day_comes_to_nearly_the_slowest() -> None:
    found = course([], NOON, NOON + DAY, BOUNDS)
    assert 48 < found.a_day < 80
    assert found.lag == 15 * MINUTE


def test_what_lies_outside_of_the_time_looked_at_does_not_count() -> None:
    news = [NOON - HOUR, NOON + 2 * DAY]
    assert course(news, NOON, NOON + DAY, BOUNDS) == course([], NOON, NOON + DAY, BOUNDS)


@pytest.mark.parametrize(
    ("fastest", "slowest"),
    [(HOUR, MINUTE), (HOUR, HOUR), (timedelta(0), HOUR), (HOUR, timedelta(days=8))],
)
def test_what_are_no_bounds_is_refused(fastest, slowest) -> None:
    with pytest.raises(WrongPace) as wrong:
        Bounds(fastest, slowest)
    assert wrong.value.code == "bounds"


@pytest.mark.parametrize(
    ("pace", "part"),
    [
        ("every 5m", 1.0),
        ("every 5m jitter 30s", 1.0),
        ("every 5m quiet 22:00-6:00 Europe/Berlin", 16 / 24),
        ("cron mon-fri 8-18/5min Europe/Berlin", 10 / 24 * 5 / 7),
        ("cron daily 9:00 Europe/Berlin", 1.0),
    ],
)
def test_how_much_of_the_day_is_awake(pace, part) -> None:
    assert awake(read(pace)) == pytest.approx(part)


@pytest.mark.parametrize("within", [Bounds(MINUTE, HOUR), Bounds(timedelta(seconds=90), DAY)])
def test_bounds_are_read_as_they_are_written(within: Bounds) -> None:
    assert Bounds.read(str(within)) == within


@pytest.mark.parametrize("text", ["", "1m", "1m to", "1h to 1m", "1m to 5m to 1h", "now to later"])
def test_what_are_no_bounds_is_said(text: str) -> None:
    with pytest.raises(WrongPace):
        Bounds.read(text)
