"""A share of every rate limit stays for replies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Bucket
from inbox.rules.limits import kept, resumes, spent
from tests.cast import NOON

SOON = NOON + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("limit", "calls"), [(1, 0), (2, 1), (10, 3), (15, 3), (30, 3), (100, 10), (900, 90)]
)
def test_a_tenth_is_kept_three_calls_at_least_half_at_most(limit, calls) -> None:
    assert kept(limit) == calls


@given(st.integers(0, 10_000))
def test_polls_always_get_at_least_half(limit) -> None:
    assert 0 <= kept(limit) <= limit / 2


def test_polls_rest_when_only_the_share_of_replies_is_left() -> None:
    assert not spent(Bucket("app", 100, 11, SOON), NOON)
    assert spent(Bucket("app", 100, 10, SOON), NOON)


def test_a_limit_that_was_reset_holds_nobody() -> None:
    assert not spent(Bucket("app", 100, 0, NOON), NOON)


def test_polls_go_on_when_the_last_of_the_limits_is_reset() -> None:
    later = SOON + timedelta(hours=1)
    told = [Bucket("a", 10, 0, SOON), Bucket("b", 10, 1, later), Bucket("c", 10, 9, SOON)]
    assert resumes(told, NOON) == later
    assert resumes([told[2]], NOON) is None
