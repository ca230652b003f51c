"""Promises: they count from the delivery of their reply until somebody keeps or breaks them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Refusal, Rejected
from db.models import Audit, ConversationState, Notice, NoticeKind, Promise, PromiseState, Role
from inbox.care import (
    agents,
    closing,
    conversations,
    handing,
    owning,
    promising,
    reminding,
    snoozing,
)
from inbox.care.closing import StillPromised
from inbox.care.owning import Holder, NobodyThere
from inbox.care.promising import Flaw, Given, NoPromise, Settled, Unclear
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.outgoing import replying
from inbox.outgoing.wishes import Asked, Wish
from inbox.queries import conversations as queries
from inbox.queries import promises as ledger_queries
from inbox.queries.conversations import Folder
from inbox.rules.promises import PromiseKind
from tests.desk import Desk, armed

TEXT = "Ich erstatte Ihnen 20 € bis morgen."


def refund(desk: Desk, **other: object) -> Given:
    how = {"amount": 2000, "currency": "EUR", "words": "20 €", **other}
    return Given(PromiseKind.MONEY, "20 € erstatten", desk.time + timedelta(days=1), **how)


def call(desk: Desk, hours: float = 5) -> Given:
    return Given(PromiseKind.CALL, "Anruf", desk.time + timedelta(hours=hours))


def promised(desk: Desk, *given: Given, login: str = "miriam", **how: object) -> int:
    """Promise something in a reply that arrives; returns its conversation."""
    conversation = desk.writes()
    desk.answers(conversation, TEXT, login, given=given or [refund(desk)], **how)
    desk.after_undo()
    return conversation


def ledger(desk: Desk) -> list[Promise]:
    with desk.db.read() as session:
        return list(session.scalars(select(Promise).order_by(Promise.id)))


def does(desk: Desk, act, *given: object, login: str = "miriam") -> None:
    with desk.db.write() as session:
        act(session, desk.actor(login), ledger(desk)[0].id, *given, desk.time)


def test_a_promise_counts_when_its_reply_is_delivered(desk: Desk) -> None:
    conversation = promised(desk)
    (one,) = ledger(desk)
    assert (one.conversation_id, one.owner_id) == (conversation, desk.agents["miriam"])
    assert (one.kind, one.amount, one.currency) == ("money", 2000, "EUR")
    assert one.state == PromiseState.OPEN
    assert desk.conversation(conversation).promise_at == one.due_at


LATER = timedelta(hours=3)


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param(lambda desk: Wish(), id="undo seconds"),
        pytest.param(lambda desk: Wish(at=desk.time + LATER), id="for later"),
        pytest.param(lambda desk: Wish(approval=Asked()), id="for approval"),
    ],
)
def test_before_that_nobody_sees_it_and_it_cannot_be_kept(desk: Desk, wish) -> None:
    conversation = desk.writes()
    desk.answers(conversation, TEXT, given=[refund(desk)], wish=wish(desk))
    for act, *more in (
        (promising.keep, "Buchung 4711"),
        (promising.give_up, "Storniert."),
        (promising.open_again,),
    ):
        with pytest.raises(Settled):
            does(desk, act, *more)
    assert ledger(desk)[0].state == PromiseState.MADE
    assert desk.conversation(conversation).promise_at is None
    with desk.db.read() as session:
        assert ledger_queries.in_conversation(session, conversation, desk.time) == ()
        counts = ledger_queries.counts(session, desk.agents["miriam"], desk.time)
        assert reminding.due(session, desk.time + timedelta(days=9)) is False
    assert set(counts.values()) == {0}
    with desk.db.write() as session:
        closing.close(session, desk.actor(), conversation, desk.time)
    assert desk.conversation(conversation).state == ConversationState.DONE


def test_the_same_click_twice_promises_once(fast: Desk) -> None:
    conversation = fast.writes()
    for _ in range(2):
        fast.answers(conversation, TEXT, key="a" * 32, given=[refund(fast)])
    assert len(ledger(fast)) == 1


def test_what_was_taken_back_was_never_promised(desk: Desk) -> None:
    conversation = desk.writes()
    (reply,) = desk.answers(conversation, TEXT, given=[refund(desk)])
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)
    assert ledger(desk) == []
    assert desk.conversation(conversation).promise_at is None


def test_what_failed_for_good_was_never_promised(fast: Desk) -> None:
    conversation = fast.writes()
    fast.answers(conversation, TEXT, given=[refund(fast)])
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    assert ledger(fast) == []
    assert fast.conversation(conversation).promise_at is None


def test_what_the_customer_overtook_was_never_promised(fast: Desk) -> None:
    conversation = promised(fast, wish=Wish(approval=Asked()))
    assert len(ledger(fast)) == 1
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["miriam"], fast.time)
    assert ledger(fast) == []
    assert fast.conversation(conversation).promise_at is None


def test_of_a_long_answer_the_part_that_holds_the_words_counts(fast: Desk) -> None:
    conversation = fast.writes()
    text = "Das tut mir leid. " * 20 + TEXT
    replies = fast.answers(conversation, text, split=True, given=[refund(fast)])
    assert ledger(fast)[0].reply_id == replies[-1]
    fast.town.fault = armed(None, Rejected("no", Refusal.BLOCKED))
    for _ in replies:
        fast.after_undo()
    assert ledger(fast) == []


@pytest.mark.parametrize(
    ("given", "flaw"),
    [
        ({"what": " "}, Flaw.WHAT),
        ({"what": "\u200b"}, Flaw.WHAT),
        ({"due": -1}, Flaw.PAST),
        ({"due": -4000}, Flaw.DUE),
        ({"due": 400}, Flaw.FAR),
        ({"amount": 0}, Flaw.AMOUNT),
        ({"amount": 5, "currency": None}, Flaw.AMOUNT),
    ],
)
def test_what_is_unclear_is_not_promised_and_nothing_leaves(fast, given, flaw) -> None:
    due = fast.time + timedelta(days=given.pop("due", 1))
    one = Given(PromiseKind.MONEY, **{"what": "Geld", "due_at": due, "currency": "EUR", **given})
    conversation = fast.writes()
    with pytest.raises(Unclear) as error:
        fast.answers(conversation, TEXT, given=[one])
    assert error.value.flaw is flaw
    assert ledger(fast) == []
    fast.after_undo()
    assert fast.sent() == []


def test_money_and_goods_are_kept_with_a_proof(fast: Desk) -> None:
    promised(fast)
    for said in ("  ", "ja"):
        with pytest.raises(Unclear) as error:
            does(fast, promising.keep, said)
        assert error.value.flaw is Flaw.PROOF
    assert ledger(fast)[0].state == PromiseState.OPEN
    does(fast, promising.keep, "Buchung 4711")
    (one,) = ledger(fast)
    assert (one.state, one.proof) == (PromiseState.KEPT, "Buchung 4711")
    assert (one.settled_at, one.settled_by) == (fast.time, fast.agents["miriam"])


@pytest.mark.parametrize("called", [PromiseKind.ANSWER, PromiseKind.CALL, PromiseKind.OTHER])
def test_money_stays_money_whatever_it_is_called(fast: Desk, called: PromiseKind) -> None:
    words = "Ich erstatte Ihnen 20 € bis morgen"
    due = fast.time + timedelta(days=1)
    promised(fast, Given(called, words, due, words=words))
    (one,) = ledger(fast)
    assert (one.kind, one.amount, one.currency) == ("money", 2000, "EUR")
    with pytest.raises(Unclear):
        does(fast, promising.keep, "ja")


def test_a_row_of_its_own_that_names_a_sum_paid_back_is_money(fast: Desk) -> None:
    due = fast.time + timedelta(days=1)
    promised(fast, Given(PromiseKind.OTHER, "both payments back, £85", due))
    (one,) = ledger(fast)
    assert (one.kind, one.amount, one.currency) == ("money", 8500, "GBP")


def test_money_may_be_called_goods_and_a_call_stays_a_call(fast: Desk) -> None:
    due = fast.time + timedelta(days=1)
    words = "Ich erstatte Ihnen 20 € bis morgen"
    called = Given(PromiseKind.CALL, "Anruf wegen der 20 €", due)
    promised(fast, Given(PromiseKind.GOODS, words, due, words=words), called)
    assert [one.kind for one in ledger(fast)] == ["goods", "call"]


def test_a_call_is_kept_with_a_click(fast: Desk) -> None:
    promised(fast, call(fast))
    does(fast, promising.keep, "")
    assert ledger(fast)[0].state == PromiseState.KEPT


def test_broken_is_broken_with_a_reason(fast: Desk) -> None:
    promised(fast)
    with pytest.raises(Unclear) as error:
        does(fast, promising.give_up, "")
    assert error.value.flaw is Flaw.REASON
    does(fast, promising.give_up, "Die Ware war gebraucht.")
    (one,) = ledger(fast)
    assert (one.state, one.reason) == (PromiseState.BROKEN, "Die Ware war gebraucht.")


def test_a_promise_is_moved_with_a_reason_and_the_first_time_is_kept(fast: Desk) -> None:
    conversation = promised(fast)
    first, later = ledger(fast)[0].due_at, fast.time + timedelta(days=3)
    with pytest.raises(Unclear):
        does(fast, promising.move, later, "")
    with pytest.raises(Unclear):
        does(fast, promising.move, fast.time, "Das Lager ist leer.")
    does(fast, promising.move, later, "Das Lager ist leer.")
    (one,) = ledger(fast)
    assert (one.due_at, one.first_due_at) == (later, first)
    assert fast.conversation(conversation).promise_at == later


def test_a_wrong_click_settles_nothing(fast: Desk) -> None:
    conversation = promised(fast)
    with pytest.raises(Settled):
        does(fast, promising.open_again)
    does(fast, promising.keep, "Buchung 4711")
    with pytest.raises(Settled):
        does(fast, promising.keep, "Buchung 4712")
    does(fast, promising.open_again)
    (one,) = ledger(fast)
    assert (one.state, one.settled_at) == (PromiseState.OPEN, None)
    assert fast.conversation(conversation).promise_at == one.due_at


def test_a_colleague_who_is_given_a_promise_is_told(desk: Desk) -> None:
    promised(desk)
    does(desk, promising.hand, desk.agents["jonas"])
    assert ledger(desk)[0].owner_id == desk.agents["jonas"]
    with desk.db.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.PROMISE_GIVEN)).one()
    assert (told.agent_id, told.by_id) == (desk.agents["jonas"], desk.agents["miriam"])


def test_nobody_who_does_not_work_here_is_given_a_promise(fast: Desk) -> None:
    promised(fast)
    fast.changes("jonas", disabled_at=fast.time)
    with pytest.raises(NobodyThere):
        does(fast, promising.hand, fast.agents["jonas"])


def test_a_promise_that_is_not_there_is_said_so(fast: Desk) -> None:
    with fast.db.write() as session, pytest.raises(NoPromise):
        promising.keep(session, fast.actor(), 4711, "", fast.time)


def test_who_may_not_reply_settles_nothing(fast: Desk) -> None:
    promised(fast)
    guest = Actor(fast.agents["jonas"], "guest", Via.PAGE)  # type: ignore[arg-type]
    with fast.db.write() as session, pytest.raises(NotAllowed):
        promising.keep(session, guest, ledger(fast)[0].id, "Beleg 1", fast.time)


def test_a_conversation_with_an_open_promise_cannot_be_put_away(desk: Desk) -> None:
    conversation = promised(desk)
    with desk.db.write() as session, pytest.raises(StillPromised):
        closing.close(session, desk.actor(), conversation, desk.time)
    assert desk.conversation(conversation).state == ConversationState.WAITING
    does(desk, promising.give_up, "Die Ware war gebraucht.")
    with desk.db.write() as session:
        closing.close(session, desk.actor(), conversation, desk.time)
    assert desk.conversation(conversation).state == ConversationState.DONE


def test_nothing_is_sent_and_done_that_promises_something(fast: Desk) -> None:
    conversation = fast.writes()
    with pytest.raises(StillPromised):
        fast.answers(conversation, TEXT, given=[refund(fast)], wish=Wish(follow="done"))
    fast.after_undo()
    assert fast.sent() == []
    promised_there = promised(fast)
    with pytest.raises(StillPromised):
        fast.answers(promised_there, "Danke!", wish=Wish(follow="done"))


def test_a_reply_for_later_leaves_and_its_conversation_stays_open(fast: Desk) -> None:
    """What was to be done then is let be where something was promised meanwhile."""
    conversation = fast.writes()
    at = fast.time + timedelta(hours=1)
    fast.answers(conversation, "Bis gleich.", wish=Wish(at=at, follow="done"))
    fast.answers(conversation, TEXT, given=[refund(fast)])
    fast.after_undo()
    assert fast.conversation(conversation).state != ConversationState.DONE


def test_a_customer_who_says_thanks_changes_no_promise(desk: Desk) -> None:
    conversation = promised(desk)
    (before,) = ledger(desk)
    desk.writes("ok danke")
    (after,) = ledger(desk)
    assert (after.state, after.due_at, after.owner_id) == (
        before.state,
        before.due_at,
        before.owner_id,
    )
    assert desk.conversation(conversation).promise_at == before.due_at


def test_what_is_put_off_is_back_when_a_promise_is_due(fast: Desk) -> None:
    conversation = promised(fast)
    until = fast.time + timedelta(days=5)
    with fast.db.write() as session:
        back = snoozing.put_off(session, fast.actor(), conversation, until, fast.time)
    assert back == ledger(fast)[0].due_at


def test_what_is_due_first_stands_first_in_the_list(desk: Desk) -> None:
    calm, first = desk.writes(), desk.writes("Und ich?")
    for conversation in (calm, first):
        desk.answers(conversation, "Das Geld kommt zurück.")
        desk.after_undo()
    soon = Given(PromiseKind.CALL, "Anruf", desk.time + timedelta(minutes=3))
    desk.answers(first, TEXT, given=[soon])
    desk.after_undo()
    with desk.db.write() as session:
        for conversation in (calm, first):
            conversations.reopen(session, desk.actor(), conversation, desk.time)
    with desk.db.read() as session:
        rows = queries.listed(session, None, Folder.OPEN).rows
    assert [row.id for row in rows] == [first, calm]
    assert rows[0].urgent_at == soon.due_at


def test_a_customer_who_writes_again_leaves_the_time_of_a_promise(fast: Desk) -> None:
    conversation = promised(fast, call(fast, hours=0.05))
    assert fast.conversation(conversation).urgent_at == ledger(fast)[0].due_at


def test_a_promise_goes_along_with_its_conversation(desk: Desk) -> None:
    conversation = promised(desk)
    miriam, jonas = desk.agents["miriam"], desk.agents["jonas"]
    admin = Actor(jonas, Role.ADMIN, Via.PAGE)
    with desk.db.write() as session:
        owning.hand(session, admin, conversation, Holder(None), Holder(miriam), desk.time)
    assert ledger(desk)[0].owner_id is None
    with desk.db.write() as session:
        owning.hand(session, desk.actor("jonas"), conversation, Holder(jonas), Holder(), desk.time)
    assert ledger(desk)[0].owner_id == jonas


def test_who_asks_keeps_the_promise_until_the_other_takes_over(fast: Desk) -> None:
    conversation, wait = promised(fast), timedelta(minutes=5)
    jonas = fast.agents["jonas"]
    with fast.db.write() as session:
        offer = handing.offer(session, fast.actor(), conversation, jonas, "", wait, fast.time)
    assert ledger(fast)[0].owner_id == fast.agents["miriam"]
    with fast.db.write() as session:
        handing.accept(session, fast.actor("jonas"), offer, fast.time)
    assert ledger(fast)[0].owner_id == jonas


def test_what_somebody_promised_who_was_disabled_is_the_queues(desk: Desk) -> None:
    promised(desk)
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    assert ledger(desk)[0].owner_id is None


def test_what_they_promised_in_a_colleagues_conversation_is_the_colleagues(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, "Guten Tag!", login="jonas")
    desk.answers(conversation, TEXT, given=[refund(desk)], read=desk.has_read())
    desk.after_undo()
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    assert ledger(desk)[0].owner_id == desk.agents["jonas"]


def test_every_act_is_written_down(fast: Desk) -> None:
    promised(fast)
    does(fast, promising.move, fast.time + timedelta(days=2), "Das Lager ist leer.")
    does(fast, promising.hand, fast.agents["jonas"])
    does(fast, promising.keep, "Buchung 4711")
    does(fast, promising.open_again)
    does(fast, promising.give_up, "Storniert.")
    with fast.db.read() as session:
        rows = session.scalars(select(Audit).where(Audit.subject.startswith("promises:")))
        done = [row.action for row in rows]
    assert done == [
        "promised",
        "promise moved",
        "promise handed",
        "promise kept",
        "promise opened again",
        "promise broken",
    ]


def test_what_is_promised_is_one_harmless_line(fast: Desk) -> None:
    promised(
        fast, refund(fast), Given(PromiseKind.CALL, "a\n\x00b " + "x" * 900, refund(fast).due_at)
    )
    assert ledger(fast)[1].what.startswith("a b xx")
    assert len(ledger(fast)[1].what) == 200
