"""Putting off: it comes back at its time or with its customer, and never hides a failed reply."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.base import Refusal, Rejected
from db.models import Account, Audit, BulkVerb, Conversation, ConversationState
from inbox.care import bulk, closing, conversations, snoozing
from inbox.care.conversations import NoConversation
from inbox.care.snoozing import NeedsYou
from inbox.rules.snoozing import NoTime
from tests import cast, postgres
from tests.desk import Desk, armed

BERLIN = "Europe/Berlin"
OPEN, SNOOZED = ConversationState.OPEN, ConversationState.SNOOZED


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


def snooze(desk: Desk, conversation: int, asked="later", actor=None):
    with desk.db.write() as session:
        who = actor or desk.actor()
        return snoozing.snooze(session, who, conversation, asked, BERLIN, desk.time)


def wake(desk: Desk) -> int:
    with desk.db.write() as session:
        return snoozing.wake(session, desk.time)


def due(desk: Desk) -> bool:
    with desk.db.read() as session:
        return snoozing.due(session, desk.time)


def audited(desk: Desk) -> list[tuple[str, int | None]]:
    with desk.db.read() as session:
        return [(a.action, a.agent_id) for a in session.scalars(select(Audit).order_by(Audit.id))]


def test_it_comes_back_at_its_time_and_not_before(desk) -> None:
    conversation = desk.writes()
    until = snooze(desk, conversation)
    assert desk.conversation(conversation).state == SNOOZED
    desk.wait(hours=1, minutes=59)
    assert (due(desk), wake(desk)) == (False, 0)
    desk.wait(minutes=1)
    assert (due(desk), wake(desk), wake(desk)) == (True, 1, 0)
    back = desk.conversation(conversation)
    assert (back.state, back.snoozed_until, back.waiting_since) == (OPEN, None, cast.NOON)
    assert until == desk.time
    miriam = desk.agents["miriam"]
    assert audited(desk) == [("snoozed", miriam), ("woke", None)]


def test_what_waited_for_the_customer_waits_for_us_from_its_time_on(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, "Die Erstattung über 20 € ist heute überwiesen.", despite="Ist sie.")
    desk.after_undo()
    until = snooze(desk, conversation, "tomorrow")
    desk.wait(days=2)
    wake(desk)
    back = desk.conversation(conversation)
    assert (back.state, back.waiting_since, back.urgent_at) == (OPEN, until, until)


def test_many_come_back_the_oldest_first(desk, monkeypatch) -> None:
    monkeypatch.setattr(snoozing, "AT_ONCE", 2)
    late, *soon = (desk.writes(f"Nr {n}") for n in range(3))
    snooze(desk, late, "tomorrow")
    for one in soon:
        snooze(desk, one)
    desk.wait(days=3)
    assert wake(desk) == 2
    assert [desk.conversation(n).state for n in (late, *soon)] == [SNOOZED, OPEN, OPEN]


def test_no_more_come_back_at_once_however_the_database_goes_about_it(desk, monkeypatch) -> None:
    monkeypatch.setattr(snoozing, "AT_ONCE", 2)
    several = [desk.writes(f"Nr {n}") for n in range(4)]
    for one in several:
        snooze(desk, one)
    desk.wait(days=3)
    with desk.db.write() as session:
        postgres.join_row_by_row(session)
        assert snoozing.wake(session, desk.time) == 2


def window_closes(desk: Desk):
    """Let the platform take answers for twenty hours more; returns when that ends."""
    closes = desk.time + timedelta(hours=20)
    with desk.db.write() as session:
        session.execute(update(Conversation).values(answer_until=closes))
        session.execute(update(Account).values(window_margin=1800))
    return closes


def test_many_put_off_at_once_come_back_before_they_can_no_longer_be_answered(desk) -> None:
    conversation = desk.writes()
    closes = window_closes(desk)
    how = {"until": "monday", "zone": BERLIN}
    with desk.db.write() as session:
        bulk.begin(session, desk.actor(), BulkVerb.SNOOZE, [conversation], how, desk.time)
    bulk.carry_on(desk.db, desk.settings, desk.now, lambda: False)
    assert desk.conversation(conversation).snoozed_until == closes - timedelta(minutes=30)


def test_it_comes_back_the_account_s_margin_before_it_can_no_longer_be_answered(desk) -> None:
    conversation = desk.writes()
    closes = window_closes(desk)
    until = snooze(desk, conversation, "monday")
    assert until == closes - timedelta(minutes=30)
    assert desk.conversation(conversation).snoozed_until == until
    desk.time = until
    assert wake(desk) == 1


def test_a_new_time_takes_the_place_of_the_old(desk) -> None:
    conversation = desk.writes()
    snooze(desk, conversation)
    until = snooze(desk, conversation, "monday")
    assert desk.conversation(conversation).snoozed_until == until


@pytest.mark.parametrize("how", ["close", "reopen"])
def test_whoever_takes_it_up_by_hand_is_not_reminded(desk, how) -> None:
    conversation = desk.writes()
    snooze(desk, conversation)
    what = closing.close if how == "close" else conversations.reopen
    with desk.db.write() as session:
        what(session, desk.actor(), conversation, desk.time)
    assert desk.conversation(conversation).snoozed_until is None
    desk.wait(days=1)
    assert wake(desk) == 0


def test_a_reply_that_needs_its_agent_is_not_put_off(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    desk.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    desk.after_undo()
    with pytest.raises(NeedsYou):
        snooze(desk, conversation)
    assert desk.conversation(conversation).state == OPEN


def test_a_time_that_is_over_changes_nothing(desk) -> None:
    conversation = desk.writes()
    with pytest.raises(NoTime):
        snooze(desk, conversation, "2020-01-01T08:00")
    assert desk.conversation(conversation).state == OPEN


def test_a_conversation_that_is_gone_is_said(desk) -> None:
    with pytest.raises(NoConversation):
        snooze(desk, 10**9)
