"""The livelier and the younger, the sooner; whatever is due comes before what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.facebook.pace import CALMEST, LONGEST, overdue, pause, rest

MINUTE, HOUR, DAY = 60, 3_600, 86_400
TIMES = st.integers(0, 2**33)
EXAMPLES = settings(max_examples=80, deadline=None, database=None)


@pytest.mark.parametrize(
    ("quiet", "wait"),
    [
        (0, 0),
        (20 * MINUTE, 0),
        (24 * MINUTE, MINUTE),
        (2 * HOUR, 5 * MINUTE),
        (DAY, HOUR),
        (6 * DAY, 6 * HOUR),
        (400 * DAY, 6 * HOUR),
    ],
)
def test_a_quiet_thread_is_read_less_often(quiet, wait) -> None:
    assert rest(quiet) == wait


@EXAMPLES
@given(TIMES, TIMES)
def test_a_longer_silence_never_brings_a_reading_forward(one, other) -> None:
    low, high = sorted((one, other))
    assert rest(low) <= rest(high) <= LONGEST


@EXAMPLES
@given(TIMES, TIMES)
def test_after_its_rest_every_thread_is_due(last, now) -> None:
    assert overdue(now - rest(now - last), last, now) >= 1


def test_within_its_rest_no_thread_is_due() -> None:
    assert overdue(10 * DAY - HOUR + 1, 9 * DAY, 10 * DAY) < 1


def test_a_lively_thread_is_always_due() -> None:
    assert overdue(DAY, DAY, DAY) >= 1


def test_a_time_ahead_of_ours_is_due_and_harms_nothing() -> None:
    assert overdue(0, 2 * DAY, DAY) >= 1


def test_of_two_the_one_that_waited_longer_for_its_rest_goes_first() -> None:
    now = 10 * DAY
    lively, quiet = (now - 2 * HOUR, now - 2 * HOUR), (now - 2 * HOUR, now - 6 * DAY)
    assert overdue(*lively, now) > overdue(*quiet, now)


@pytest.mark.parametrize(
    ("calm", "seconds"), [(0, 0), (1, 300), (2, 600), (3, 1_200), (4, 1_800), (10**9, 1_800)]
)
def test_the_sweep_pauses_longer_while_it_finds_nothing(calm, seconds) -> None:
    assert pause(calm) == seconds <= CALMEST
