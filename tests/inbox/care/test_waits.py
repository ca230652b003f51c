"""How long somebody waited for a first word on their matter: written once, by what was said."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete, select

from connectors.base import Kind
from db.models import Conversation, ConversationState, Message, Promise, Wait
from inbox.care import closing, conversations, opening, outside, snoozing, waits
from inbox.care.opening import Given
from inbox.care.outside import Said
from inbox.care.promising import Given as Promised
from inbox.care.rights import MACHINE
from inbox.queries.opening import HOUSE
from inbox.rules.hours import read
from inbox.rules.promises import PromiseKind
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again

LATER = "Danke für Ihre Nachricht, wir kümmern uns und melden uns."
ANSWER = "Die Erstattung über 20 Euro ist heute überwiesen."


def rows(desk: Desk) -> list[Wait]:
    with desk.db.read() as session:
        return list(session.scalars(select(Wait).order_by(Wait.id)))


def says(desk: Desk, number: int, text: str) -> None:
    """Answer, and let it arrive a few seconds later."""
    desk.answers(number, text, despite="Es ist so.")
    desk.after_undo()


def test_an_answer_ends_a_wait_and_counts_its_time(desk: Desk) -> None:
    number = desk.writes()
    desk.wait(minutes=30)
    says(desk, number, ANSWER)
    (row,) = rows(desk)
    assert (row.acknowledged_at, row.elsewhere, row.ended_at) == (None, False, row.answered_at)
    assert 1800 <= row.seconds <= 1900
    assert desk.conversation(number).sign_at is None


def test_a_word_that_puts_off_ends_nothing_and_the_clock_goes_on(desk: Desk) -> None:
    number = desk.writes()
    began = desk.time
    desk.wait(minutes=10)
    says(desk, number, LATER)
    (row,) = rows(desk)
    assert (row.answered_at, row.ended_at) == (None, None)
    assert 600 <= row.acknowledged_seconds <= 700
    put_off = desk.conversation(number)
    assert put_off.waiting_since is None
    assert put_off.sign_at == put_off.put_off_at + timedelta(hours=1)
    desk.wait(minutes=50)
    says(desk, number, ANSWER)
    (row,) = rows(desk)
    assert (row.began_at, row.answered_at) == (began, row.ended_at)
    assert 3600 <= row.seconds <= 3800
    assert 600 <= row.acknowledged_seconds <= 700
    assert desk.conversation(number).sign_at is None


def test_nights_do_not_count(desk: Desk) -> None:
    with desk.db.write() as session:
        opening.set_week(session, MACHINE, HOUSE, Given(read("mon-sun 9-13", "UTC")), desk.time)
    number = desk.writes()
    desk.wait(hours=24)
    says(desk, number, ANSWER)
    (row,) = rows(desk)
    assert abs(row.seconds - 4 * 3600) <= 120


def test_each_time_somebody_begins_to_wait_counts_once(desk: Desk) -> None:
    number = desk.writes()
    says(desk, number, ANSWER)
    says(desk, number, "Noch etwas: Der Beleg liegt im Kundenkonto.")
    assert len(rows(desk)) == 1
    desk.wait(hours=1)
    with desk.db.write() as session:
        matter = session.get_one(Conversation, number)
        inbound = session.scalar(
            select(Message).where(
                Message.conversation_id == number,
                Message.direction == "inbound",
            )
        )
        matter.waiting_since = inbound.stored_at = inbound.created_at = desk.time
    desk.wait(minutes=5)
    says(desk, number, "Der Zähler wird am Montag getauscht.")
    assert [300 <= row.seconds <= 400 for row in rows(desk)][1:] == [True]


def test_what_is_put_away_unanswered_is_said_to_be(desk: Desk) -> None:
    number, other = desk.writes(), desk.writes()
    says(desk, other, LATER)
    with desk.db.write() as session:
        closing.close(session, desk.actor(), number, desk.time)
        closing.close(session, desk.actor(), other, desk.time)
        closing.close(session, desk.actor(), other, desk.time)
    assert [(row.answered_at, row.ended_at) for row in rows(desk)] == [(None, desk.time)] * 2
    assert desk.conversation(other).sign_at is None


def test_what_is_taken_up_again_waits_as_it_did(desk: Desk) -> None:
    number, other = desk.writes(), desk.writes()
    began = desk.conversation(number).waiting_since
    says(desk, other, LATER)
    put_off = desk.conversation(other).put_off_at
    desk.wait(hours=5)
    for each in (number, other):
        with desk.db.write() as session:
            closing.close(session, desk.actor(), each, desk.time)
        with desk.db.write() as session:
            conversations.reopen(session, desk.actor(), each, desk.time)
    assert desk.conversation(number).waiting_since == began
    assert desk.conversation(other).put_off_at == put_off
    assert [(row.conversation_id, row.ended_at) for row in rows(desk)] == [(other, None)]


def test_what_was_answered_meanwhile_waits_from_now_on(desk: Desk) -> None:
    number = desk.writes()
    with desk.db.write() as session:
        closing.close(session, desk.actor(), number, desk.time)
    desk.wait(hours=1)
    says(desk, number, ANSWER)
    with desk.db.write() as session:
        conversations.reopen(session, desk.actor(), number, desk.time)
    assert desk.conversation(number).waiting_since == desk.time


def test_who_wrote_after_it_was_put_away_does_not_wait_since_before(desk: Desk) -> None:
    number = desk.writes()
    with desk.db.write() as session:
        closing.close(session, desk.actor(), number, desk.time)
    desk.wait(hours=1)
    writes_again(desk, number)
    with desk.db.write() as session:  # as where it only thanked
        session.get_one(Conversation, number).state = ConversationState.DONE
        session.get_one(Conversation, number).waiting_since = None
    desk.wait(hours=1)
    with desk.db.write() as session:
        conversations.reopen(session, desk.actor(), number, desk.time)
    assert desk.conversation(number).waiting_since == desk.time


def test_a_call_that_was_noted_is_an_answer_until_it_is_taken_back(desk: Desk) -> None:
    number = desk.writes()
    desk.wait(minutes=20)
    with desk.db.write() as session:
        called = Said(Kind.CALL, heard=False, text="Angerufen, alles geklärt.")
        noted = outside.note(session, desk.actor(), number, called, uuid.uuid4().hex, desk.time)
    (row,) = rows(desk)
    assert row.seconds == 1200
    with desk.db.write() as session:
        outside.take_back(session, desk.actor(), noted, desk.time)
    assert rows(desk) == []
    assert desk.conversation(number).sign_at is not None


def test_a_call_that_answered_nobody_ends_nothing(desk: Desk) -> None:
    number = desk.writes()
    with desk.db.write() as session:
        missed = Said(Kind.CALL, heard=False, text="Nicht erreicht.", answers=False)
        outside.note(session, desk.actor(), number, missed, uuid.uuid4().hex, desk.time)
    assert rows(desk) == []
    assert desk.conversation(number).waiting_since is not None


def test_what_was_answered_and_is_not_counts_as_put_off_again(desk: Desk) -> None:
    number = desk.writes()
    says(desk, number, LATER)
    desk.wait(minutes=20)
    says(desk, number, ANSWER)
    (row,) = rows(desk)
    with desk.db.write() as session:
        matter = conversations.locked(session, number)
        waits.unsaid(session, matter, row.answered_at)
    (row,) = rows(desk)
    assert (row.answered_at, row.seconds, row.ended_at) == (None, None, None)
    assert desk.conversation(number).put_off_at == row.acknowledged_at


def test_a_promise_that_is_settled_is_the_sign(desk: Desk) -> None:
    number = desk.writes()
    due = desk.time + timedelta(hours=4)
    desk.answers(number, LATER, given=[Promised(PromiseKind.ANSWER, "Rückmeldung", due)])
    desk.after_undo()
    assert desk.conversation(number).sign_at == due
    with desk.db.write() as session:
        for one in session.scalars(select(Promise)):
            one.state, one.settled_at = "kept", desk.time
        session.flush()
        conversations.promised(session, number)
    assert desk.conversation(number).sign_at is None


def test_what_comes_back_from_being_put_off_waits_for_nobody(desk: Desk) -> None:
    number = desk.writes()
    says(desk, number, ANSWER)
    with desk.db.write() as session:
        snoozing.put_off(session, desk.actor(), number, desk.time + timedelta(hours=1), desk.time)
    desk.wait(hours=2)
    with desk.db.write() as session:
        snoozing.wake(session, desk.time)
    says(desk, number, "Der Zähler ist inzwischen getauscht.")
    assert len(rows(desk)) == 1


def test_what_customers_take_back_was_no_wait(desk: Desk) -> None:
    number = desk.writes()
    says(desk, number, LATER)
    with desk.db.write() as session:
        waits.gone(session, conversations.locked(session, number))
    assert rows(desk) == []


def test_how_long_somebody_waited_stays_when_their_conversation_goes(desk: Desk) -> None:
    number = desk.writes()
    desk.wait(minutes=1)
    with desk.db.write() as session:
        closing.close(session, desk.actor(), number, desk.time)
        session.execute(delete(Message).where(Message.conversation_id == number))
        session.execute(delete(Conversation).where(Conversation.id == number))
    (row,) = rows(desk)
    assert row.conversation_id is None
