"""Who waits, since when, and by when somebody has to answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import signs, urgency
from inbox.rules.signs import Wanted
from inbox.rules.urgency import Window

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def first_due(since, until, promised=None) -> datetime | None:
    """Return when a conversation is urgent that is answered within an hour, day and night."""
    sign = signs.sign(Wanted(since, promised=promised), None, HOUR)
    return urgency.urgent_at(since, until, HOUR, sign and sign.at)


def at(hour: float) -> datetime:
    return NOON + timedelta(hours=hour - 12)


@pytest.mark.parametrize(
    ("since", "until", "promise", "urgent"),
    [
        (None, None, None, None),
        (12, None, None, 13),
        (12, 36, None, 13),
        (12, 13.5, None, 12.5),
        (12, 12.5, None, 12),
        (12, 11, None, 12),
        (None, 36, None, None),
        (None, None, 15, 15),
        (None, 14, 15, 15),
        (12, None, 12.5, 12.5),
        (12, None, 15, 13),
        (12, None, 11, 11),
    ],
)
def test_the_earliest_thing_due_decides(since, until, promise, urgent) -> None:
    given = [None if hour is None else at(hour) for hour in (since, until, promise)]
    found = first_due(*given)
    assert found == (None if urgent is None else at(urgent))


@given(TIMES, TIMES | st.none())
def test_a_wait_is_urgent_within_its_target_and_not_before_it_began(since, until) -> None:
    found = first_due(since, until)
    assert found is not None
    assert since <= found <= since + HOUR


def test_a_wait_counts_from_the_platforms_time() -> None:
    assert urgency.waits_from(at(9), stored_at=at(12)) == at(9)


def test_a_platform_ahead_of_us_does_not_put_a_wait_into_the_future() -> None:
    assert urgency.waits_from(at(14), stored_at=at(12)) == at(12)


@pytest.mark.parametrize(("already", "hour", "since"), [(None, 12, 12), (10, 12, 10), (12, 10, 10)])
def test_the_oldest_unanswered_message_counts(already, hour, since) -> None:
    before = None if already is None else at(already)
    assert urgency.waiting_since(before, at(hour)) == at(since)


@pytest.mark.parametrize(
    ("messages", "since"),
    [
        ([], None),
        ([(10, 10.1)], None),
        ([(10, 10.1), (12.5, 12.6)], 12.5),
        ([(11.9, 12.1)], 11.9),
        ([(11.9, 12.0)], None),
        ([(13, 13.1), (12.5, 13.2)], 12.5),
        ([(15, 13)], 13),
    ],
    ids=["nobody", "answered", "one later", "written before, seen after", "seen at that moment", "two", "clock ahead"],
)  # fmt: skip
def test_what_came_after_our_answer_still_waits(messages, since) -> None:
    unanswered = [(at(created), at(stored)) for created, stored in messages]
    found = urgency.still_waiting(unanswered, answered_at=NOON)
    assert found == (None if since is None else at(since))


@pytest.mark.parametrize(("since", "now", "hours"), [(10, 12, 2), (12, 12, 0), (13, 12, 0)])
def test_a_wait_is_never_negative(since, now, hours) -> None:
    assert urgency.waited(at(since), at(now)) == hours * HOUR


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("until", "window"),
    [
        (None, Window.OPEN),
        (NOON + HOUR + SECOND, Window.OPEN),
        (NOON + HOUR, Window.CLOSING),
        (NOON + SECOND, Window.CLOSING),
        (NOON, Window.CLOSED),
        (NOON - SECOND, Window.CLOSED),
    ],
)
def test_a_window_closes(until, window) -> None:
    assert urgency.window(until, NOON, HOUR) is window


@pytest.mark.parametrize(
    ("until", "closed"),
    [(None, False), (NOON + SECOND, False), (NOON, True), (NOON - SECOND, True)],
)
def test_the_last_instant_is_outside_the_window(until, closed) -> None:
    assert urgency.closed(until, NOON) is closed


@given(TIMES, TIMES)
def test_both_questions_about_a_window_agree(until, now) -> None:
    assert urgency.closed(until, now) == (urgency.window(until, now, HOUR) is Window.CLOSED)


@pytest.mark.parametrize(
    ("until", "left"),
    [(None, None), (NOON + HOUR, HOUR), (NOON, timedelta(0)), (NOON - HOUR, timedelta(0))],
)
def test_what_is_left_of_a_window(until, left) -> None:
    assert urgency.left(until, NOON) == left


@pytest.mark.parametrize(
    ("first", "second", "later"),
    [(None, None, None), (at(9), None, at(9)), (None, at(9), at(9)), (at(9), at(10), at(10))],
)
def test_a_new_message_opens_a_new_window(first, second, later) -> None:
    assert urgency.latest(first, second) == later
