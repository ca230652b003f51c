"""Polls and later looks around a call that an agent noted: it is none of the platform's messages."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import Conversation, ConversationState, Message, Role
from db.session import Database
from inbox.care import outside
from inbox.care.outside import Said
from inbox.care.rights import Actor, Via
from inbox.incoming import revisit
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, World, page, said, world

CALL = Said(Kind.CALL, True, "Hat angerufen, alles besprochen.")


@pytest.fixture
def here(database: Database, tmp_path: Path) -> World:
    return world(database, tmp_path)


def comes(here: World, *numbers: str) -> None:
    """Let a page of messages of one thread come in, each written a minute after the last page."""
    here.clock.forward(seconds=60)
    found = [said(number, thread="1", at=here.clock()) for number in numbers]
    here.poll(lambda _id: Scripted([page(*found)]))


def actor(here: World) -> Actor:
    with here.db.write() as session:
        return Actor(cast.agent(session).id, Role.AGENT, Via.PAGE)


def notes(here: World, who: Actor) -> int:
    here.clock.forward(seconds=60)
    with here.db.write() as session:
        about = session.scalars(select(Conversation.id)).one()
        return outside.note(session, who, about, CALL, uuid.uuid4().hex, here.clock())


def matter(here: World) -> Conversation:
    with here.db.read() as session:
        return session.scalars(select(Conversation)).one()


def test_what_they_write_after_it_waits_from_then_on(here: World) -> None:
    comes(here, "1")
    notes(here, actor(here))
    assert matter(here).waiting_since is None
    comes(here, "2")
    assert (matter(here).state, matter(here).waiting_since) == (
        ConversationState.OPEN,
        here.clock(),
    )


def test_the_same_page_again_leaves_it_and_its_answer_alone(here: World) -> None:
    comes(here, "1")
    number = notes(here, actor(here))
    here.poll(lambda _id: Scripted([page(said("1", thread="1", at=NOON))]))
    assert here.texts() == ["Hallo", CALL.text]
    assert matter(here).waiting_since is None
    with here.db.read() as session:
        assert session.get_one(Message, number).external_id is None


def test_taken_back_late_they_wait_since_they_first_wrote(here: World) -> None:
    comes(here, "1")
    first, who = here.clock(), actor(here)
    number = notes(here, who)
    comes(here, "2")
    with here.db.write() as session:
        outside.take_back(session, who, number, here.clock())
    assert matter(here).waiting_since == first


def test_no_later_look_is_meant_for_it(here: World) -> None:
    comes(here, "1")
    number = notes(here, actor(here))
    with here.db.read() as session:
        named = session.scalars(select(Message.id).where(Message.direction.in_(revisit._SAID)))
        assert number not in set(named)
