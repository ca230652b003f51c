"""What the Connectors page sees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import Bucket, Gap, Rejected, Skipped, Usage
from db.models import AccountState, Stream, Trouble
from inbox.care import workers
from inbox.queries import streams
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, page, said, world


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


def look(here):
    with here.db.read() as session:
        (account,) = streams.connected(session, here.clock())
    return account


def test_a_stream_is_shown_with_all_that_was_seen_of_it(here) -> None:
    usage = Usage({"message": 2}, (Bucket("all", 300, 290, NOON + timedelta(minutes=9)),))
    gap = Gap(NOON - timedelta(hours=2), NOON - timedelta(hours=1), 600)
    bad = (Skipped(b"x", "no JSON"), Skipped(b"y", "no JSON"))
    here.poll(Scripted([page(said("1"), usage=usage, gap=gap, skipped=bad)]).opener)
    account = look(here)
    (stream,) = account.streams
    assert (account.label, account.platform_label, account.state) == (
        "memory/lindenau", "Memory", AccountState.ACTIVE,
    )  # fmt: skip
    assert (stream.label, stream.pace, stream.running) == (
        "memory/lindenau/all",
        "every 60s",
        False,
    )
    assert stream.due_at == NOON + timedelta(seconds=60)
    assert (stream.last.fetched, stream.last.new, stream.last.skipped) == (3, 1, 2)
    assert (stream.last.micros, stream.skipped) == (2_000, 2)
    assert [(g.about, g.acknowledged_at) for g in stream.gaps] == [(600, None)]
    assert [(x.bucket, x.ceiling, x.remaining) for x in account.limits] == [("all", 300, 290)]


def test_trouble_is_shown_with_the_platforms_own_words(here) -> None:
    here.poll(Scripted([Rejected("You are not permitted.")]).opener)
    (stream,) = look(here).streams
    assert (stream.trouble, stream.trouble_note) == (Trouble.REFUSED, "You are not permitted.")
    assert (stream.enabled, stream.trouble_since) == (False, NOON)
    assert stream.last.trouble == Trouble.REFUSED


def test_a_stream_that_is_being_polled_says_so(here) -> None:
    here.change(Stream, lease_by="w", lease_until=NOON + timedelta(minutes=1))
    assert look(here).streams[0].running


def test_a_fresh_stream_has_no_last_run(here) -> None:
    assert look(here).streams[0].last is None


def test_the_last_runs_come_newest_first(here) -> None:
    for _ in range(3):
        here.town.receives("x")
        here.poll()
        here.clock.forward(minutes=1)
    with here.db.read() as session:
        runs = streams.runs(session, here.stream_id, limit=2)
    assert [run.started_at for run in runs] == [
        NOON + timedelta(minutes=2), NOON + timedelta(minutes=1),
    ]  # fmt: skip


# -- the worker -----------------------------------------------------------------------------------


def beat(here, at, name="w1") -> None:
    with here.db.write() as session:
        workers.beat(session, name, NOON, at)


def worker(here, now):
    with here.db.read() as session:
        return streams.worker(session, now)


def test_a_worker_that_beats_lives(here) -> None:
    for seconds in (0, 5, 10):
        beat(here, NOON + timedelta(seconds=seconds))
    seen = worker(here, NOON + timedelta(seconds=15))
    assert (seen.id, seen.started_at, seen.still_since) == ("w1", NOON, None)


def test_a_worker_that_stopped_beating_stands_still_since_then(here) -> None:
    beat(here, NOON)
    assert worker(here, NOON + timedelta(minutes=5)).still_since == NOON


def test_no_worker_is_no_worker(here) -> None:
    assert worker(here, NOON) is None


def test_an_ended_worker_is_gone_and_an_old_one_is_swept_up(here) -> None:
    beat(here, NOON, "ended")
    beat(here, NOON, "lost")
    with here.db.write() as session:
        workers.ended(session, "ended")
    assert worker(here, NOON).id == "lost"
    with here.db.write() as session:
        workers.sweep(session, NOON + timedelta(days=40))
    assert worker(here, NOON) is None


# -- names on the command line --------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["", "memory", "memory/lindenau", "memory/lindenau/all", "memory/"]
)
def test_a_stream_is_found_by_as_much_of_its_name_as_is_given(here, label) -> None:
    with here.db.read() as session:
        assert streams.named(session, label) == [(here.stream_id, "memory/lindenau/all")]


@pytest.mark.parametrize("label", ["mem", "memory/other", "memory/lindenau/all/x", "'; --"])
def test_another_name_finds_nothing(here, label) -> None:
    with here.db.read() as session:
        assert streams.named(session, label) == []


def test_an_account_is_found_by_its_whole_name(here) -> None:
    with here.db.read() as session:
        assert streams.account_named(session, "memory/lindenau") == here.account_id
        assert streams.account_named(session, "memory") is None
