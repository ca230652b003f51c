"""Whose turn it is: answered, read, closed, reopened."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from connectors.base import Answerable, Kind
from db.models import Audit, Conversation, ConversationState, Direction, Message, Read, Role
from inbox.care import closing, conversations
from inbox.care.conversations import TRANSITIONS, Event, NoConversation
from inbox.care.rights import Actor, NotAllowed, Via
from tests import cast
from tests.cast import NOON

LATER = NOON + timedelta(minutes=10)
MUCH_LATER = NOON + timedelta(hours=3)


class Desk:
    """One customer's matter in front of Miriam."""

    def __init__(self, db) -> None:
        self.db = db
        with db.write() as session:
            self.account_id = cast.account(session).id
            account = session.get_one(cast.Account, self.account_id)
            matter = cast.matter(session, account)
            self.id, self.contact_id = matter.conversation.id, matter.contact.id
            self.first_id = matter.message.id
            self.miriam = Actor(cast.agent(session).id, Role.AGENT, Via.PAGE)

    def says(self, number, created, stored=None, direction=Direction.INBOUND, text="Und?") -> int:
        with self.db.write() as session:
            row = Message(
                account_id=self.account_id, external_id=number, thread_id="1001",
                conversation_id=self.id, contact_id=self.contact_id, kind=Kind.MENTION,
                direction=direction, text=text, created_at=created,
                stored_at=stored or created, answerable=Answerable.YES,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def act(self, use_case, *args, **more):
        with self.db.write() as session:
            return use_case(session, *args, **more)

    def answered(self, at, now=None, **more) -> None:
        self.act(conversations.answered, self.id, at, now or at, **more)

    @property
    def matter(self) -> Conversation:
        with self.db.read() as session:
            return session.get_one(Conversation, self.id)

    def turn(self):
        return self.matter.state, self.matter.waiting_since


@pytest.fixture
def desk(database):
    return Desk(database)


def test_an_answer_ends_the_wait(desk) -> None:
    desk.answered(LATER)
    assert desk.turn() == (ConversationState.WAITING, None)
    assert desk.matter.urgent_at is None


def test_what_came_while_the_answer_was_written_still_waits(desk) -> None:
    desk.says("2", NOON + timedelta(minutes=9), stored=LATER + timedelta(seconds=1))
    desk.answered(LATER, now=LATER + timedelta(minutes=1))
    assert desk.turn() == (ConversationState.OPEN, NOON + timedelta(minutes=9))
    assert desk.matter.urgent_at == NOON + timedelta(minutes=69)


def test_what_was_deleted_waits_for_nobody(desk) -> None:
    number = desk.says("2", MUCH_LATER)
    with desk.db.write() as session:
        session.get_one(Message, number).deleted_at = MUCH_LATER
    desk.answered(LATER)
    assert desk.turn() == (ConversationState.WAITING, None)


def test_an_answer_elsewhere_is_measured_by_the_platforms_clock(desk) -> None:
    """Both were stored in one poll; the platform knows which came first."""
    desk.says("2", LATER, stored=MUCH_LATER)
    desk.answered(LATER + timedelta(seconds=1), now=MUCH_LATER, elsewhere=True)
    assert desk.turn() == (ConversationState.WAITING, None)


def test_in_the_same_second_the_customer_waits(desk) -> None:
    desk.says("2", LATER)
    desk.answered(LATER, now=MUCH_LATER, elsewhere=True)
    assert desk.turn() == (ConversationState.OPEN, LATER)


def test_an_answer_from_the_future_hides_nobody(desk) -> None:
    desk.says("2", MUCH_LATER, stored=MUCH_LATER)
    desk.answered(MUCH_LATER + timedelta(days=1), now=LATER)
    assert desk.matter.waiting_since == MUCH_LATER


def test_the_list_shows_the_answer_as_the_last_word(desk) -> None:
    desk.says("2", LATER, direction=Direction.OUTBOUND, text="Ist zurückgebucht.")
    desk.answered(LATER)
    assert (desk.matter.preview, desk.matter.last_message_at) == ("Ist zurückgebucht.", LATER)


def test_notes_and_context_are_not_the_last_word(desk) -> None:
    before = desk.matter.preview
    desk.says("2", LATER, direction=Direction.CONTEXT)
    desk.answered(MUCH_LATER)
    assert desk.matter.preview == before


@pytest.mark.parametrize("state", [ConversationState.DONE, ConversationState.SNOOZED])
def test_an_answer_on_its_way_does_not_bring_back_what_was_put_away(desk, state) -> None:
    with desk.db.write() as session:
        session.get_one(Conversation, desk.id).state = state
    desk.answered(LATER)
    assert desk.matter.state == state


def test_every_event_leads_somewhere_from_every_state() -> None:
    assert set(TRANSITIONS) == set(product(ConversationState, Event))


def test_closing_and_reopening_are_written_down(desk) -> None:
    desk.act(closing.close, desk.miriam, desk.id, LATER)
    assert desk.turn() == (ConversationState.DONE, None)
    desk.act(conversations.reopen, desk.miriam, desk.id, MUCH_LATER)
    assert desk.turn() == (ConversationState.OPEN, NOON)
    with desk.db.read() as session:
        acts = [
            (act.action, act.agent_id) for act in session.scalars(select(Audit).order_by(Audit.id))
        ]
    assert acts == [("closed", desk.miriam.agent_id), ("reopened", desk.miriam.agent_id)]


def test_reopening_what_waits_already_does_not_start_the_wait_anew(desk) -> None:
    desk.act(conversations.reopen, desk.miriam, desk.id, MUCH_LATER)
    assert desk.matter.waiting_since == NOON


def read_to(desk):
    with desk.db.read() as session:
        return session.scalars(select(Read.message_id)).all()


def test_reading_goes_forward_only(desk) -> None:
    for message_id in (3, 7, 5):
        desk.act(conversations.mark_read, desk.miriam, desk.id, message_id)
    assert read_to(desk) == [7]


def test_the_machine_reads_nothing(desk) -> None:
    machine = Actor(None, Role.ADMIN, Via.COMMAND_LINE)
    desk.act(conversations.mark_read, machine, desk.id, 3)
    assert read_to(desk) == []


def test_what_is_not_there_is_an_error_of_the_caller(desk) -> None:
    for use_case in (closing.close, conversations.reopen):
        with pytest.raises(NoConversation):
            desk.act(use_case, desk.miriam, 4711, NOON)
    with pytest.raises(NoConversation):
        desk.act(conversations.answered, 4711, NOON, NOON)


@pytest.mark.parametrize("use_case", [closing.close, conversations.reopen, conversations.mark_read])
def test_without_a_role_nothing_may_be_done(desk, use_case) -> None:
    nobody = Actor(1, "guest", Via.PAGE)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        desk.act(use_case, nobody, desk.id, NOON)
