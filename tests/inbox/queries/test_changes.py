"""Who changed what about a stream, from the audit, and nobody else's acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Account, Gap, Role
from inbox.care import accounts, streams
from inbox.care.rights import MACHINE, Actor, Via
from inbox.queries import changes
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


def told(here) -> list[tuple[str | None, str, str]]:
    with here.db.read() as session:
        return [
            (view.who, view.about, view.action)
            for view in changes.changes(session, here.stream_id, 4)
        ]


def test_acts_on_the_stream_its_gaps_and_its_account_come_newest_first(here) -> None:
    with here.db.write() as session:
        admin = cast.agent(session, role=Role.ADMIN)
        actor = Actor(admin.id, Role.ADMIN, Via.PAGE)
        gap = Gap(stream_id=here.stream_id, since=NOON, until=NOON + MINUTE, found_at=NOON)
        session.add(gap)
        session.flush()
        streams.set_pace(session, actor, here.stream_id, "every 5m", NOON)
        streams.acknowledge_gap(session, actor, gap.id, NOON + MINUTE)
        accounts.pause(session, MACHINE, here.account_id, NOON + 2 * MINUTE)
    assert told(here) == [
        (None, "accounts", "paused"),
        ("Miriam Brandt", "gaps", "gap acknowledged"),
        ("Miriam Brandt", "streams", "pace"),
    ]


def test_what_was_done_to_others_is_not_told_here(here) -> None:
    with here.db.write() as session:
        other = cast.stream(session, session.get_one(Account, here.account_id), "revisit")
        streams.pause(session, MACHINE, other.id, NOON)
    assert told(here) == []


def test_only_the_last_acts_are_told(here) -> None:
    for _ in range(3):
        with here.db.write() as session:
            streams.pause(session, MACHINE, here.stream_id, NOON)
            streams.resume(session, MACHINE, here.stream_id, NOON)
    assert [action for _, _, action in told(here)] == ["resumed", "paused", "resumed", "paused"]


def test_a_stream_that_is_not_there_has_no_acts(here) -> None:
    with here.db.read() as session:
        assert changes.changes(session, 4711) == ()
