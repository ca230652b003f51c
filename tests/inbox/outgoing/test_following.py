"""What follows a reply: with its click, back with an undo, undone where it cannot leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.base import Refusal, Rejected
from db.models import Account, Conversation, ConversationState, Wait
from inbox.outgoing import approving, replying
from inbox.outgoing.wishes import Wish
from tests.desk import Desk, armed
from tests.inbox.outgoing.waiting import LATER, asks, later, writes_again

OFF = timedelta(days=2)


def wish(desk: Desk, what: str) -> Wish:
    return Wish(follow="done" if what == "done" else (desk.time + OFF).isoformat())


def stands(desk: Desk, conversation: int) -> tuple[object, ...]:
    row = desk.conversation(conversation)
    return row.state, row.waiting_since, row.snoozed_until


def takes_back(desk: Desk, reply_id: int) -> None:
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply_id, desk.time)


def test_with_the_click_the_conversation_is_done(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, wish=wish(desk, "done"))
    assert stands(desk, conversation) == (ConversationState.DONE, None, None)


def test_with_the_click_it_is_put_off(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, wish=wish(desk, "off"))
    state, _, until = stands(desk, conversation)
    assert (state, until) == (ConversationState.SNOOZED, desk.time + OFF)


def closes_in(desk: Desk, hours: int) -> None:
    with desk.db.write() as session:
        until = desk.time + timedelta(hours=hours)
        session.execute(update(Conversation).values(answer_until=until))
        session.execute(update(Account).values(window_margin=3600))


def test_it_is_put_off_no_longer_than_it_can_be_answered_and_taken_back_as_ever(desk) -> None:
    conversation = desk.writes()
    closes_in(desk, 20)
    before = stands(desk, conversation)
    (reply_id,) = desk.answers(conversation, wish=wish(desk, "off"))
    state, _, until = stands(desk, conversation)
    assert (state, until) == (ConversationState.SNOOZED, desk.time + timedelta(hours=19))
    takes_back(desk, reply_id)
    assert stands(desk, conversation) == before


@pytest.mark.parametrize("what", ["done", "off"])
def test_it_stays_so_when_the_reply_is_there(fast, what) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=wish(fast, what))
    state, _, until = stands(fast, conversation)
    fast.after_undo()
    assert fast.sent()
    assert stands(fast, conversation) == (state, None, until)


@pytest.mark.parametrize("what", ["done", "off"])
def test_taken_back_the_conversation_is_as_it_was(desk, what) -> None:
    conversation = desk.writes()
    before = stands(desk, conversation)
    (reply_id,) = desk.answers(conversation, wish=wish(desk, what))
    takes_back(desk, reply_id)
    assert stands(desk, conversation) == before
    assert desk.conversation(conversation).urgent_at is not None


@pytest.mark.parametrize("what", ["done", "off"])
def test_a_reply_that_cannot_leave_opens_it_again(desk, what) -> None:
    conversation = desk.writes()
    _, waits, _ = stands(desk, conversation)
    desk.answers(conversation, wish=wish(desk, what))
    desk.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    desk.after_undo()
    assert stands(desk, conversation) == (ConversationState.OPEN, waits, None)


def waits(desk: Desk) -> list[tuple[bool, bool]]:
    """Return of each wait whether it was ended, and whether by an answer."""
    with desk.db.read() as session:
        rows = session.scalars(select(Wait).order_by(Wait.id))
        return [(row.ended_at is not None, row.answered_at is not None) for row in rows]


def test_what_is_answered_and_done_was_not_put_away_unanswered(fast) -> None:
    conversation = fast.writes()
    word = "Die Erstattung über 20 Euro ist heute überwiesen."
    fast.answers(conversation, word, wish=wish(fast, "done"), despite="Es ist so.")
    fast.after_undo()
    assert waits(fast) == [(True, True)]


def test_what_came_back_was_not_put_away(fast) -> None:
    taken, refused = fast.writes(), fast.writes()
    (reply_id,) = fast.answers(taken, wish=wish(fast, "done"))
    takes_back(fast, reply_id)
    fast.answers(refused, wish=wish(fast, "done"))
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    assert waits(fast) == []


def test_what_somebody_did_since_is_left_as_they_did_it(fast) -> None:
    conversation = fast.writes()
    (reply_id,) = fast.answers(conversation, wish=wish(fast, "done"))
    writes_again(fast, conversation)
    after = stands(fast, conversation)
    takes_back(fast, reply_id)
    assert stands(fast, conversation) == after
    assert after[0] == ConversationState.OPEN


def test_later_it_follows_at_that_time(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, wish=later(fast, follow="done"))
    assert stands(fast, conversation)[0] == ConversationState.OPEN
    fast.time += LATER
    fast.delivers()
    assert stands(fast, conversation)[0] == ConversationState.DONE


def test_after_an_approval_it_follows_that(fast) -> None:
    conversation = fast.writes()
    given = Wish(follow="done", approval=asks().approval)
    (reply_id,) = fast.answers(conversation, wish=given)
    assert stands(fast, conversation)[0] == ConversationState.OPEN
    with fast.db.write() as session:
        approving.approve(session, fast.actor("jonas"), reply_id, fast.settings, fast.time)
    assert stands(fast, conversation)[0] == ConversationState.DONE


def test_a_time_that_is_over_by_then_is_let_be(fast) -> None:
    conversation = fast.writes()
    follow = (fast.time + timedelta(hours=1)).isoformat()
    fast.answers(conversation, wish=later(fast, follow=follow))
    fast.time += LATER
    fast.delivers()
    assert stands(fast, conversation)[0] == ConversationState.WAITING


def test_the_plain_click_leaves_the_conversation_alone(fast) -> None:
    conversation = fast.writes()
    before = stands(fast, conversation)
    fast.answers(conversation)
    assert stands(fast, conversation) == before
