"""A customer who writes again is told to whoever has them; a backlog is told, but does not ring."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from db.models import Contact, Conversation, Notice, Person
from db.session import Database
from inbox.queries import notices
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, World, page, said, world


@pytest.fixture
def here(sqlite_database: Database, tmp_path: Path) -> World:
    return world(sqlite_database, tmp_path)


def comes(here: World, *numbers: str, old: timedelta = timedelta(0), **more) -> None:
    """Let a page of messages of one thread come in."""
    here.clock.forward(seconds=60)
    at = here.clock() - old
    found = [said(number, thread="1", at=at, **more) for number in numbers]
    here.poll(lambda _id: Scripted([page(*found)]))


def taken(here: World, **more) -> int:
    """Let Miriam have what came in; returns her id."""
    with here.db.write() as session:
        miriam = cast.agent(session).id
        session.execute(update(Conversation).values(owner_id=miriam, **more))
        return miriam


def told(here: World) -> list[str]:
    with here.db.read() as session:
        return list(session.scalars(select(Notice.kind).order_by(Notice.id)))


def rings(here: World, agent_id: int) -> int:
    with here.db.read() as session:
        return len(notices.ring(session, agent_id, here.clock()))


def test_the_first_message_concerns_nobody_in_particular(here: World) -> None:
    comes(here, "1")
    assert told(here) == []


def test_who_has_it_is_told_once_for_all_that_came(here: World) -> None:
    comes(here, "1")
    miriam = taken(here)
    comes(here, "2", "3")
    assert (told(here), rings(here, miriam)) == (["wrote"], 1)


def test_read_again_it_is_no_news(here: World) -> None:
    comes(here, "1")
    taken(here)
    comes(here, "2")
    with here.db.write() as session:
        session.execute(update(Notice).values(seen_at=NOON))
    comes(here, "2", old=timedelta(seconds=60))
    assert told(here) == ["wrote"]


def test_a_backlog_is_told_and_does_not_ring(here: World) -> None:
    comes(here, "1", old=timedelta(hours=3))
    miriam = taken(here)
    comes(here, "2", old=timedelta(hours=2))
    assert (told(here), rings(here, miriam)) == (["wrote"], 0)


def test_who_is_blocked_concerns_nobody(here: World) -> None:
    comes(here, "1")
    taken(here)
    with here.db.write() as session:
        person = Person(blocked_until=NOON + timedelta(days=3), updated_at=NOON)
        session.add(person)
        session.flush()
        session.execute(update(Contact).values(person_id=person.id))
    comes(here, "2")
    assert told(here) == []


def test_what_is_gone_already_when_it_comes_is_no_news(here: World) -> None:
    comes(here, "1")
    taken(here)
    comes(here, "2", deleted_at=NOON)
    assert told(here) == []
