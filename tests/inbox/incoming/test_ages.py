"""Where looks are billed, a message is looked at when it comes of age, and never again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors import PLATFORMS
from connectors.base import Cursor, Retryable
from db.models import Account, Stream
from inbox.incoming import ages
from inbox.incoming.ages import Since
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.test_revisit import Noting, look, looking, message, stream
from tests.inbox.incoming.world import world

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def billed(monkeypatch) -> None:
    """Let the platform in memory charge for looks, two a page."""
    free = PLATFORMS["memory"]
    streams = tuple(
        replace(spec, ages=(HOUR, DAY, WEEK), pages=1) if spec.looks else spec
        for spec in free.streams
    )
    monkeypatch.setitem(PLATFORMS, "memory", replace(free, streams=streams, looks_at=2))


@pytest.fixture
def here(database, tmp_path):
    return looking(world(database, tmp_path))


@pytest.fixture
def lite(sqlite_database, tmp_path):
    return looking(world(sqlite_database, tmp_path))


def said(made, *texts: str) -> list[str]:
    """Let customers write, a second between them; return the ids."""
    keys = []
    for text in texts:
        keys.append(made.town.receives(text, author=cast.JO).external_id)
        made.clock.forward(seconds=1)
    made.poll()
    return keys


def asked(made, *spans: timedelta) -> list[list[str]]:
    """Look after each span of time; return what was asked for each time."""
    found = []
    for span in spans:
        made.clock.forward(seconds=span.total_seconds())
        noting = Noting(made)
        look(made, noting.opener)
        found.append([key for page in noting.asked for key in page])
    return found


def test_a_message_is_looked_at_after_an_hour_a_day_and_a_week(here) -> None:
    assert asked(here, timedelta()) == [[]]
    (key,) = said(here, "eins")
    spans = (HOUR / 2, HOUR, HOUR, DAY, HOUR, WEEK, HOUR, WEEK * 4)
    assert asked(here, *spans) == [[], [key], [], [key], [], [key], [], []]


def test_a_first_poll_pays_for_nothing_that_was_there_before(lite) -> None:
    said(lite, "eins", "zwei")
    lite.clock.forward(days=3)
    assert asked(lite, timedelta()) == [[]]


def test_a_quiet_stream_asks_nobody_and_goes_on(lite) -> None:
    asked(lite, timedelta())
    before = stream(lite).cursor
    assert asked(lite, DAY) == [[]]
    assert stream(lite).cursor != before


def test_what_is_too_much_for_one_poll_waits_for_the_next(here) -> None:
    asked(here, timedelta())
    one, two, three = said(here, "eins", "zwei", "drei")
    assert asked(here, HOUR, timedelta(minutes=1), timedelta(minutes=1)) == [
        [one, two],
        [three],
        [],
    ]


def hourly(made) -> None:
    with made.db.write() as session:
        session.execute(update(Stream).values(pace="every 1h"))


def waits(made) -> timedelta:
    return stream(made).due_at - made.clock()


def test_what_it_never_catches_up_with_at_its_pace_is_looked_at_sooner(here) -> None:
    """Two are looked at a poll: four that are owed for longer than a pace bring it back at once."""
    asked(here, timedelta())
    said(here, "eins", "zwei", "drei", "vier")
    hourly(here)
    spec = PLATFORMS["memory"].stream(stream(here).name)
    assert [len(each) for each in asked(here, HOUR + 2 * spec.every)] == [2]
    assert waits(here) == spec.at_least
    assert [len(each) for each in asked(here, spec.at_least, spec.at_least)] == [2, 0]
    assert waits(here) > spec.at_least


def test_what_a_budget_slows_catches_up_at_its_pace(lite) -> None:
    asked(lite, timedelta())
    said(lite, "eins", "zwei", "drei")
    hourly(lite)
    lite.change(Account, thrift=1)
    spec = PLATFORMS["memory"].stream(stream(lite).name)
    asked(lite, HOUR + 2 * spec.every)
    assert waits(lite) > spec.at_least


def test_two_of_one_moment_are_both_looked_at_once(here) -> None:
    asked(here, timedelta())
    keys = [here.town.receives(text, author=cast.JO).external_id for text in ("a", "b", "c")]
    here.poll()
    minute = timedelta(minutes=1)
    first, second, third = asked(here, HOUR, minute, minute)
    assert sorted(first + second) == sorted(keys)
    assert third == []


def test_after_a_long_rest_each_is_asked_for_once(lite) -> None:
    asked(lite, timedelta())
    (key,) = said(lite, "eins")
    assert asked(lite, DAY * 2) == [[key]]


def test_what_failed_is_looked_at_again(lite) -> None:
    asked(lite, timedelta())
    (key,) = said(lite, "eins")
    lite.clock.forward(hours=2)

    def busy(step: str) -> None:
        if step == "look":
            raise Retryable("busy")

    lite.town.fault = busy
    assert look(lite).trouble is not None
    lite.town.fault = lambda step: None
    assert asked(lite, HOUR) == [[key]]


def test_an_edit_is_found_when_the_message_comes_of_age(here) -> None:
    asked(here, timedelta())
    (key,) = said(here, "eins")
    here.town.edits(key, "eins, berichtigt")
    here.clock.forward(hours=1)
    assert look(here).stored.changed == 1
    assert message(here, key).text == "eins, berichtigt"


def test_what_is_older_than_the_setting_is_left_alone(sqlite_database, tmp_path) -> None:
    lite = looking(world(sqlite_database, tmp_path, revisit_days=2))
    asked(lite, timedelta())
    (key,) = said(lite, "eins")
    assert asked(lite, HOUR, DAY, WEEK) == [[key], [key], []]


@pytest.mark.parametrize(
    "cursor",
    [None, "", "[]", "7", '{"ended": "2026-11-20"}', '{"upto": "2026-11-20", "id": null}',
     '{"upto": 5, "id": 1}', '{"upto": "2026-11-20T12:00:00+00:00", "id": true}'],
)  # fmt: skip
def test_a_cursor_that_nobody_can_read_begins_now(cursor) -> None:
    assert ages.read(cursor and Cursor(cursor), NOON) == Since(NOON)


@pytest.mark.parametrize("since", [Since(NOON), Since(NOON - DAY, 7)])
def test_a_cursor_says_what_it_was_told(since) -> None:
    assert ages.read(ages.write(since), NOON) == since


def test_a_clock_that_was_set_back_does_not_stop_the_looks() -> None:
    assert ages.read(ages.write(Since(NOON + DAY)), NOON) == Since(NOON)


def test_the_stream_of_the_test_is_the_one_that_looks(lite) -> None:
    with lite.db.read() as session:
        assert session.scalars(select(Stream.name).filter_by(id=lite.revisit_id)).one() == "revisit"
