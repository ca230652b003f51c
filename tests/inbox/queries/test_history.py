"""What a stream's polls were: in equal pieces for a chart, and summed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import PollRun, Stream, Trouble
from inbox.queries import history
from inbox.queries import streams as views
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import world

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


def ran(here, ago: timedelta, **more) -> None:
    """Let a poll have run for two seconds."""
    given = {"pages": 1, "fetched": more.get("new", 0), "new": 0, "changed": 0, "known": 0,
             "skipped": 0, "micros": 0} | more  # fmt: skip
    at = NOON - ago
    with here.db.write() as session:
        session.add(
            PollRun(stream_id=here.stream_id, started_at=at,
                    finished_at=at + timedelta(seconds=2), **given)
        )  # fmt: skip


def past(here, span: timedelta = DAY) -> history.History:
    with here.db.read() as session:
        return history.history(session, here.stream_id, NOON, span)


def test_a_day_is_cut_into_half_hours(here) -> None:
    found = past(here)
    assert len(found.pieces) == 48
    assert found.pieces[0].at == NOON - DAY
    assert found.pieces[1].at - found.pieces[0].at == HOUR / 2


def test_polls_lie_in_the_piece_of_their_time(here) -> None:
    ran(here, 23.75 * HOUR, new=3, lag=60)
    ran(here, 23.6 * HOUR, new=1, lag=240)
    ran(here, timedelta(0), trouble=Trouble.UNREACHABLE)
    first, last = past(here).pieces[0], past(here).pieces[-1]
    assert (first.runs, first.new, first.lag) == (2, 4, timedelta(minutes=4))
    assert (last.runs, last.failed, last.new, last.seconds) == (1, 1, 0, 2.0)


def test_where_nothing_ran_nothing_is_said(here) -> None:
    piece = past(here).pieces[7]
    assert (piece.runs, piece.seconds, piece.lag) == (0, None, None)


def test_all_of_it_is_summed_and_half_of_the_lags_are_shorter(here) -> None:
    for minutes, lag in ((10, 10), (20, 20), (30, 900)):
        ran(here, timedelta(minutes=minutes), new=1, lag=lag)
    ran(here, HOUR, trouble=Trouble.BUSY)
    ran(here, 30 * HOUR, new=9, lag=1)
    whole = past(here).sum
    assert (whole.runs, whole.failed, whole.new, whole.lag) == (4, 1, 3, timedelta(seconds=20))


def test_a_week_reaches_further_back(here) -> None:
    ran(here, 30 * HOUR, new=9)
    assert past(here, 7 * DAY).sum.new == 9


def test_the_cost_is_that_of_the_polls_since(here) -> None:
    ran(here, HOUR, micros=1_000)
    ran(here, 2 * DAY, micros=5_000)
    with here.db.read() as session:
        assert history.cost(session, here.stream_id, NOON - DAY) == 1_000
        assert history.cost(session, here.stream_id, NOON - 9 * DAY) == 6_000
        assert history.cost(session, 4711, NOON - DAY) == 0


def test_one_stream_comes_as_in_the_list_of_all(here) -> None:
    here.town.receives("eins")
    here.poll()
    with here.db.read() as session:
        (account,) = views.connected(session, NOON)
        assert views.one(session, here.stream_id, NOON) == (account.streams[0], account)
        assert views.one(session, 4711, NOON) is None


def test_one_stream_comes_with_how_all_streams_of_its_account_stand(here) -> None:
    standing = {"feed": (True, None), "messages": (True, Trouble.BUSY),
                "tagged": (False, Trouble.REFUSED), "reviews": (False, None)}  # fmt: skip
    with here.db.write() as session:
        account = cast.account(session, "facebook")
        rows = [cast.stream(session, account, name) for name in standing]
        for row in rows:
            row.enabled, row.trouble = standing[row.name]
        number = rows[0].id
    with here.db.read() as session:
        every = views.connected(session, NOON)
        _, alone = views.one(session, number, NOON)
    (whole,) = (each for each in every if each.platform == "facebook")
    assert (whole.troubled, whole.well) == (alone.troubled, alone.well) == (2, 1)


def test_a_stream_tells_between_what_it_adapts_and_how_far_back_it_begins(here) -> None:
    here.change(Stream, fastest=60, slowest=600, backfill_days=30)
    with here.db.read() as session:
        stream, _ = views.one(session, here.stream_id, NOON)
    assert (stream.adapts.slowest, stream.backfill_days, stream.begun) == (
        timedelta(minutes=10), 30, False,
    )  # fmt: skip
