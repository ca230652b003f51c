"""When it is time to tell an admin: by a stream's own past, not by a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.alarms import ENOUGH, LEAST_SILENCE, SENTENCES, Cause, Finding, fails, patience
from tests.cast import NOON

HOUR = timedelta(hours=1)


def every(step: timedelta, days: int = 20):
    """Return arrivals in an even rhythm up to noon."""
    count = int(timedelta(days=days) / step)
    return [NOON - step * back for back in range(count, -1, -1)]


def by_day(days: int = 28):
    """Return arrivals of an office: each hour from 9 to 18, not at weekends."""
    first = NOON.replace(hour=9) - timedelta(days=days)
    moments = (first + HOUR * n for n in range(days * 24))
    return [at for at in moments if at.weekday() < 5 and 9 <= at.hour < 18]


def test_every_cause_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Cause)


def test_a_lively_stream_is_quiet_after_a_few_hours() -> None:
    assert patience(every(timedelta(minutes=5))) == LEAST_SILENCE


def test_a_slow_stream_is_given_more_time() -> None:
    assert patience(every(10 * HOUR)) == 15 * HOUR


def test_nights_and_weekends_are_usual() -> None:
    weekend = timedelta(hours=64)
    limit = patience(by_day())
    assert limit is not None
    assert weekend < limit < 2 * weekend


def test_one_freak_silence_of_the_past_does_not_blunt_the_alarm() -> None:
    moments = every(HOUR)
    broken = [at for at in moments if not NOON - timedelta(days=9) < at < NOON - timedelta(days=4)]
    assert patience(broken) == LEAST_SILENCE


def test_a_young_stream_is_not_judged() -> None:
    assert patience(every(HOUR, days=13)) is None
    assert patience(every(timedelta(days=1), days=ENOUGH - 2)) is None
    assert patience([]) is None


@given(st.lists(st.integers(1, 10**6), min_size=ENOUGH, max_size=200))
def test_what_happened_twice_is_never_unusual(seconds) -> None:
    at, moments = NOON, [NOON]
    for gap in seconds:
        at += timedelta(seconds=gap)
        moments.append(at)
    limit = patience(moments)
    if limit is not None:
        second_longest = timedelta(seconds=sorted(seconds)[-2])
        assert limit >= max(second_longest, LEAST_SILENCE)


@pytest.mark.parametrize(
    ("failures", "enabled", "refused", "alarm"),
    [
        (0, True, False, False),
        (4, True, False, False),
        (5, True, False, True),
        (1, False, True, True),
        (9, False, False, False),
        (1, True, True, False),
    ],
)
def test_a_stream_fails_by_count_or_by_a_refusal_that_stopped_it(
    failures, enabled, refused, alarm
) -> None:
    assert fails(failures, 5, enabled=enabled, refused=refused) is alarm


def test_an_alarm_is_one_for_its_cause_and_subject() -> None:
    keys = {
        Finding(cause, subject, {"since": since}).key
        for cause in (Cause.GAP, Cause.QUIET)
        for subject in ("streams:1", "streams:11")
        for since in ("a", "b")
    }
    assert len(keys) == 4
