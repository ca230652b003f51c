"""A stream with an adaptive pace is quick after news, slow in silence; who sets it is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors import PLATFORMS
from connectors.base import StreamSpec
from db.models import Audit, Role, Stream
from inbox.care import adapting, streams
from inbox.care.rights import Actor, Via
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import WrongPace
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, page, world

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
MINUTE = timedelta(minutes=1)
BOUNDS = Bounds(MINUTE, 30 * MINUTE)


@pytest.fixture
def here(database, tmp_path):
    """A stream that adapts between a minute and half an hour."""
    made = world(database, tmp_path)
    adapt(made)
    return made


def adapt(here, pace: str = "every 60s", bounds: Bounds | None = BOUNDS) -> None:
    with here.db.write() as session:
        streams.set_pace(session, ADMIN, here.stream_id, pace, here.clock(), bounds)


def rests(here) -> timedelta:
    """Poll, and return how long until the next poll."""
    here.poll()
    return here.stream().due_at - here.clock()


def test_news_make_it_quick_and_silence_makes_it_slow(here) -> None:
    here.town.receives("eins")
    waits = [rests(here)]
    for minutes in (11, 48):
        here.clock.forward(minutes=minutes)
        waits.append(rests(here))
    here.clock.forward(hours=9)
    waits.append(rests(here))
    here.town.receives("zwei")
    waits.append(rests(here))
    assert waits == [MINUTE, timedelta(seconds=110), timedelta(seconds=590), 30 * MINUTE, MINUTE]


def test_where_nothing_ever_came_it_is_slow(here) -> None:
    assert rests(here) == 30 * MINUTE


def test_a_pace_that_does_not_adapt_holds_in_any_silence(here) -> None:
    adapt(here, bounds=None)
    here.clock.forward(hours=9)
    assert rests(here) == MINUTE


def test_it_is_never_quicker_than_the_platform_suffers(here) -> None:
    """A platform that became slower after an admin had chosen."""
    here.town.receives("eins")
    here.poll()
    slower = StreamSpec("all", 10 * MINUTE, at_least=5 * MINUTE)
    with here.db.read() as session:
        assert adapting.wait(session, here.stream(), slower, here.clock()) == 5 * MINUTE


def test_bounds_that_a_hand_broke_leave_the_pace(here) -> None:
    here.change(Stream, fastest=90, slowest=10)
    assert rests(here) == MINUTE


def test_saving_is_felt_at_once(here) -> None:
    here.town.receives("eins")
    here.poll()
    here.clock.forward(hours=2)
    assert rests(here) == 20 * MINUTE
    adapt(here, bounds=Bounds(MINUTE, 10 * MINUTE))
    assert here.stream().due_at - here.clock() == 10 * MINUTE


def test_quicker_than_the_platform_suffers_is_refused(here) -> None:
    with pytest.raises(WrongPace) as wrong:
        adapt(here, bounds=Bounds(timedelta(milliseconds=500), MINUTE))
    assert (wrong.value.code, here.stream().fastest) == ("too_fast", 60)


def test_a_stream_that_looks_brings_no_news_to_adapt_to(here) -> None:
    here.change(Stream, name="revisit")
    with pytest.raises(WrongPace) as wrong:
        adapt(here)
    assert wrong.value.code == "looks"
    adapt(here, bounds=None)
    here.change(Stream, fastest=60, slowest=1_800)
    with here.db.read() as session:
        spec = PLATFORMS["memory"].stream("revisit")
        assert adapting.wait(session, here.stream(), spec, here.clock()) is None


def test_who_let_it_adapt_and_between_what_is_kept(here) -> None:
    adapt(here, bounds=None)
    with here.db.read() as session:
        notes = [row.note for row in session.scalars(select(Audit).order_by(Audit.id))]
    assert [(note.get("adapted"), note.get("adapts")) for note in notes] == [
        (None, "60s to 30m"), ("60s to 30m", None),
    ]  # fmt: skip


# -- how far back ---------------------------------------------------------------------------------


def test_a_stream_that_has_begun_reads_the_last_days_once_more(here) -> None:
    here.town.receives("eins")
    here.poll()
    with here.db.write() as session:
        streams.begin_again(session, ADMIN, here.stream_id, 7, NOON)
    row = here.stream()
    assert (row.cursor, row.again_days, row.due_at) == (None, 7, NOON)
    assert here.poll().stored.known == 1


def again(here, days: int, now=None) -> None:
    with here.db.write() as session:
        streams.begin_again(session, ADMIN, here.stream_id, days, now or here.clock())


def test_days_that_were_read_again_are_over_once_they_are_whole(here) -> None:
    """The next start without a cursor goes back as far as an admin said for every start."""
    here.change(Stream, backfill_days=3)
    here.poll()
    again(here, 30)
    here.poll(Scripted([page(cursor="half", more=True), OSError()]).opener)
    assert (here.stream().again_days, here.stream().backfill_days) == (30, 3)
    here.poll(Scripted([page(cursor="whole")]).opener)
    assert (here.stream().again_days, here.stream().backfill_days) == (None, 3)


def test_a_good_poll_with_pages_left_has_not_read_up_to_now(here) -> None:
    """After an outage of five days one day is refused until the days between are read."""
    here.poll()
    here.clock.forward(days=5)
    here.settings = here.settings.model_copy(update={"page_limit": 1})
    here.poll(Scripted([page(cursor="half", more=True)]).opener)
    with pytest.raises(streams.TooFar):
        again(here, 1)
    assert here.stream().cursor == "half"
    here.poll(Scripted([page(cursor="whole")]).opener)
    again(here, 1)
    assert here.stream().cursor is None


def test_a_walk_has_read_what_was_there_when_it_began(here) -> None:
    """It runs backwards over two days; what came meanwhile is left to the next one."""
    here.settings = here.settings.model_copy(update={"page_limit": 1})
    here.poll(Scripted([page(cursor="half", more=True)]).opener)
    here.clock.forward(days=2)
    here.poll(Scripted([page(cursor="whole")]).opener)
    with pytest.raises(streams.TooFar):
        again(here, 1)
    again(here, 2)


def test_days_to_be_read_again_can_be_changed_but_leave_no_hole(here) -> None:
    here.poll()
    here.clock.forward(days=2)
    again(here, 7)
    with pytest.raises(streams.TooFar):
        again(here, 1)
    again(here, 3)
    assert here.stream().again_days == 3


def test_a_stream_that_has_not_read_what_it_began_with_goes_on(here) -> None:
    here.poll(Scripted([page(cursor="half", more=True), OSError()]).opener)
    with pytest.raises(streams.Unfinished):
        again(here, 7)
    assert here.stream().cursor == "half"


def test_days_that_would_leave_a_hole_are_refused(here) -> None:
    here.poll()
    kept = here.stream().cursor
    late = NOON + timedelta(days=9)
    with here.db.write() as session, pytest.raises(streams.TooFar):
        streams.begin_again(session, ADMIN, here.stream_id, 7, late)
    assert here.stream().cursor == kept


@pytest.mark.parametrize("days", [0, -1, 366])
def test_days_that_are_none_are_refused(here, days) -> None:
    with here.db.write() as session, pytest.raises(streams.TooFar):
        streams.set_backfill(session, ADMIN, here.stream_id, days, NOON)


@pytest.mark.parametrize("days", [30, None])
def test_how_far_back_a_stream_begins_is_kept(here, days) -> None:
    with here.db.write() as session:
        streams.set_backfill(session, ADMIN, here.stream_id, days, NOON)
    assert here.stream().backfill_days == days
