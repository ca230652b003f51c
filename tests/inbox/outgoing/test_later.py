"""Send later: the click is the agent's, the worker keeps the time, and looks once more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from connectors.base import Gone
from db.models import Conversation, Message, ReplyState, Role
from inbox.care import agents, removal
from inbox.care.delivery import NotNow
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.outgoing import later as timed
from inbox.outgoing import replying
from inbox.outgoing.wishes import Wish
from inbox.queries import drafts
from inbox.queries.drafts import Why
from tests import cast
from tests.inbox.outgoing.waiting import LATER, later, writes_again


def scheduled(desk, text="Guten Morgen, das Geld ist da.", **how) -> tuple[int, int]:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, text, wish=later(desk), **how)
    return conversation, reply_id


def told(desk, conversation: int, login: str = "miriam"):
    with desk.db.read() as session:
        kept = drafts.draft(session, desk.agents[login], conversation)
        return kept and kept.told


def test_what_is_for_later_does_not_leave_before(desk) -> None:
    _, reply_id = scheduled(desk)
    desk.wait(hours=19)
    desk.delivers()
    assert desk.state(reply_id) == ReplyState.SCHEDULED
    assert desk.sent() == []


def test_at_its_time_it_leaves_as_it_was_signed(desk) -> None:
    _, reply_id = scheduled(desk)
    text = desk.reply(reply_id).text
    desk.time += LATER
    desk.delivers()
    assert desk.sent() == [text]
    assert desk.history(reply_id) == ["scheduled", "due", "claimed", "receipt"]


def test_all_parts_of_a_long_one_leave_in_their_order(fast) -> None:
    long = " ".join(f"Satz {number} steht hier und ist nicht kurz." for number in range(20))
    conversation = fast.writes()
    ids = fast.answers(conversation, long, split=True, wish=later(fast))
    fast.time += LATER
    for _ in ids:
        fast.delivers()
    assert len(ids) > 1
    assert fast.sent() == [fast.reply(each).text for each in ids]


def test_it_waits_behind_what_is_in_line_there(fast) -> None:
    conversation, reply_id = scheduled(fast)
    fast.time += LATER
    (now,) = fast.answers(conversation, "Kurz vorweg.", despite="ja")
    fast.delivers()
    assert (fast.state(reply_id), fast.state(now)) == (ReplyState.SCHEDULED, ReplyState.QUEUED)
    fast.wait(seconds=10)
    fast.delivers()
    fast.delivers()
    assert fast.sent() == [fast.reply(now).text, fast.reply(reply_id).text]


def test_taken_back_its_words_are_in_the_draft(desk) -> None:
    conversation, reply_id = scheduled(desk, "Morgen mehr.")
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply_id, desk.time)
    assert desk.draft(conversation) == "Morgen mehr."
    desk.time += LATER
    desk.delivers()
    assert desk.sent() == []


def sends_now(desk, reply_id: int, login: str = "miriam") -> str:
    with desk.db.write() as session:
        return timed.send_now(session, desk.actor(login), reply_id, desk.settings, desk.time)


def test_sent_now_it_leaves_after_the_undo_seconds(desk) -> None:
    _, reply_id = scheduled(desk)
    sends_now(desk, reply_id)
    desk.delivers()
    assert desk.sent() == []
    desk.after_undo()
    assert desk.state(reply_id) == ReplyState.DELIVERED


def test_a_colleague_sends_nothing_now_that_is_not_theirs(fast) -> None:
    _, reply_id = scheduled(fast)
    with pytest.raises(NotAllowed):
        sends_now(fast, reply_id, "jonas")


def test_what_is_in_line_cannot_be_sent_now(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    with pytest.raises(NotNow):
        sends_now(fast, reply_id)


def test_when_the_customer_writes_again_it_is_taken_back_and_its_agent_told(desk) -> None:
    conversation, reply_id = scheduled(desk, "Morgen mehr.")
    desk.wait(hours=1)
    writes_again(desk, conversation)
    assert desk.state(reply_id) == ReplyState.WITHDRAWN
    assert desk.draft(conversation) == "Morgen mehr."
    assert told(desk, conversation).why is Why.WROTE_AGAIN
    desk.time += LATER
    desk.delivers()
    assert desk.sent() == []


def test_a_draft_begun_since_is_kept_beside_what_comes_back(desk) -> None:
    conversation, _ = scheduled(desk, "Morgen mehr.")
    desk.types(conversation, "Noch etwas.")
    writes_again(desk, conversation)
    assert desk.draft(conversation) == "Morgen mehr.\n\nNoch etwas."


def test_another_customer_s_word_takes_nothing_back(fast) -> None:
    _, reply_id = scheduled(fast)
    other = fast.writes(who=cast.JO)
    writes_again(fast, other, who=cast.JO)
    assert fast.state(reply_id) == ReplyState.SCHEDULED


def test_whoever_is_disabled_sends_nothing_later(desk) -> None:
    conversation, reply_id = scheduled(desk, "Morgen mehr.")
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    assert desk.state(reply_id) == ReplyState.WITHDRAWN
    assert desk.draft(conversation) == "Morgen mehr."
    desk.time += LATER
    desk.delivers()
    assert desk.sent() == []


def test_when_the_message_is_gone_it_stays_here(fast) -> None:
    conversation, reply_id = scheduled(fast)
    with fast.db.write() as session:
        messages = session.query(Message.id).filter_by(conversation_id=conversation)
        removal.remove(session, [each.id for each in messages], Gone.DELETED, fast.time)
    fast.time += LATER
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.HELD
    assert fast.sent() == []


def other_phone(desk, conversation: int) -> None:
    desk.changes(phone="+493023125999", email=None)


def window_closes(desk, conversation: int) -> None:
    with desk.db.write() as session:
        session.execute(update(Conversation).values(answer_until=desk.time + timedelta(hours=1)))


def colleague_answers(desk, conversation: int) -> None:
    desk.wait(minutes=1)
    desk.answers(conversation, "Ist schon da.", "jonas", read=desk.has_read())
    desk.after_undo()


@pytest.mark.parametrize(
    ("happens", "rule"),
    [
        (other_phone, "signed_otherwise"),
        (window_closes, "window_closed"),
        (colleague_answers, "answered_meanwhile"),
    ],
    ids=["signature", "window", "colleague"],
)
def test_what_passes_no_more_at_its_time_is_held_before_its_agent(fast, happens, rule) -> None:
    conversation, reply_id = scheduled(fast)
    happens(fast, conversation)
    before = fast.sent()
    fast.time += LATER
    fast.delivers()
    row = fast.reply(reply_id)
    assert (row.state, row.held_for, row.held_note["rule"]) == ("held", "review", rule)
    assert fast.sent() == before
    assert fast.conversation(conversation).unsent_at is not None


def test_a_time_behind_the_answer_window_cannot_be_chosen(fast) -> None:
    conversation = fast.writes()
    window_closes(fast, conversation)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, wish=later(fast))
    assert [each.rule for each in refused.value.objections] == ["window_first"]


def test_a_colleague_is_told_of_what_is_to_leave_later(fast) -> None:
    conversation, _ = scheduled(fast)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, login="jonas")
    assert [each.rule for each in refused.value.objections] == ["answer_for_later"]


def test_the_audit_says_whose_click_it_was(fast) -> None:
    _, reply_id = scheduled(fast)
    row = fast.reply(reply_id)
    assert (row.agent_id, row.via) == (fast.agents["miriam"], "page")


def test_an_admin_sends_no_colleague_s_reply_now(fast) -> None:
    _, reply_id = scheduled(fast)
    admin = Actor(fast.agents["jonas"], Role.ADMIN, Via.PAGE)
    with pytest.raises(NotAllowed), fast.db.write() as session:
        timed.send_now(session, admin, reply_id, fast.settings, fast.time)


def test_a_reply_in_line_is_seen_as_younger_than_one_that_failed_later(fast) -> None:
    """What fails at its time is shown to its agent, whatever they sent while it waited."""
    conversation, reply_id = scheduled(fast)
    fast.answers(conversation, "Vorweg.", despite="ja")
    fast.after_undo()
    fast.time += LATER
    with fast.db.write() as session:
        session.execute(update(Conversation).values(answer_until=fast.time + timedelta(hours=1)))
    timed.bring(fast.db, fast.settings, fast.now)
    fast.wait(hours=2)
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.FAILED
    assert fast.conversation(conversation).unsent_at is not None


def test_no_wish_is_a_click_as_ever(fast) -> None:
    (reply_id,) = fast.answers(fast.writes(), wish=Wish())
    assert fast.state(reply_id) == ReplyState.QUEUED
