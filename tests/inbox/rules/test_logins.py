"""The end of a login is told two weeks, a week and a day before, and when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.rules.logins import STEPS, Ending, countdown
from tests.cast import NOON

HOUR = timedelta(hours=1)


def days(n: float) -> timedelta:
    return timedelta(days=n)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (days(60), None),
        (days(14) + HOUR, None),
        (days(14), 14),
        (days(7) + HOUR, 14),
        (days(7), 7),
        (days(1) + HOUR, 7),
        (days(1), 1),
        (HOUR, 1),
        (timedelta(0), 0),
        (-days(3), 0),
    ],
)
@pytest.mark.parametrize("what", Ending)
def test_each_step_is_reached_in_its_time(left, step, what) -> None:
    ends = NOON + left
    told = (ends, None) if what is Ending.LOGIN else (None, ends)
    found = countdown(*told, NOON, renewed=False)
    assert (found.step if found else None) == step
    if found:
        assert (found.what, found.at) == (what, ends)


def test_what_ends_first_counts() -> None:
    found = countdown(NOON + days(10), NOON + days(3), NOON, renewed=False)
    assert found is not None
    assert (found.what, found.step) == (Ending.CONSENT, 7)
    found = countdown(NOON + days(0.5), NOON + days(3), NOON, renewed=False)
    assert found is not None
    assert (found.what, found.step) == (Ending.LOGIN, 1)


def test_a_login_that_renews_itself_never_ends() -> None:
    assert countdown(NOON + HOUR, None, NOON, renewed=True) is None
    found = countdown(NOON + HOUR, NOON + days(2), NOON, renewed=True)
    assert found is not None
    assert found.what is Ending.CONSENT


def test_a_login_without_an_end_is_no_matter() -> None:
    assert countdown(None, None, NOON, renewed=False) is None


def test_the_steps_grow_louder() -> None:
    assert list(STEPS) == sorted(STEPS, reverse=True)
