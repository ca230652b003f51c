"""A run says how old the newest message was when it came in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Stream
from tests.cast import NOON
from tests.inbox.incoming.world import OURS, Scripted, page, said, world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def begun(sqlite_database, tmp_path):
    """A stream whose first poll is over, with nothing in it."""
    here = world(sqlite_database, tmp_path)
    here.poll(Scripted([page(cursor="begun")]).opener)
    return here


def lag(here, *answers) -> int | None:
    here.poll(Scripted(answers).opener)
    return here.runs()[-1].lag


def test_the_newest_of_the_new_messages_tells_the_lag(begun) -> None:
    old, young = said("1", at=NOON - 9 * MINUTE), said("2", at=NOON - 2 * MINUTE)
    assert lag(begun, page(old, young)) == 120


def test_over_several_pages_the_newest_counts(begun) -> None:
    first = page(said("2", at=NOON - MINUTE), cursor="half", more=True)
    assert lag(begun, first, page(said("1", at=NOON - 5 * MINUTE), cursor="whole")) == 60


def test_what_is_known_already_says_nothing_of_the_lag(begun) -> None:
    message = said("1", at=NOON - MINUTE)
    lag(begun, page(message))
    assert lag(begun, page(message, cursor="2")) is None


def test_what_we_wrote_ourselves_says_nothing_of_the_lag(begun) -> None:
    assert lag(begun, page(said("1", author=OURS, at=NOON - MINUTE))) is None


def test_a_message_from_a_clock_ahead_of_ours_came_at_once(begun) -> None:
    assert lag(begun, page(said("1", at=NOON + MINUTE))) == 0


def test_a_first_poll_brings_old_messages_and_has_no_lag(sqlite_database, tmp_path) -> None:
    here = world(sqlite_database, tmp_path)
    assert lag(here, page(said("1", at=NOON - timedelta(days=9)))) is None


def test_what_a_first_walk_still_brings_has_no_lag_in_any_poll(sqlite_database, tmp_path) -> None:
    here = world(sqlite_database, tmp_path, page_limit=1)
    days = timedelta(days=9)
    assert lag(here, page(said("2", at=NOON - MINUTE), cursor="half", more=True)) is None
    assert lag(here, page(said("1", at=NOON - days), cursor="whole")) is None
    assert lag(here, page(said("3", at=NOON - MINUTE), cursor="3")) == 60


def test_days_that_are_read_again_have_no_lag(begun) -> None:
    begun.change(Stream, cursor="half", again_days=9)
    assert lag(begun, page(said("1", at=NOON - timedelta(days=9)))) is None
    assert lag(begun, page(said("2", at=NOON - MINUTE), cursor="2")) == 60
