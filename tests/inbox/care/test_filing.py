"""Thanks that were a question after all: opened with the clock of the message, and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Audit, Conversation, ConversationState, Message
from inbox.care import closing, filing, snoozing
from inbox.care.acting import NoMessage
from inbox.care.filing import NotNow
from inbox.care.rights import SYSTEM
from tests.desk import Desk
from tests.inbox.outgoing.waiting import writes_again

OPEN, WAITING = ConversationState.OPEN, ConversationState.WAITING
SNOOZED, DONE = ConversationState.SNOOZED, ConversationState.DONE


@pytest.fixture
def thanked(desk: Desk) -> Desk:
    return _thanked(desk)


@pytest.fixture
def quick(fast: Desk) -> Desk:
    return _thanked(fast)


def _thanked(desk: Desk, away: str = "") -> Desk:
    """Let Erika have asked, Miriam have answered, and Erika have thanked; an hour has passed."""
    desk.here = desk.writes()
    desk.answers(desk.here, "Die Erstattung ist heute überwiesen.")
    desk.after_undo()
    with desk.db.write() as session:
        if away == "done":
            closing.close(session, SYSTEM, desk.here, desk.time)
        if away == "snoozed":
            snoozing.snooze(session, SYSTEM, desk.here, "tomorrow", "UTC", desk.time)
    desk.wait(minutes=5)
    writes_again(desk, desk.here, "Danke!")
    desk.wait(hours=1)
    return desk


def thanks(desk: Desk) -> Message:
    with desk.db.read() as session:
        return session.scalars(select(Message).where(Message.text == "Danke!")).one()


def turn(desk: Desk) -> tuple[str, datetime | None, datetime | None]:
    found: Conversation = desk.conversation(desk.here)
    return found.state, found.waiting_since, found.snoozed_until


def unfile(desk: Desk) -> None:
    with desk.db.write() as session:
        filing.unfile(session, desk.actor(), thanks(desk).id, desk.time)


def refile(desk: Desk) -> None:
    with desk.db.write() as session:
        filing.refile(session, desk.actor("jonas"), thanks(desk).id, desk.time)


def test_one_click_opens_it_with_the_clock_from_the_messages_own_time(thanked: Desk) -> None:
    unfile(thanked)
    written = thanks(thanked).created_at
    assert turn(thanked) == (OPEN, written, None)
    target = thanked.conversation(thanked.here).urgent_at
    assert target is not None
    assert target - written == timedelta(hours=1)


@pytest.mark.parametrize(("away", "state"), [("", WAITING), ("done", DONE), ("snoozed", SNOOZED)])
def test_taken_back_the_conversation_has_the_turn_it_had(desk: Desk, away: str, state: str) -> None:
    before = turn(_thanked(desk, away))
    assert (before[0], thanks(desk).filed) == (state, True)
    unfile(desk)
    assert turn(desk)[0] == OPEN
    refile(desk)
    assert turn(desk) == before
    assert thanks(desk).filed


def test_both_stand_in_the_audit_with_who_did_it(quick: Desk) -> None:
    unfile(quick)
    refile(quick)
    number = thanks(quick).id
    with quick.db.read() as session:
        rows = session.scalars(select(Audit).where(Audit.subject == f"messages:{number}")).all()
    assert [(row.action, row.agent_id) for row in rows] == [
        ("question after all", quick.agents["miriam"]),
        ("thanks after all", quick.agents["jonas"]),
    ]


def test_taken_back_after_a_real_question_came_that_one_waits(quick: Desk) -> None:
    unfile(quick)
    writes_again(quick, quick.here, "Und wann?")
    refile(quick)
    assert turn(quick)[:2] == (OPEN, quick.time)


def test_taken_back_after_our_answer_nothing_is_opened(quick: Desk) -> None:
    unfile(quick)
    quick.answers(quick.here, "Am Montag.")
    quick.after_undo()
    refile(quick)
    assert turn(quick)[:2] == (WAITING, None)


def test_taken_back_after_somebody_put_it_away_it_stays_away(quick: Desk) -> None:
    unfile(quick)
    with quick.db.write() as session:
        closing.close(session, quick.actor(), quick.here, quick.time)
    refile(quick)
    assert turn(quick)[:2] == (DONE, None)


def test_what_was_no_thanks_is_none_to_open(quick: Desk) -> None:
    with quick.db.read() as session:
        first = session.scalars(select(Message.id).order_by(Message.id)).first()
    with pytest.raises(NotNow), quick.db.write() as session:
        filing.unfile(session, quick.actor(), first, quick.time)
    with pytest.raises(NotNow), quick.db.write() as session:
        filing.refile(session, quick.actor(), thanks(quick).id, quick.time)
    with pytest.raises(NoMessage), quick.db.write() as session:
        filing.unfile(session, quick.actor(), 10**9, quick.time)


def test_of_two_who_click_the_second_is_told(quick: Desk) -> None:
    unfile(quick)
    with pytest.raises(NotNow):
        unfile(quick)
