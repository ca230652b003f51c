"""One poll: what customers wrote is in the table once, and the run says what happened."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from connectors.base import (
    Bucket,
    Gap,
    OutOfCredit,
    ReauthRequired,
    Rejected,
    Retryable,
    Skipped,
    Unreadable,
    Usage,
)
from db import models
from db.models import Account, AccountState, Limit, Message, Stream, Trouble
from inbox.care.vault import WrongKey
from inbox.incoming import intake, ledger, schedule
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, page, said, world


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


@pytest.fixture
def lite(sqlite_database, tmp_path):
    return world(sqlite_database, tmp_path)


def test_what_customers_wrote_is_in_the_table_once(here) -> None:
    for text in ("eins", "zwei", "drei"):
        here.town.receives(text)
    first, second = here.poll(), here.poll()
    assert sorted(here.texts()) == ["drei", "eins", "zwei"]
    assert (first.stored.new, first.pages, second.stored.fetched) == (3, 2, 0)


def test_the_next_poll_goes_on_where_the_last_one_ended(here) -> None:
    here.town.receives("eins")
    here.poll()
    here.town.receives("zwei")
    assert here.poll().stored.new == 1
    assert sorted(here.texts()) == ["eins", "zwei"]


def test_a_run_says_what_it_did_and_what_it_cost(here) -> None:
    for text in ("eins", "zwei", "drei"):
        here.town.receives(text)
    here.clock.forward(seconds=1)
    here.poll()
    (run,) = here.runs()
    assert (run.fetched, run.new, run.known, run.pages) == (3, 3, 0, 2)
    assert run.micros == 3_000
    assert run.trouble is None


def test_a_good_poll_gives_the_stream_back_due_at_its_pace(here) -> None:
    here.poll()
    stream = here.stream()
    assert (stream.lease_by, stream.lease_until, stream.failures) == (None, None, 0)
    assert stream.due_at == NOON + timedelta(seconds=60)
    assert stream.last_ok_at == NOON


@pytest.mark.parametrize("pages", [1, 2, 3, 5])
def test_a_poll_that_ends_at_its_page_limit_goes_on_soon_and_loses_nothing(
    sqlite_database, tmp_path, pages
) -> None:
    here = world(sqlite_database, tmp_path, page_limit=pages)
    wrote = [here.town.receives(f"Nummer {n}").text for n in range(9)]
    run = here.poll()
    assert run.pages == pages
    assert run.more is (pages < 5)
    while here.poll().more:
        pass
    assert sorted(here.texts()) == sorted(wrote)


def test_a_poll_with_pages_left_is_due_again_as_soon_as_the_platform_suffers_it(
    sqlite_database, tmp_path
) -> None:
    here = world(sqlite_database, tmp_path, page_limit=1)
    for n in range(3):
        here.town.receives(str(n))
    here.poll()
    assert here.stream().due_at == NOON + timedelta(seconds=1)


def test_a_poll_ends_at_its_total_deadline_and_keeps_what_it_has(lite) -> None:
    for n in range(8):
        lite.town.receives(str(n))
    lite.town.fault = lambda _: lite.clock.forward(seconds=50)
    run = lite.poll()
    assert run.pages == 3
    assert run.trouble is None
    assert len(lite.texts()) == 6


def test_no_session_is_open_while_the_platform_is_asked(lite) -> None:
    open_during = []

    def look(_) -> None:
        open_during.append(lite.db.engine.pool.checkedout())

    lite.town.receives("eins")
    lite.town.fault = look
    lite.poll()
    assert open_during == [0]


def test_the_connector_is_closed_whatever_happens(lite) -> None:
    for answer in (page(), Retryable("busy"), ValueError("a bug")):
        connector = Scripted([answer])
        lite.poll(connector.opener)
        lite.change(Stream, lease_until=None, lease_by=None)
        assert connector.closed == 1


# -- what an error does ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (Retryable("slow down", after=NOON + timedelta(minutes=5)), Trouble.BUSY),
        (Retryable("no answer in time"), Trouble.UNREACHABLE),
        (Unreadable("HTML instead of JSON"), Trouble.UNREADABLE),
        (Rejected("Not for you."), Trouble.REFUSED),
        (ReauthRequired("token dead"), Trouble.LOGIN_NEEDED),
        (OutOfCredit("CreditsDepleted"), Trouble.OUT_OF_CREDIT),
        (KeyError("a bug of ours"), Trouble.INTERNAL),
        (WrongKey("another key"), Trouble.KEY),
    ],
)
def test_an_error_has_a_name_and_keeps_the_cursor(here, error, trouble) -> None:
    here.town.receives("eins")
    here.poll()
    before = here.stream().cursor
    run = here.poll(Scripted([error]).opener)
    stream = here.stream()
    assert (run.trouble, stream.trouble, stream.cursor) == (trouble, trouble, before)
    assert stream.trouble_since == NOON
    assert here.runs()[-1].trouble == trouble


@pytest.mark.parametrize(
    "error",
    [Retryable("busy"), Unreadable("HTML"), KeyError("bug"), OutOfCredit("x"), ReauthRequired("x")],
)
def test_after_any_error_the_next_good_poll_is_complete(lite, error) -> None:
    lite.town.receives("eins")
    lite.poll(Scripted([error]).opener)
    lite.change(Account, state=AccountState.ACTIVE)
    lite.town.receives("zwei")
    lite.poll()
    stream = lite.stream()
    assert sorted(lite.texts()) == ["eins", "zwei"]
    assert (stream.trouble, stream.trouble_note, stream.trouble_since) == (None, None, None)


def test_a_busy_platform_is_not_asked_before_the_time_it_named(here) -> None:
    until = NOON + timedelta(minutes=7)
    here.poll(Scripted([Retryable("slow down", after=until)]).opener)
    stream = here.stream()
    assert (stream.due_at, stream.not_before) == (until, until)


@pytest.mark.parametrize("after", [None, NOON, NOON - timedelta(hours=1)])
def test_a_busy_platform_that_names_no_time_to_come_gets_a_growing_pause(lite, after) -> None:
    waits = []
    for _ in range(6):
        lite.poll(Scripted([Retryable("slow down", after=after)]).opener)
        waits.append((lite.stream().due_at - NOON).total_seconds())
    assert waits == [60, 120, 240, 480, 900, 900]


def test_pauses_are_spread_so_that_not_all_come_back_at_once() -> None:
    waits = [schedule.back_off(1, draw=lambda n=n: n / 10).total_seconds() for n in range(10)]
    assert len(set(waits)) == 10
    assert min(waits) == 60
    assert max(waits) <= 75


def test_at_most_two_requests_a_minute_reach_a_platform_that_is_busy_for_ever(lite) -> None:
    connector = Scripted([Retryable("slow down")])
    for _ in range(120):  # ten minutes
        with lite.db.write() as session:
            lease = timedelta(seconds=180)
            mine = [
                one
                for lane in schedule.Lane
                for one in schedule.claim(session, "w", lite.clock(), lease, 5, lane)
            ]
        for _ in mine:
            lite.poll(connector.opener, by="w")
        lite.clock.forward(seconds=5)
    assert 1 <= len(connector.asked) <= 5  # 0, 1, 3 and 7 minutes


def test_a_dead_login_stops_the_account_and_is_told_once(here, caplog) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    for _ in range(3):
        here.poll(Scripted([ReauthRequired("401")]).opener)
    assert here.account().state == AccountState.LOGIN_NEEDED
    assert [record.message for record in caplog.records] == [
        "account stopped account=memory/lindenau trouble=login_needed"
    ]


def test_a_refusal_stops_the_stream_and_shows_the_platforms_sentence(here) -> None:
    here.poll(Scripted([Rejected("You are not permitted.")]).opener)
    stream = here.stream()
    assert (stream.enabled, stream.trouble_note) == (False, "You are not permitted.")
    assert here.account().state == AccountState.ACTIVE


def test_a_stopped_stream_stays_refused_until_the_platform_answers_and_then_goes_on(here) -> None:
    here.poll(Scripted([Rejected("You are not permitted.")]).opener)
    here.poll(Scripted([Retryable("no answer")]).opener)
    stream = here.stream()
    assert (stream.enabled, stream.trouble) == (False, Trouble.REFUSED)
    assert stream.trouble_note == "You are not permitted."
    here.poll()
    assert (here.stream().enabled, here.stream().trouble) == (True, None)


def test_what_a_person_paused_stays_paused_when_it_is_polled_by_hand(here) -> None:
    with here.db.write() as session:
        session.scalars(select(Stream)).one().enabled = False
    here.poll()
    assert not here.stream().enabled


def test_the_log_speaks_once_when_it_breaks_and_once_when_it_heals(here, caplog) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    for reason in ("no answer", "no answer", "still none"):
        here.poll(Scripted([Retryable(reason)]).opener)
    here.poll()
    here.poll()
    assert [record.message for record in caplog.records] == [
        'stream broke stream=memory/lindenau/all trouble=unreachable note="no answer"',
        "stream works again stream=memory/lindenau/all was=unreachable",
    ]


def test_an_unexpected_error_shows_no_text_of_its_own(lite, caplog, tmp_path) -> None:
    caplog.set_level(logging.DEBUG)
    run = lite.poll(Scripted([RuntimeError("token=canary-4711")]).opener)
    kept = (tmp_path / "crashes.log").read_text()
    assert run.note is not None
    assert run.note.removeprefix("reference ") in kept
    assert "RuntimeError" in kept
    assert "canary" not in kept + caplog.text + (lite.stream().trouble_note or "")


def test_a_database_that_refuses_a_page_is_trouble_by_name_and_heals(here, monkeypatch) -> None:
    here.town.receives("eins")
    with monkeypatch.context() as broken:
        deadlock = OperationalError("insert canary", {}, Exception("deadlock detected"))
        broken.setattr(intake, "store", lambda *_: (_ for _ in ()).throw(deadlock))
        run = here.poll()
    assert (run.trouble, here.stream().trouble, here.texts()) == (Trouble.STORE, Trouble.STORE, [])
    assert here.poll().stored.new == 1
    assert here.stream().trouble is None


def test_a_database_that_takes_nothing_at_all_is_the_callers_trouble(lite, monkeypatch) -> None:
    locked = OperationalError("", {}, Exception("database is locked"))
    monkeypatch.setattr(ledger, "hold", lambda *_: (_ for _ in ()).throw(locked))
    with pytest.raises(OperationalError):
        lite.poll()


# -- cursors --------------------------------------------------------------------------------------


def test_a_cursor_that_does_not_move_fails_the_poll_and_stays(here) -> None:
    here.change(Stream, cursor="5")
    run = here.poll(Scripted([page(said("1"), cursor="5", more=True)]).opener)
    assert (run.trouble, run.pages, here.stream().cursor) == (Trouble.UNREADABLE, 0, "5")


def test_a_cursor_that_runs_in_a_circle_fails_the_poll(lite) -> None:
    circle = Scripted([page(cursor="b", more=True), page(cursor="c", more=True),
                       page(cursor="b", more=True)])  # fmt: skip
    run = lite.poll(circle.opener)
    assert (run.trouble, run.pages) == (Trouble.UNREADABLE, 2)


@pytest.mark.parametrize("crash_after", range(1, 9))
def test_nothing_is_lost_between_two_pages(lite, crash_after) -> None:
    wrote = [lite.town.receives(f"Nummer {n}").text for n in range(18)]
    count = iter(range(100))

    def falls(_) -> None:
        if next(count) == crash_after:
            raise Retryable("the line is dead")

    lite.town.fault = falls
    assert lite.poll().pages == crash_after
    wrote.append(lite.town.receives("inzwischen").text)
    lite.poll()
    assert sorted(lite.texts()) == sorted(wrote)


def test_a_run_that_fell_keeps_the_pages_that_came_before(lite) -> None:
    pages = [page(said("1"), cursor="1", more=True), Retryable("gone")]
    lite.poll(Scripted(pages).opener)
    (run,) = lite.runs()
    assert (run.new, run.pages, run.trouble) == (1, 1, Trouble.UNREACHABLE)


# -- what comes with a page -----------------------------------------------------------------------


def test_a_gap_is_written_down_once_and_told(here, caplog) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    gap = Gap(NOON - timedelta(hours=3), NOON - timedelta(hours=1), about=600)
    for cursor in ("1", "2"):
        assert here.poll(Scripted([page(cursor=cursor, gap=gap)]).opener).gap
    with here.db.read() as session:
        (row,) = session.scalars(select(models.Gap)).all()
    assert (row.since, row.until, row.about, row.acknowledged_at) == (
        gap.since, gap.until, 600, None,
    )  # fmt: skip
    assert "history has a gap" in caplog.text


def test_limits_are_kept_as_last_seen_after_good_and_bad_answers(here) -> None:
    def usage(left: int) -> Usage:
        return Usage(buckets=(Bucket("mentions", 300, left, NOON + timedelta(minutes=9)),))

    here.poll(Scripted([page(usage=usage(299))]).opener)
    here.poll(Scripted([Retryable("busy", usage=usage(150))]).opener)
    with here.db.read() as session:
        (limit,) = session.scalars(select(Limit)).all()
    assert (limit.remaining, limit.ceiling) == (150, 300)


def test_the_last_tenth_of_a_limit_is_left_to_replies(here) -> None:
    reset = NOON + timedelta(minutes=9)
    usage = Usage(buckets=(Bucket("page", 10, 1, reset),))
    here.poll(Scripted([page(usage=usage)]).opener)
    assert here.stream().due_at == reset


def test_a_limit_with_plenty_left_changes_no_pace(lite) -> None:
    usage = Usage(buckets=(Bucket("page", 10, 4, NOON + timedelta(minutes=9)),))
    lite.poll(Scripted([page(usage=usage)]).opener)
    assert lite.stream().due_at == NOON + timedelta(seconds=60)


def test_what_a_connector_could_not_read_is_kept_and_counted(here) -> None:
    bad = (Skipped(b'{"id": 1', "no text"), Skipped(b"\xff\x00", "no JSON"))
    run = here.poll(Scripted([page(said("1"), skipped=bad)]).opener)
    again = here.poll(Scripted([page(skipped=bad, cursor="2")]).opener)
    assert (run.stored.fetched, run.stored.new, run.stored.skipped) == (3, 1, 2)
    assert again.stored.skipped == 2
    with here.db.read() as session:
        rows = session.scalars(select(models.SkippedRecord)).all()
    assert {row.raw for row in rows} == {one.raw for one in bad}


def test_a_broken_pace_falls_back_to_the_platforms_polite_one(lite) -> None:
    lite.change(Stream, pace="whenever")
    assert lite.poll().trouble is None
    assert lite.stream().due_at == NOON + timedelta(seconds=60)


# -- two at once ----------------------------------------------------------------------------------


def test_a_stream_that_somebody_polls_is_left_alone(here) -> None:
    here.change(Stream, lease_by="another", lease_until=NOON + timedelta(minutes=1))
    here.town.receives("eins")
    assert here.poll().busy
    assert here.texts() == []


def test_a_poll_that_lost_its_lease_stores_harmlessly_and_touches_nothing(here) -> None:
    def overtaken():
        here.change(Stream, lease_by="another", cursor="far ahead")
        return page(said("1", "doch noch"), cursor="behind", gap=None)

    run = here.poll(Scripted([overtaken]).opener)
    stream = here.stream()
    assert here.texts() == ["doch noch"]
    assert (stream.cursor, stream.lease_by, run.trouble) == ("far ahead", "another", None)


def test_a_poll_that_fails_after_losing_its_lease_says_nothing(lite, caplog) -> None:
    def overtaken():
        lite.change(Stream, lease_by="another")
        raise Retryable("late")

    lite.poll(Scripted([overtaken]).opener)
    assert (lite.stream().trouble, lite.stream().lease_by, lite.runs()) == (None, "another", [])


def test_an_unknown_stream_is_an_error_of_the_caller(lite) -> None:
    lite.stream_id = 4711
    with pytest.raises(LookupError):
        lite.poll()


def test_replaying_every_page_twice_changes_nothing(here) -> None:
    for n in range(5):
        here.town.receives(str(n))
    here.poll()
    here.change(Stream, cursor=None)
    again = here.poll()
    assert (again.stored.new, again.stored.known) == (0, 5)
    with here.db.read() as session:
        assert session.scalar(select(func.count(Message.id))) == 5
