"""A public message answered privately: to its author alone, once, in time, signed like all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import (
    Answerable,
    Gone,
    InboundMessage,
    Kind,
    OutcomeUnknown,
    Refusal,
    Rejected,
    Retryable,
)
from db.models import Audit, Contact, Direction, Message, ReplyState
from inbox.care import pictures, removal
from inbox.care.echoes import bind_echo
from inbox.care.pictures import Given
from inbox.care.rights import Via
from inbox.outgoing import claims, replying
from inbox.outgoing.replying import Objected
from inbox.queries import drafts, thread
from tests import cast
from tests.cast import NOON
from tests.contract_whole import PIXEL
from tests.desk import Desk, armed, settings

SECRET = "Ihre Kundendaten nenne ich Ihnen hier unter vier Augen."


def comments(desk: Desk, who=cast.ERIKA) -> int:
    return desk.writes("Mein Geld ist noch nicht da.", kind=Kind.COMMENT, who=who)


def message(desk: Desk, conversation: int) -> Message:
    with desk.db.read() as session:
        return session.scalars(
            select(Message).where(
                Message.conversation_id == conversation, Message.direction == Direction.INBOUND
            )
        ).first()


def objections(desk: Desk, conversation: int, text: str = SECRET, **how) -> list[str]:
    with pytest.raises(Objected) as refused:
        desk.answers(conversation, text, private=True, **how)
    return [each.rule for each in refused.value.objections]


def outbound(desk: Desk, reply: int):
    with desk.db.read() as session:
        return claims.outbound(session, session.get_one(replying.Reply, reply))


def test_a_private_answer_goes_to_the_author_of_the_comment_alone(desk) -> None:
    conversation = comments(desk)
    (reply,) = desk.answers(conversation, SECRET, private=True)
    desk.after_undo()
    (sent,) = desk.town.ours()
    assert (sent.kind, sent.thread_id) == (Kind.DIRECT, f"private-{desk.reply(reply).target}")
    assert "Miriam Brandt" in sent.text
    assert desk.conversation(conversation).waiting_since is None


def test_the_connector_is_told_whom_and_that_it_is_private(fast) -> None:
    conversation = comments(fast)
    (reply,) = fast.answers(conversation, private=True)
    told = outbound(fast, reply)
    assert (told.private, told.kind, told.recipient_id) == (
        True, Kind.COMMENT, cast.ERIKA.external_id,
    )  # fmt: skip
    assert told.target == message(fast, conversation).external_id


def test_it_is_shown_to_nobody_else_in_the_thread(desk) -> None:
    conversation = comments(desk)
    desk.answers(conversation, SECRET, private=True)
    desk.after_undo()
    mine = desk.conversation(conversation)
    with desk.db.write() as session:
        account = session.get_one(cast.Account, desk.account_id)
        jo = cast.contact(session, cast.JO)
        theirs = cast.Conversation(
            account_id=account.id, thread_id=mine.thread_id, contact_id=jo.id, kind=Kind.COMMENT,
            preview="", last_message_at=desk.time, created_at=desk.time,
        )  # fmt: skip
        session.add(theirs)
        session.flush()
        other = theirs.id
    with desk.db.read() as session:
        assert "unter vier Augen" not in str(thread.opened(session, other).entries)
        assert "unter vier Augen" in str(thread.opened(session, conversation).entries)


def test_once_a_comment_is_all_there_is(desk) -> None:
    conversation = comments(desk)
    desk.answers(conversation, private=True)
    assert objections(desk, conversation, "Noch etwas.") == ["private_once"]
    desk.after_undo()
    assert "private_once" in objections(desk, conversation, "Noch etwas.", login="jonas")


def test_another_comment_of_hers_can_be_answered_privately_too(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, private=True)
    first = message(fast, conversation)
    with fast.db.write() as session:
        session.add(
            Message(
                account_id=first.account_id, external_id="second", thread_id=first.thread_id,
                conversation_id=conversation, contact_id=first.contact_id, kind=Kind.COMMENT,
                direction=Direction.INBOUND, text="Auch das noch.", created_at=first.created_at,
                stored_at=first.stored_at, answerable=Answerable.YES,
            )
        )  # fmt: skip
    (reply,) = fast.answers(conversation, "Gern.", private=True)
    assert fast.reply(reply).target == "second"


@pytest.mark.parametrize("kind", [Kind.MENTION, Kind.DIRECT])
def test_where_there_is_no_such_way_it_is_said(fast, kind) -> None:
    assert objections(fast, fast.writes(kind=kind)) == ["private_not_here"]


@pytest.mark.parametrize(("days", "late"), [(6.99, False), (7, True), (8, True)])
def test_after_its_time_it_cannot_leave(fast, days, late) -> None:
    conversation = comments(fast)
    fast.wait(days=days)
    if late:
        assert objections(fast, conversation) == ["window_closed"]
    else:
        assert fast.answers(conversation, private=True)


def test_its_time_is_looked_at_again_before_it_leaves(desk) -> None:
    conversation = comments(desk)
    (reply,) = desk.answers(conversation, private=True)
    desk.wait(days=7)
    desk.delivers()
    assert (desk.state(reply), desk.reply(reply).refusal) == ("failed", Refusal.WINDOW_CLOSED)
    assert desk.sent() == []


def test_a_longer_window_of_the_conversation_does_not_make_its_time_longer(fast) -> None:
    conversation = comments(fast)
    (reply,) = fast.answers(conversation, private=True)
    with fast.db.write() as session:
        row = session.get_one(cast.Conversation, conversation)
        row.answer_until = fast.time + timedelta(days=30)
    fast.wait(days=7)
    fast.delivers()
    assert fast.state(reply) == ReplyState.FAILED


def test_a_comment_that_nobody_may_answer_in_public_can_be_answered_privately(fast) -> None:
    conversation = comments(fast)
    with fast.db.write() as session:
        row = session.get_one(Message, message(fast, conversation).id)
        row.answerable = Answerable.CLOSED
    assert fast.answers(conversation, private=True)


def test_it_has_the_length_of_a_private_message_and_is_never_parted(fast) -> None:
    conversation = comments(fast)
    assert objections(fast, conversation, "Wort. " * 2_500, split=True) == ["cannot_split"]
    (reply,) = fast.answers(conversation, "Wort. " * 100, private=True, split=True)
    assert fast.reply(reply).parts == 1


def test_it_names_all_ways_whatever_was_said_in_public(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, "Gern.")
    (reply,) = fast.answers(conversation, SECRET, private=True)
    assert "miriam@example.com" in fast.reply(reply).text


def test_a_public_answer_after_it_still_names_all_ways(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, SECRET, private=True)
    (reply,) = fast.answers(conversation, "Gern.")
    assert "miriam@example.com" in fast.reply(reply).text


def test_what_is_previewed_is_what_is_stored(fast) -> None:
    conversation = comments(fast)
    with fast.db.read() as session:
        shown = replying.preview(
            session, fast.actor(), conversation, SECRET, fast.settings, fast.time, private=True
        )
    (reply,) = fast.answers(conversation, SECRET, private=True)
    assert fast.reply(reply).text == shown.parts[0].text


def test_a_refused_one_may_be_tried_again(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, SECRET, private=True)
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    assert fast.draft(conversation) == SECRET
    assert fast.answers(conversation, SECRET, private=True)


def test_what_became_of_a_private_answer_is_found_out_like_any_other(desk) -> None:
    conversation = comments(desk)
    (reply,) = desk.answers(conversation, SECRET, private=True)
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    desk.after_undo()
    assert desk.state(reply) == ReplyState.UNKNOWN
    desk.settles()
    assert (desk.state(reply), len(desk.sent())) == (ReplyState.DELIVERED, 1)


def in_the_air(desk: Desk, *who) -> list[int]:
    """Let private answers with the same words be out, their receipts lost."""
    replies = []
    for each in who:
        replies += desk.answers(comments(desk, each), SECRET, private=True)
    desk.wait(seconds=10)
    desk.town.fault = armed(*(OutcomeUnknown("reset") for _ in who), at="sent")
    for _ in who:
        desk.delivers()
        desk.wait(minutes=1)
    return replies


def echo(desk: Desk, sent: InboundMessage) -> int | None:
    with desk.db.write() as session:
        return bind_echo(session, desk.account_id, sent, desk.time)


def test_its_echo_in_the_private_thread_is_ours(desk) -> None:
    (reply,) = in_the_air(desk, cast.ERIKA)
    assert echo(desk, desk.town.ours()[0]) == reply
    assert desk.state(reply) == ReplyState.DELIVERED


def test_the_same_words_to_two_people_are_told_apart_by_whom_they_reached(fast) -> None:
    erikas, jos = in_the_air(fast, cast.ERIKA, cast.JO)
    first, second = fast.town.ours()
    assert echo(fast, first) is None
    assert echo(fast, replace(second, recipient_id=cast.JO.external_id)) == jos
    assert echo(fast, replace(first, recipient_id=cast.ERIKA.external_id)) == erikas


def test_a_public_message_of_the_same_words_is_not_its_echo(fast) -> None:
    in_the_air(fast, cast.ERIKA)
    sent = fast.town.ours()[0]
    assert echo(fast, replace(sent, kind=Kind.COMMENT)) is None


def test_a_private_message_is_not_taken_for_a_public_reply(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, SECRET)
    fast.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    fast.after_undo()
    assert echo(fast, replace(fast.town.ours()[0], kind=Kind.DIRECT)) is None


def test_it_waits_with_the_private_messages_of_a_busy_platform(fast) -> None:
    private, public = comments(fast), fast.writes(who=cast.JO)
    (first,) = fast.answers(private, private=True)
    (second,) = fast.answers(fast.writes(kind=Kind.DIRECT, who=cast.OEZTUERK))
    (third,) = fast.answers(public)
    fast.town.fault = armed(Retryable("busy", after=fast.time + timedelta(hours=1)))
    fast.after_undo()
    fast.delivers()
    assert [fast.state(each) for each in (first, second, third)] == [
        "queued",
        "queued",
        "delivered",
    ]


def test_a_withheld_author_has_no_name_to_write_to(fast) -> None:
    conversation = comments(fast)
    with fast.db.write() as session:
        session.scalars(select(Contact)).one().withheld = True
    (reply,) = fast.answers(conversation, private=True)
    assert outbound(fast, reply).recipient_id is None


def test_a_private_answer_to_a_removed_comment_is_held(fast) -> None:
    conversation = comments(fast)
    (reply,) = fast.answers(conversation, private=True)
    with fast.db.write() as session:
        removal.remove(session, [message(fast, conversation).id], Gone.DELETED, fast.time)
    fast.after_undo()
    assert (fast.state(reply), fast.sent()) == (ReplyState.HELD, [])


def test_the_audit_says_that_it_was_private(fast) -> None:
    fast.answers(comments(fast), private=True)
    with fast.db.read() as session:
        assert (
            session.scalars(select(Audit).filter_by(action="replied")).one().note["private"] is True
        )


# -- what else a connector is told ----------------------------------------------------------------


def test_a_connector_is_told_when_the_customer_last_wrote(desk) -> None:
    conversation = desk.writes(kind=Kind.DIRECT)
    (reply,) = desk.answers(conversation)
    assert outbound(desk, reply).heard_at == NOON
    with desk.db.write() as session:
        removal.remove(session, [message(desk, conversation).id], Gone.DELETED, desk.time)
    assert outbound(desk, reply).heard_at == NOON


@pytest.mark.parametrize(
    ("via", "person"), [(Via.PAGE, True), (Via.COMMAND_LINE, True), (Via.SYSTEM, False)]
)
def test_a_connector_is_told_whether_a_person_pressed_send(fast, via, person) -> None:
    (reply,) = fast.answers(fast.writes())
    with fast.db.write() as session:
        session.get_one(replying.Reply, reply).via = via
    assert outbound(fast, reply).by_person is person


def test_a_connector_is_told_when_its_window_closes(fast) -> None:
    conversation = comments(fast)
    (reply,) = fast.answers(conversation, private=True)
    assert outbound(fast, reply).answer_until == NOON + timedelta(days=7)


def test_its_words_come_back_as_private_ones(fast) -> None:
    conversation = comments(fast)
    (reply,) = fast.answers(conversation, SECRET, private=True)
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply, fast.time)
    with fast.db.read() as session:
        kept = drafts.draft(session, fast.agents["miriam"], conversation)
    assert (kept.text, kept.private) == (SECRET, True)


def test_private_words_under_a_used_key_come_back_as_private_ones(fast) -> None:
    conversation = comments(fast)
    fast.answers(conversation, "Gern.", key="e" * 32)
    fast.answers(conversation, SECRET, key="e" * 32, private=True)
    with fast.db.read() as session:
        kept = drafts.draft(session, fast.agents["miriam"], conversation)
    assert (kept.text, kept.private) == (SECRET, True)


def test_pictures_do_not_go_along_with_a_private_answer(fast, tmp_path) -> None:
    fast.settings = settings(data_dir=tmp_path)
    conversation = comments(fast)
    with fast.db.write() as session:
        pictures.add(
            session, fast.actor(), conversation, "a" * 32, Given(PIXEL), fast.settings, fast.time
        )
    assert objections(fast, conversation) == ["no_pictures"]
