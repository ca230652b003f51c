"""Places order messages by time, keep people below them, and fit into sixty-four bits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from inbox.rules import places

TIMES = st.datetimes(timezones=st.just(UTC))
YEARS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
IDS = st.integers(1, 2**40)


@given(TIMES, IDS)
@example(datetime(9999, 12, 31, tzinfo=UTC), 2**30 - 1)
def test_every_message_has_a_place_that_a_database_can_keep(at: datetime, number: int) -> None:
    assert places.FIRST <= places.message(at, number) < places.LAST


@given(YEARS, YEARS, IDS, IDS)
def test_a_later_second_stands_higher(one: datetime, two: datetime, a: int, b: int) -> None:
    if one.replace(microsecond=0) < two.replace(microsecond=0):
        assert places.message(one, a) < places.message(two, b)


@given(YEARS, st.integers(1, 2**30 - 2))
def test_in_one_second_the_newer_message_stands_higher(at: datetime, number: int) -> None:
    assert places.message(at, number) < places.message(at, number + 1)


@given(YEARS, IDS)
def test_a_day_begins_with_its_first_message(at: datetime, number: int) -> None:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert places.since(midnight) <= places.message(at, number)
    assert places.message(at, number) < places.since(midnight + timedelta(days=1))


@given(IDS)
def test_people_stand_below_all_messages_the_newest_on_top(number: int) -> None:
    assert places.PEOPLE < places.person(number) < places.person(number + 1) < places.FIRST
