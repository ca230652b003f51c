"""What admins do with streams, and only admins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Account, AccountState, Audit, Gap, Role, Stream, Trouble
from inbox.care import streams
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.rules.pace import WrongPace
from tests import cast
from tests.cast import NOON

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
AGENT = Actor(None, Role.AGENT, Via.PAGE)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def stream_id(database):
    with database.write() as session:
        return cast.stream(session, cast.account(session)).id


def act(db, use_case, *args):
    with db.write() as session:
        return use_case(session, *args)


def stream(db) -> Stream:
    with db.read() as session:
        return session.scalars(select(Stream)).one()


def acts(db) -> list[tuple]:
    with db.read() as session:
        return [
            (act.action, act.subject) for act in session.scalars(select(Audit).order_by(Audit.id))
        ]


def test_a_new_pace_is_kept_in_one_form_and_felt_at_once(database, stream_id) -> None:
    kept = act(database, streams.set_pace, ADMIN, stream_id, "every  300s", NOON)
    assert (kept, stream(database).pace) == ("every 5m", "every 5m")
    assert stream(database).due_at == NOON + timedelta(minutes=5)
    with database.read() as session:
        assert session.scalars(select(Audit)).one().note == {
            "before": "every 60s", "after": "every 5m",
        }  # fmt: skip


def test_a_pace_faster_than_the_platform_suffers_is_refused(database, stream_id) -> None:
    with database.write() as session:
        account = session.scalars(select(Stream)).one().account_id
        session.get_one(cast.Account, account).platform = "twitter"
        session.scalars(select(Stream)).one().name = "direct"
    with pytest.raises(WrongPace) as wrong:
        act(database, streams.set_pace, ADMIN, stream_id, "every 30s", NOON)
    assert (wrong.value.code, wrong.value.word) == ("too_fast", "60s")
    assert stream(database).pace == "every 60s"


def test_a_pace_that_cannot_be_read_changes_nothing(database, stream_id) -> None:
    with pytest.raises(WrongPace):
        act(database, streams.set_pace, ADMIN, stream_id, "cron 1 9:00 UTC", NOON)
    assert acts(database) == []


def test_a_paused_stream_rests_until_it_is_resumed(database, stream_id) -> None:
    act(database, streams.pause, ADMIN, stream_id, NOON)
    assert not stream(database).enabled
    act(database, streams.resume, ADMIN, stream_id, LATER)
    assert (stream(database).enabled, stream(database).due_at) == (True, LATER)
    subject = f"streams:{stream_id}"
    assert acts(database) == [("paused", subject), ("resumed", subject)]


def test_the_pace_that_it_has_already_is_no_change(database, stream_id) -> None:
    act(database, streams.set_pace, ADMIN, stream_id, "every 60s", NOON)
    assert acts(database) == []


def test_whoever_pauses_a_stream_takes_over_from_a_refusal(database, stream_id) -> None:
    with database.write() as session:
        session.scalars(select(Stream)).one().trouble = Trouble.REFUSED
    act(database, streams.pause, ADMIN, stream_id, NOON)
    assert stream(database).trouble is None


def test_poll_now_is_now(database, stream_id) -> None:
    before = NOON - timedelta(minutes=30)
    assert act(database, streams.poll_now, ADMIN, stream_id, before) == before
    assert stream(database).due_at == before


@pytest.mark.parametrize("state", [s for s in AccountState if s is not AccountState.ACTIVE])
def test_a_stream_whose_account_stands_still_is_polled_by_nobody(
    database, stream_id, state
) -> None:
    with database.write() as session:
        session.scalars(select(Account)).one().state = state
    with pytest.raises(streams.AtRest):
        act(database, streams.poll_now, ADMIN, stream_id, LATER)
    assert (stream(database).due_at, acts(database)) == (NOON, [])


def test_a_paused_stream_is_polled_by_nobody(database, stream_id) -> None:
    act(database, streams.pause, ADMIN, stream_id, NOON)
    with pytest.raises(streams.AtRest):
        act(database, streams.poll_now, ADMIN, stream_id, LATER)
    assert stream(database).due_at == NOON


@pytest.mark.parametrize("use_case", [streams.poll_now, streams.resume])
def test_nothing_is_polled_before_the_platform_allows(database, stream_id, use_case) -> None:
    with database.write() as session:
        session.scalars(select(Stream)).one().not_before = LATER
    act(database, use_case, ADMIN, stream_id, NOON)
    assert stream(database).due_at == LATER


def test_a_gap_is_acknowledged_once_by_the_first_who_saw_it(database, stream_id) -> None:
    with database.write() as session:
        agent = cast.agent(session, role=Role.ADMIN)
        amina = Actor(agent.id, Role.ADMIN, Via.PAGE)
        gap = Gap(stream_id=stream_id, since=NOON, until=LATER, about=600, found_at=LATER)
        session.add(gap)
        session.flush()
        gap_id = gap.id
    act(database, streams.acknowledge_gap, amina, gap_id, LATER)
    act(database, streams.acknowledge_gap, MACHINE, gap_id, LATER + timedelta(days=1))
    with database.read() as session:
        gap = session.get_one(Gap, gap_id)
    assert (gap.acknowledged_at, gap.acknowledged_by) == (LATER, amina.agent_id)
    assert acts(database) == [("gap acknowledged", f"gaps:{gap_id}")]


USE_CASES = [
    (streams.set_pace, ("every 5m", NOON)),
    (streams.set_backfill, (7, NOON)),
    (streams.begin_again, (7, NOON)),
    (streams.pause, (NOON,)),
    (streams.resume, (NOON,)),
    (streams.poll_now, (NOON,)),
    (streams.acknowledge_gap, (NOON,)),
]


@pytest.mark.parametrize(("use_case", "rest"), USE_CASES)
def test_agents_may_do_none_of_it(sqlite_database, use_case, rest) -> None:
    with pytest.raises(NotAllowed):
        act(sqlite_database, use_case, AGENT, 1, *rest)


@pytest.mark.parametrize(("use_case", "rest"), USE_CASES)
def test_what_is_not_there_is_an_error_of_the_caller(sqlite_database, use_case, rest) -> None:
    with pytest.raises(streams.NoStream):
        act(sqlite_database, use_case, ADMIN, 4711, *rest)
