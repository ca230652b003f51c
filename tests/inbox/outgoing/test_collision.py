"""Two agents press send on one conversation: one reply, and the other one is told, words kept."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connectors.base import Kind
from db.models import Audit, Message, Reply
from inbox.care import outside
from inbox.outgoing import replying
from inbox.rules.have_read import HaveRead
from tests.desk import Desk
from tests.inbox.outgoing.waiting import asks, later, writes_again

ROUNDS = 100
"""On each database."""
NAMES = {"miriam": "Miriam Brandt", "jonas": "Jonas Weber"}


def test_of_two_who_press_send_at_once_exactly_one_reply_is_queued(desk: Desk) -> None:
    conversations = [desk.writes() for _ in range(ROUNDS)]
    for login in NAMES:
        for conversation in conversations:
            desk.types(conversation, f"Von {login}.", login)
    desk.wait(seconds=1)
    barrier = threading.Barrier(2)

    def presses(login: str) -> list[str]:
        told = []
        for conversation in conversations:
            barrier.wait(60)
            try:
                desk.answers(conversation, f"Von {login}.", login)
                told.append("")
            except replying.Objected as refused:
                (objection,) = refused.objections
                told.append(str(objection.params["colleague"]))
        return told

    with ThreadPoolExecutor(2) as hands:
        told = dict(zip(NAMES, hands.map(presses, NAMES), strict=True))
    for place, conversation in enumerate(conversations):
        (loser,) = (login for login in NAMES if told[login][place])
        (winner,) = NAMES.keys() - {loser}
        assert told[loser][place] == NAMES[winner]
        assert desk.draft(conversation, loser) == f"Von {loser}."
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == ROUNDS


@pytest.mark.parametrize("how", ["now", "later", "asked"])
def test_whatever_a_colleague_did_with_theirs_it_is_new(fast: Desk, how: str) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Von Jonas.", "jonas")
    fast.wait(seconds=1)
    wish, rule = {
        "now": (None, "answered_meanwhile"),
        "later": (later(fast), "answer_for_later"),
        "asked": (asks(), "answer_to_approve"),
    }[how]
    fast.answers(conversation, wish=wish)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, "Von Jonas.", "jonas")
    assert [each.rule for each in refused.value.objections] == [rule]
    assert fast.draft(conversation, "jonas") == "Von Jonas."


def test_what_a_colleague_took_back_holds_nobody(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Von Jonas.", "jonas")
    fast.wait(seconds=1)
    (reply,) = fast.answers(conversation)
    with fast.db.write() as session:
        replying.undo(session, fast.actor(), reply, fast.time)
    assert fast.answers(conversation, "Von Jonas.", "jonas")


def on_the_phone(desk: Desk, conversation: int, *, answers: bool = True) -> int:
    """Let Miriam note that she called; returns the note."""
    said = outside.Said(Kind.CALL, False, "Alles geklärt.", answers)
    with desk.db.write() as session:
        key = uuid.uuid4().hex
        return outside.note(session, desk.actor(), conversation, said, key, desk.time)


def test_whom_a_colleague_answered_on_the_phone_is_answered(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Von Jonas.", "jonas")
    fast.wait(seconds=1)
    on_the_phone(fast, conversation)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, "Von Jonas.", "jonas")
    (objection,) = refused.value.objections
    assert (objection.rule, objection.params["colleague"]) == (
        "answered_meanwhile",
        NAMES["miriam"],
    )


def test_a_call_that_answered_nothing_or_was_no_call_holds_nobody(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Von Jonas.", "jonas")
    fast.wait(seconds=1)
    on_the_phone(fast, conversation, answers=False)
    mistaken = on_the_phone(fast, conversation)
    with fast.db.write() as session:
        outside.take_back(session, fast.actor(), mistaken, fast.time)
    assert fast.answers(conversation, "Von Jonas.", "jonas")


def test_ones_own_call_holds_nobody(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Wie eben besprochen.")
    fast.wait(seconds=1)
    on_the_phone(fast, conversation)
    assert fast.answers(conversation, "Das Geld kommt heute, wie eben besprochen.")


def test_what_a_customer_added_since_the_draft_began_is_new(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Gern.")
    fast.wait(seconds=1)
    writes_again(fast, conversation)
    assert added(fast, conversation) is not None


def added(desk: Desk, conversation: int, **said: object) -> int | None:
    """Press send; returns which message of the customer stands in the way, None where it left."""
    try:
        desk.answers(conversation, "Gern.", **said)
    except replying.Objected as refused:
        (only,) = refused.objections
        assert only.rule == "wrote_again"
        return int(str(only.params["message"]))
    return None


def test_no_reason_answers_what_a_colleague_answered(fast: Desk) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    with pytest.raises(replying.Objected):
        fast.answers(conversation, "Von Jonas.", "jonas", despite="Weiß ich schon.")


def test_who_has_read_a_colleagues_answer_sends_and_the_audit_keeps_which(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    desk.wait(seconds=1)
    answered = desk.time - timedelta(seconds=1)
    desk.answers(conversation, "Von Jonas.", "jonas", read=HaveRead(answer=answered))
    with desk.db.read() as session:
        noted = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert noted is not None
    assert noted.note["read_answer"] == answered.isoformat()


@pytest.mark.parametrize("how", ["now", "later", "asked"])
def test_a_colleagues_second_answer_is_said_anew(fast: Desk, how: str) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    read = fast.has_read()
    fast.wait(seconds=1)
    wish = {"now": None, "later": later(fast), "asked": asks()}[how]
    fast.answers(conversation, "Noch etwas.", wish=wish)
    with pytest.raises(replying.Objected):
        fast.answers(conversation, "Von Jonas.", "jonas", read=read)
    assert fast.answers(conversation, "Von Jonas.", "jonas", read=fast.has_read())


def adds(desk: Desk, conversation: int) -> None:
    desk.wait(seconds=1)
    writes_again(desk, conversation)


def test_no_reason_answers_what_the_customer_added(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Gern.")
    adds(fast, conversation)
    assert added(fast, conversation, despite="Weiß ich schon.") is not None


def test_who_has_read_it_answers_and_the_audit_keeps_up_to_where(desk: Desk) -> None:
    conversation = desk.writes()
    desk.types(conversation, "Gern.")
    adds(desk, conversation)
    read = added(desk, conversation)
    assert added(desk, conversation, read=HaveRead(read)) is None
    with desk.db.read() as session:
        (noted,) = session.scalars(select(Audit).filter_by(action="replied"))
    assert noted.note["read"] == read


def test_what_comes_after_it_is_said_anew(desk: Desk) -> None:
    conversation = desk.writes()
    desk.types(conversation, "Gern.")
    adds(desk, conversation)
    read = added(desk, conversation)
    adds(desk, conversation)
    newer = added(desk, conversation, read=HaveRead(read))
    assert newer not in (None, read)
    assert added(desk, conversation, read=HaveRead(newer)) is None


def test_a_message_of_elsewhere_is_no_word_for_this_one(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Gern.")
    adds(fast, conversation)
    elsewhere = fast.writes()
    with fast.db.read() as session:
        other = session.scalars(select(Message.id).filter_by(conversation_id=elsewhere)).one()
    assert added(fast, conversation, read=HaveRead(other)) is not None
    assert added(fast, conversation, read=HaveRead(2**62)) is not None
