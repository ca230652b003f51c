"""Calls and e-mails that agents noted: they count as an answer, and no platform ever meets them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import (
    Audit,
    ConversationState,
    Message,
    MessageVersion,
    Promise,
    PromiseState,
    Reply,
    Role,
)
from inbox.care import agents, authority, closing, outside, promising
from inbox.care.closing import StillPromised
from inbox.care.conversations import NoConversation
from inbox.care.noting import Wrong
from inbox.care.outside import LONGEST, REGRET, NotNoted, Refused, Said
from inbox.care.promising import Flaw, Given, Unclear
from inbox.care.rights import MACHINE, NotAllowed
from inbox.care.searching import look
from inbox.queries import export, retention, thread
from inbox.queries import outside as queries
from inbox.queries.thread import Side
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from inbox.rules.retention import Keep
from tests.desk import Desk

WORDS = "Zählerstand durchgegeben, ist erledigt."
WAYS = [(kind, heard) for kind in (Kind.CALL, Kind.MAIL) for heard in (True, False)]


def said(text: str = WORDS, kind: Kind = Kind.CALL, *, heard: bool = True, **more: bool) -> Said:
    return Said(kind, heard, text, **more)


def note(desk: Desk, about: int, one: Said | None = None, by="miriam", key="", given=()) -> int:
    with desk.db.write() as session:
        key = key or uuid.uuid4().hex
        return outside.note(
            session, desk.actor(by), about, one or said(), key, desk.time, tuple(given)
        )


def change(desk: Desk, message_id: int, one: Said, by="miriam") -> None:
    with desk.db.write() as session:
        outside.change(session, desk.actor(by), message_id, one, desk.time)


def test_what_is_half_typed_is_its_agents_alone_and_each_conversations(desk: Desk) -> None:
    here, there = desk.writes(), desk.writes("Und ich?")
    with desk.db.write() as session:
        for login, about in (("miriam", here), ("miriam", there), ("jonas", here)):
            typed = {"key": uuid.uuid4().hex, "text": f"{login} {about}"}
            outside.keep(session, desk.actor(login), about, typed, desk.time)
    note(desk, here)
    with desk.db.read() as session:
        left = {
            (login, about): queries.draft(session, desk.agents[login], about)
            for login in ("miriam", "jonas")
            for about in (here, there)
        }
    assert {key for key, said in left.items() if said} == {("miriam", there), ("jonas", here)}
    with desk.db.write() as session, pytest.raises(NoConversation):
        outside.keep(session, desk.actor(), 10**6, {"key": "k"}, desk.time)


def take_back(desk: Desk, message_id: int, by="miriam") -> None:
    with desk.db.write() as session:
        outside.take_back(session, desk.actor(by), message_id, desk.time)


def message(desk: Desk, number: int) -> Message:
    with desk.db.read() as session:
        return session.get_one(Message, number)


def all_of(desk: Desk, table) -> list:
    with desk.db.read() as session:
        return list(session.scalars(select(table)))


def turn(desk: Desk, about: int) -> tuple:
    row = desk.conversation(about)
    return row.state, row.waiting_since, row.urgent_at, row.snoozed_until


@pytest.mark.parametrize(("kind", "heard"), WAYS)
def test_it_is_a_message_of_its_own_and_counts_as_the_answer(desk, kind, heard) -> None:
    about = desk.writes()
    desk.wait(hours=1)
    kept = message(desk, note(desk, about, said(kind=kind, heard=heard)))
    row = desk.conversation(about)
    assert (row.state, row.waiting_since, row.urgent_at) == (ConversationState.WAITING, None, None)
    assert (kept.kind, kept.direction) == (kind, "heard" if heard else "told")
    assert (kept.external_id, kept.agent_id) == (None, desk.agents["miriam"])
    assert (row.preview, row.last_message_at) == (WORDS, desk.time)


def test_who_noted_the_answer_has_the_conversation(fast) -> None:
    about = fast.writes()
    note(fast, about)
    assert fast.conversation(about).owner_id == fast.agents["miriam"]


def test_what_answered_nothing_lets_the_clock_run(fast) -> None:
    about = fast.writes()
    before = turn(fast, about)
    fast.wait(hours=1)
    number = note(fast, about, said("Niemand ging ans Telefon.", heard=False, answers=False))
    assert turn(fast, about) == before
    with fast.db.read() as session:
        assert session.scalars(select(Message.id).where(queries.answered_by())).all() == []
        assert queries.answering(session, [session.get_one(Message, number)]) == frozenset()


def test_the_headline_finds_what_answered(fast) -> None:
    number = note(fast, fast.writes())
    with fast.db.read() as session:
        assert session.scalars(select(Message.id).where(queries.answered_by())).all() == [number]


def test_the_same_click_twice_is_one(desk) -> None:
    about, key = desk.writes(), uuid.uuid4().hex
    assert note(desk, about, key=key) == note(desk, about, key=key)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", Wrong.EMPTY), (" \u200b\n", Wrong.EMPTY), ("x" * (LONGEST + 1), Wrong.LONG)],
)
def test_without_a_line_nothing_is_noted(fast, text, wrong) -> None:
    with pytest.raises(Refused) as told:
        note(fast, fast.writes(), said(text))
    assert told.value.wrong is wrong


def test_only_calls_and_mails_are_noted() -> None:
    with pytest.raises(ValueError, match="call or an e-mail"):
        Said(Kind.DIRECT, True, WORDS)


def test_about_nobody_nothing_is_noted(fast) -> None:
    with pytest.raises(NoConversation):
        note(fast, 10**9)


def test_who_writes_to_nobody_notes_nothing(fast) -> None:
    about = fast.writes()
    with fast.db.write() as session, pytest.raises(NotAllowed):
        outside.note(session, MACHINE, about, said(), uuid.uuid4().hex, fast.time)
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["miriam"], fast.time)
    with pytest.raises(NotAllowed):
        note(fast, about)


# -- what is promised in it -----------------------------------------------------------------------


def test_what_was_promised_on_the_phone_is_in_the_ledger(desk) -> None:
    about, due = desk.writes(), desk.time + timedelta(hours=5)
    note(desk, about, given=[Given(PromiseKind.CALL, "Rückruf", due)])
    (one,) = all_of(desk, Promise)
    assert (one.state, one.reply_id, one.due_at) == (PromiseState.OPEN, None, due)
    assert one.owner_id == desk.agents["miriam"]
    assert desk.conversation(about).promise_at == due
    with desk.db.write() as session, pytest.raises(StillPromised):
        closing.close(session, desk.actor(), about, desk.time)
    with desk.db.write() as session:
        promising.keep(session, desk.actor(), one.id, "", desk.time)
    assert desk.conversation(about).promise_at is None


def test_a_promise_that_makes_no_sense_notes_nothing(fast) -> None:
    about = fast.writes()
    with pytest.raises(Unclear) as told:
        note(fast, about, given=[Given(PromiseKind.CALL, "Rückruf", fast.time)])
    assert told.value.flaw is Flaw.PAST
    assert len(all_of(fast, Message)) == 1


def test_taking_it_back_breaks_no_promise(fast) -> None:
    due = fast.time + timedelta(hours=5)
    number = note(fast, fast.writes(), given=[Given(PromiseKind.CALL, "Rückruf", due)])
    take_back(fast, number)
    assert all_of(fast, Promise)[0].state == PromiseState.OPEN


# -- said anew, taken back ------------------------------------------------------------------------


def test_its_author_says_it_anew_and_what_it_said_stays(desk) -> None:
    about = desk.writes()
    number = note(desk, about)
    desk.wait(minutes=5)
    change(desk, number, said("Rechnung kommt per Post.", Kind.MAIL, heard=False))
    kept = message(desk, number)
    assert (kept.text, kept.kind, kept.direction) == ("Rechnung kommt per Post.", "mail", "told")
    assert (kept.edited_at, kept.contact_id) == (desk.time, None)
    assert [one.text for one in all_of(desk, MessageVersion)] == [WORDS]
    assert desk.conversation(about).preview == "Rechnung kommt per Post."


def test_said_anew_it_may_be_no_answer_after_all_and_then_one(desk) -> None:
    about = desk.writes()
    before = turn(desk, about)
    desk.wait(minutes=1)
    number = note(desk, about)
    change(desk, number, said(answers=False))
    assert turn(desk, about) == before
    change(desk, number, said(answers=True))
    assert desk.conversation(about).waiting_since is None


def test_taken_back_it_is_empty_and_they_wait_as_before(desk) -> None:
    about = desk.writes()
    before = turn(desk, about)
    desk.wait(minutes=1)
    number = note(desk, about)
    change(desk, number, said("Anders"))
    take_back(desk, number)
    take_back(desk, number)
    kept = message(desk, number)
    assert (kept.text, kept.deleted_at, kept.gone) == ("", desk.time, "deleted")
    assert (turn(desk, about), all_of(desk, MessageVersion)) == (before, [])
    with desk.db.read() as session:
        assert session.scalars(select(Message.id).where(queries.answered_by())).all() == []


def test_taken_back_after_a_reply_nobody_waits(fast) -> None:
    about = fast.writes()
    number = note(fast, about)
    fast.answers(about)
    fast.after_undo()
    take_back(fast, number)
    assert fast.conversation(about).waiting_since is None


@pytest.mark.parametrize("act", [take_back, lambda desk, *a, **k: change(desk, *a, said(), **k)])
def test_after_ten_minutes_and_for_others_it_stands(fast, act) -> None:
    number = note(fast, fast.writes())
    with pytest.raises(Refused) as told:
        act(fast, number, by="jonas")
    assert told.value.wrong is Wrong.OTHERS
    fast.time += REGRET
    with pytest.raises(Refused) as told:
        act(fast, number)
    assert told.value.wrong is Wrong.OLD
    assert message(fast, number).text == WORDS


def test_what_was_taken_back_is_not_said_anew(fast) -> None:
    number = note(fast, fast.writes())
    take_back(fast, number)
    with pytest.raises(NotNoted):
        change(fast, number, said())


def test_nothing_else_is_taken_for_one(fast) -> None:
    fast.writes()
    (theirs,) = all_of(fast, Message)
    for act in (take_back, lambda desk, number: change(desk, number, said())):
        with pytest.raises(NotNoted):
            act(fast, theirs.id)
        with pytest.raises(NotNoted):
            act(fast, 10**9)


# -- never a platform's message -------------------------------------------------------------------


def test_nothing_is_sent_and_the_answer_goes_to_what_they_wrote(desk) -> None:
    about = desk.writes()
    (theirs,) = [one.external_id for one in all_of(desk, Message)]
    note(desk, about, said(heard=True))
    assert all_of(desk, Reply) == []
    desk.answers(about)
    desk.after_undo()
    (reply,) = all_of(desk, Reply)
    assert (reply.state, reply.target) == ("delivered", theirs)


# -- where it is seen -----------------------------------------------------------------------------


def test_it_stands_in_the_thread_among_the_messages(desk) -> None:
    about = desk.writes()
    desk.wait(minutes=1)
    number = note(desk, about, said(heard=False))
    with desk.db.read() as session:
        view = thread.opened(session, about)
    last = view.entries[-1]
    assert (last.message_id, last.side, last.text) == (number, Side.TOLD, WORDS)
    assert (last.kind, last.known, last.answering) == (Kind.CALL, False, True)


def test_it_is_found_by_its_words_its_kind_and_its_customer(desk) -> None:
    about = desk.writes()
    number = note(desk, about, said(heard=True))
    note(desk, about, said("Zählerstand per Post", Kind.MAIL, heard=False))
    with desk.db.read() as session:
        _, found = look(session, desk.actor(), "zählerstand kind:call", "UTC")
        (hit,) = found.hits
        assert (hit.message_id, hit.ours, hit.conversation_id) == (number, False, about)


def test_it_is_in_the_export_with_its_way_and_whose_words_it_holds(fast) -> None:
    about = fast.writes()
    note(fast, about, said(heard=True))
    note(fast, about, said(heard=False))
    rows = {row.direction: row for row in export.messages(fast.db)}
    assert rows["heard"].author_name == rows["inbound"].author_name
    assert rows["told"].author_name == "Miriam Brandt"
    assert (rows["heard"].kind, rows["told"].kind) == ("call", "call")


def test_retention_counts_and_forgets_it_with_its_conversation(fast) -> None:
    note(fast, fast.writes())
    later = fast.time + timedelta(days=40)
    with fast.db.read() as session:
        over = retention.preview(session, Keep(messages=30), later)
    assert (over.conversations, over.messages) == (1, 2)


def test_who_did_what_stands_in_the_audit_without_its_words(fast) -> None:
    number = note(fast, fast.writes())
    change(fast, number, said("Anders"))
    take_back(fast, number)
    acts = [one for one in all_of(fast, Audit) if "outside" in one.action]
    assert [one.action for one in acts] == [
        "noted outside",
        "outside changed",
        "outside taken back",
    ]
    assert not any(WORDS in str(one.note) for one in acts)


@pytest.mark.parametrize(
    ("sums", "noted"), [([50_00], True), ([80_00], False), ([30_00, 40_00], False)]
)
def test_what_is_promised_on_the_phone_stays_within_the_limits(desk: Desk, sums, noted) -> None:
    about, due = desk.writes("Mein Burger war kalt!"), desk.time + timedelta(days=2)
    given = [Given(PromiseKind.MONEY, f"Erstattung {one}", due, one, "EUR") for one in sums]
    fifty = Grant(True, Amount(50_00, "EUR"))
    with desk.db.write() as session:
        authority.set_role(session, MACHINE, Role.AGENT, Remedy.REFUND, fifty, desk.time)
    if noted:
        assert note(desk, about, given=given)
        return
    with pytest.raises(Unclear, match=Flaw.ABOVE):
        note(desk, about, given=given)
    with desk.db.read() as session:
        assert session.scalars(select(Promise)).all() == []
