"""What the platform no longer shows is forgotten here, and nobody answers what is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connectors.base import Answerable, Author, Gone, Kind, OutcomeUnknown, Retryable
from db.models import (
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Media,
    Message,
    MessageVersion,
    RawMessage,
    ReplyState,
)
from inbox.care import conversations, removal
from inbox.care.echoes import bind_echo
from inbox.outgoing import replying
from inbox.queries import export, thread
from inbox.queries.conversations import Folder, Order, listed
from tests import cast
from tests.desk import Desk, armed

SECRET = "Meine Kontonummer ist DE12 3456 7890."
LONG = "Wir haben den Betrag heute zurückgebucht. " * 12


def of(desk: Desk, conversation: int) -> Message:
    """Return the first message of a conversation."""
    with desk.db.read() as session:
        wanted = select(Message).where(
            Message.conversation_id == conversation, Message.direction == Direction.INBOUND
        )
        return session.scalars(wanted.order_by(Message.id)).first()


def removes(desk: Desk, *messages: int, gone: Gone = Gone.DELETED) -> int:
    with desk.db.write() as session:
        return removal.remove(session, messages, gone, desk.time)


def says_more(desk: Desk, conversation: int, text: str, minutes: int = 1) -> int:
    """Let the customer write once more; returns the message."""
    first = of(desk, conversation)
    with desk.db.write() as session:
        at = first.created_at + timedelta(minutes=minutes)
        row = Message(
            account_id=first.account_id, external_id=f"{first.external_id}-{minutes}",
            thread_id=first.thread_id, conversation_id=conversation, contact_id=first.contact_id,
            kind=first.kind, direction=Direction.INBOUND, text=text, created_at=at, stored_at=at,
            answerable=Answerable.YES,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def count(desk: Desk, table) -> int:
    with desk.db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


# -- what was said --------------------------------------------------------------------------------


def test_nothing_that_was_said_is_left_anywhere(desk) -> None:
    conversation = desk.writes(SECRET)
    message = of(desk, conversation)
    with desk.db.write() as session:
        session.get_one(Message, message.id).attachments = [
            {"kind": "photo", "url": "", "alt": SECRET}
        ]
        session.get_one(Message, message.id).rating = "negative"
        session.add(MessageVersion(message_id=message.id, replaced_at=desk.time, text=SECRET))
        session.add(RawMessage(message_id=message.id, raw={"t": SECRET}, stored_at=desk.time))
        session.add(Media(message_id=message.id, place=0, url="https://x", due_at=desk.time))
    assert removes(desk, message.id) == 1
    row = of(desk, conversation)
    assert (row.text, row.attachments, row.rating, row.clipped) == ("", [], None, False)
    assert [count(desk, each) for each in (MessageVersion, RawMessage, Media)] == [0, 0, 0]
    assert desk.conversation(conversation).preview == ""


@pytest.mark.parametrize("gone", list(Gone))
def test_ids_times_and_the_reason_stay(desk, gone) -> None:
    conversation = desk.writes(SECRET)
    before = of(desk, conversation)
    desk.wait(hours=1)
    removes(desk, before.id, gone=gone)
    row = of(desk, conversation)
    assert (row.external_id, row.created_at) == (before.external_id, before.created_at)
    assert (row.gone, row.deleted_at, row.answerable) == (gone, desk.time, Answerable.GONE)


def test_the_platforms_own_time_counts_where_it_told_one(fast) -> None:
    message = of(fast, fast.writes(SECRET))
    then = fast.time - timedelta(minutes=3)
    with fast.db.write() as session:
        removal.remove(session, [message.id], Gone.DELETED, fast.time, then)
    assert of(fast, message.conversation_id).deleted_at == then


def test_what_is_gone_already_is_not_removed_again(fast) -> None:
    message = of(fast, fast.writes(SECRET))
    removes(fast, message.id, gone=Gone.PROTECTED)
    fast.wait(hours=1)
    assert removes(fast, message.id) == 0
    assert of(fast, message.conversation_id).gone == Gone.PROTECTED


def test_nothing_to_remove_is_no_work(fast) -> None:
    assert removes(fast) == 0
    assert removes(fast, 4711) == 0


def test_the_list_the_thread_and_the_export_no_longer_say_it(desk) -> None:
    conversation = desk.writes(SECRET)
    removes(desk, of(desk, conversation).id)
    with desk.db.read() as session:
        page = listed(session, desk.agents["miriam"], Folder.ALL, Order.NEWEST)
        shown = thread.opened(session, conversation)
    rows = [*export.messages(desk.db), *export.conversations(desk.db)]
    assert "DE12" not in f"{page} {shown} {shown.entries} {rows}"
    assert shown.entries[0].deleted_at is not None


def test_our_own_words_stay_and_are_only_shown_as_gone(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, "Das klären wir.")
    desk.after_undo()
    with desk.db.read() as session:
        ours = session.scalars(select(Message).filter_by(direction=Direction.OUTBOUND)).one()
    removes(desk, ours.id)
    with desk.db.read() as session:
        kept = session.get_one(Message, ours.id)
    assert "Das klären wir." in kept.text
    assert kept.gone == Gone.DELETED


def test_our_reply_to_what_is_gone_stays(fast) -> None:
    conversation = fast.writes(SECRET)
    fast.answers(conversation, "Das klären wir.")
    fast.after_undo()
    removes(fast, of(fast, conversation).id)
    assert "Das klären wir." in fast.conversation(conversation).preview


def test_context_of_others_is_forgotten_too(desk) -> None:
    conversation = desk.writes()
    thread_id = of(desk, conversation).thread_id
    with desk.db.write() as session:
        row = Message(
            account_id=desk.account_id, external_id="77", thread_id=thread_id, text=SECRET,
            kind=Kind.MENTION, direction=Direction.CONTEXT, created_at=desk.time,
            stored_at=desk.time, answerable=Answerable.YES,
        )  # fmt: skip
        session.add(row)
        session.flush()
        number = row.id
    desk.types(conversation, f"Da steht: {SECRET} Oh.")
    removes(desk, number)
    assert desk.draft(conversation) == "Da steht: […] Oh."


# -- drafts ---------------------------------------------------------------------------------------


def test_a_draft_keeps_its_own_words_and_loses_the_quote(desk) -> None:
    conversation = desk.writes(SECRET)
    desk.types(conversation, f"> {SECRET}\nDas tut uns leid.")
    desk.types(conversation, "Ich rufe an.", "jonas")
    removes(desk, of(desk, conversation).id)
    assert desk.draft(conversation) == "[…]\nDas tut uns leid."
    assert desk.draft(conversation, "jonas") == "Ich rufe an."


def test_a_draft_that_changed_is_told_apart_by_its_stamp(fast) -> None:
    conversation = fast.writes(SECRET)
    fast.types(conversation, SECRET)
    fast.types(conversation, "Ich rufe an.", "jonas")
    began = fast.time
    fast.wait(minutes=1)
    removes(fast, of(fast, conversation).id)
    with fast.db.read() as session:
        stamps = {row.agent_id: row.updated_at for row in session.scalars(select(Draft))}
    assert stamps == {fast.agents["miriam"]: fast.time, fast.agents["jonas"]: began}


def test_a_draft_elsewhere_is_nobodys_business(fast) -> None:
    gone, other = fast.writes(SECRET), fast.writes("Anderes", who=cast.JO)
    fast.types(other, SECRET)
    removes(fast, of(fast, gone).id)
    assert fast.draft(other) == SECRET


# -- replies --------------------------------------------------------------------------------------


def test_a_queued_reply_is_held_and_stands_before_its_agent(desk) -> None:
    conversation = desk.writes(SECRET)
    (reply,) = desk.answers(conversation)
    removes(desk, of(desk, conversation).id)
    desk.after_undo()
    desk.settles()
    assert (desk.state(reply), desk.sent()) == (ReplyState.HELD, [])
    assert desk.history(reply) == ["queued", "gone"]
    assert desk.conversation(conversation).unsent_at is not None


def test_its_agent_takes_it_back_and_has_the_words_again(desk) -> None:
    conversation = desk.writes(SECRET)
    (reply,) = desk.answers(conversation, "Das klären wir.")
    removes(desk, of(desk, conversation).id)
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)
    assert (desk.state(reply), desk.draft(conversation)) == ("withdrawn", "Das klären wir.")
    assert desk.conversation(conversation).unsent_at is None


def test_all_parts_of_a_long_answer_are_held(desk) -> None:
    conversation = desk.writes(SECRET)
    parts = desk.answers(conversation, LONG, split=True)
    removes(desk, of(desk, conversation).id)
    desk.after_undo()
    assert {desk.state(each) for each in parts} == {ReplyState.HELD}
    assert desk.sent() == []
    with desk.db.write() as session:
        text = replying.undo(session, desk.actor(), parts[0], desk.time)
    assert text == LONG


def test_the_parts_behind_one_that_left_are_held_for_good(desk) -> None:
    """The first part is in the air when the message goes: what it hangs on is no longer there."""
    conversation = desk.writes(SECRET)
    parts = desk.answers(conversation, LONG, split=True)
    message = of(desk, conversation).id
    desk.town.fault = lambda step: step == "sent" and not removes(desk, message) and None
    desk.after_undo()
    desk.town.fault = lambda _: None
    desk.wait(hours=1)
    desk.delivers()
    states = [desk.state(each) for each in parts]
    assert states == [ReplyState.DELIVERED, *[ReplyState.HELD] * (len(parts) - 1)]


def test_a_reply_in_the_air_is_held_when_it_comes_back(desk) -> None:
    conversation = desk.writes(SECRET)
    (reply,) = desk.answers(conversation)
    desk.town.fault = armed(Retryable("busy"))
    desk.after_undo()
    with desk.db.write() as session:  # as if the message had gone during the call
        row = session.get_one(Message, of(desk, conversation).id)
        row.gone, row.deleted_at, row.text = Gone.DELETED, desk.time, ""
    desk.wait(hours=1)
    desk.delivers()
    assert (desk.state(reply), desk.sent()) == (ReplyState.HELD, [])


def test_a_held_reply_gives_way_to_others(fast) -> None:
    gone, other = fast.writes(SECRET), fast.writes("Anderes", who=cast.JO)
    fast.answers(gone)
    fast.answers(other, "Gern.")
    removes(fast, of(fast, gone).id)
    fast.after_undo()
    assert len(fast.sent()) == 1


def test_a_reply_that_turns_out_to_be_there_is_delivered_although_it_was_held(desk) -> None:
    """Sent once more after two looks, then held: the first try shows up late."""
    conversation = desk.writes(SECRET)
    (reply,) = desk.answers(conversation)
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    desk.after_undo()
    with desk.db.write() as session:
        row = session.get_one(replying.Reply, reply)
        row.state = ReplyState.QUEUED
    removes(desk, of(desk, conversation).id)
    assert desk.state(reply) == ReplyState.HELD
    (echo,) = desk.town.ours()
    with desk.db.write() as session:
        assert bind_echo(session, desk.account_id, echo, desk.time) == reply
    assert desk.state(reply) == ReplyState.DELIVERED
    assert desk.conversation(conversation).unsent_at is None


def test_replies_to_other_messages_leave_as_ever(fast) -> None:
    conversation = fast.writes(SECRET)
    later = says_more(fast, conversation, "Und noch etwas.")
    (reply,) = fast.answers(conversation)
    removes(fast, of(fast, conversation).id)
    fast.after_undo()
    assert fast.state(reply) == ReplyState.DELIVERED
    assert fast.reply(reply).target == f"{of(fast, conversation).external_id}-1"
    assert later


# -- whose turn it is -----------------------------------------------------------------------------


def test_nobody_waits_for_an_answer_to_what_is_gone(desk) -> None:
    conversation = desk.writes(SECRET)
    removes(desk, of(desk, conversation).id)
    row = desk.conversation(conversation)
    assert (row.state, row.waiting_since, row.urgent_at) == (ConversationState.DONE, None, None)


def test_what_they_said_before_and_left_there_keeps_the_conversation_answered(desk) -> None:
    conversation = desk.writes("Wo bleibt mein Paket?")
    with desk.db.write() as session:
        conversations.answered(session, conversation, desk.time, desk.time)
    second = says_more(desk, conversation, SECRET, minutes=7)
    with desk.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.state = ConversationState.OPEN
        row.waiting_since = cast.NOON + timedelta(minutes=7)
    removes(desk, second)
    assert desk.conversation(conversation).state == ConversationState.WAITING


def test_what_else_the_customer_wrote_still_waits(desk) -> None:
    conversation = desk.writes(SECRET)
    says_more(desk, conversation, "Hallo?", minutes=7)
    removes(desk, of(desk, conversation).id)
    row = desk.conversation(conversation)
    assert (row.state, row.preview) == (ConversationState.OPEN, "Hallo?")
    assert row.waiting_since == cast.NOON + timedelta(minutes=7)


def test_a_conversation_that_was_answered_and_reopened_by_hand_stays_open(fast) -> None:
    conversation = fast.writes(SECRET)
    with fast.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.waiting_since = fast.time + timedelta(hours=1)
    removes(fast, of(fast, conversation).id)
    assert fast.conversation(conversation).state == ConversationState.OPEN


@pytest.mark.parametrize("state", [ConversationState.DONE, ConversationState.SNOOZED])
def test_what_was_put_away_stays_away(fast, state) -> None:
    conversation = fast.writes(SECRET)
    with fast.db.write() as session:
        session.get_one(Conversation, conversation).state = state
    removes(fast, of(fast, conversation).id)
    assert fast.conversation(conversation).state == state


def test_a_third_persons_conversation_in_the_thread_is_untouched(fast) -> None:
    conversation = fast.writes(SECRET)
    with fast.db.write() as session:
        mine = session.get_one(Conversation, conversation)
        account = session.get_one(cast.Account, fast.account_id)
        other = cast.contact(session, replace(cast.JO, external_id="other"))
        theirs = Conversation(
            account_id=account.id, thread_id=mine.thread_id, contact_id=other.id, kind=mine.kind,
            preview="Ich auch", last_message_at=fast.time, waiting_since=fast.time,
            created_at=fast.time,
        )  # fmt: skip
        session.add(theirs)
        session.flush()
        number = theirs.id
    removes(fast, of(fast, conversation).id)
    assert fast.conversation(number).state == ConversationState.OPEN
    assert fast.conversation(number).preview == "Ich auch"


def test_an_author_named_like_nobody_stays_an_author(fast) -> None:
    """What is forgotten is what was said, not who said it."""
    conversation = fast.writes(SECRET, who=Author("x1", "Erika"))
    removes(fast, of(fast, conversation).id)
    with fast.db.read() as session:
        assert thread.opened(session, conversation).entries[0].author == "Erika"
