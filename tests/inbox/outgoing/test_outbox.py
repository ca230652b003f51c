"""The outbox: everything due leaves once, in order, and every answer of a platform is heard."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import (
    Author,
    Kind,
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
)
from db.models import Account, AccountState, Conversation, Message, Reply, ReplyState
from inbox.care.echoes import bind_echo
from inbox.outgoing import outbox, sending
from tests.desk import Desk, armed

LONG = "Wir haben den Betrag heute zurückgebucht. " * 12
JO = Author("jo", "Jo")


def test_a_reply_leaves_after_the_undo_seconds_and_not_before(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    desk.delivers()
    assert desk.sent() == []
    desk.after_undo()
    assert desk.sent() == [desk.reply(reply_id).text]
    assert desk.state(reply_id) == ReplyState.DELIVERED
    assert desk.history(reply_id) == ["queued", "claimed", "receipt"]


def test_what_is_delivered_stands_among_the_messages(desk) -> None:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation)
    desk.after_undo()
    with desk.db.read() as session:
        row = session.scalars(select(Message).where(Message.reply_id == reply_id)).one()
    sent = desk.town.ours()[0]
    assert (row.external_id, row.direction, row.text) == (sent.external_id, "outbound", sent.text)
    assert row.agent_id == desk.agents["miriam"]


def test_a_delivered_answer_lets_the_conversation_wait_for_the_customer(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation)
    assert desk.conversation(conversation).state == "open"
    desk.after_undo()
    assert desk.conversation(conversation).state == "waiting"


def test_what_the_customer_wrote_after_the_click_still_waits(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    with fast.db.write() as session:
        first = session.scalars(select(Message)).one()
        later = fast.time + timedelta(seconds=2)
        session.add(
            Message(
                account_id=fast.account_id,
                external_id="later",
                thread_id=first.thread_id,
                conversation_id=conversation,
                kind=first.kind,
                direction="inbound",
                text="Und die Mahnung?",
                created_at=later,
                stored_at=later,
                answerable="yes",
            )
        )
    fast.after_undo()
    row = fast.conversation(conversation)
    assert (row.state, row.waiting_since) == ("open", later)


def test_in_a_conversation_the_oldest_goes_first(fast) -> None:
    conversation = fast.writes()
    texts = ["Erstens.", "Zweitens.", "Drittens."]
    for text in texts:
        fast.answers(conversation, text)
    fast.after_undo()
    assert [text.split()[0] for text in fast.sent()] == texts


def test_a_younger_reply_waits_while_the_older_one_is_looked_for(fast) -> None:
    conversation = fast.writes()
    first, second = (fast.answers(conversation, text)[0] for text in ("Erstens.", "Zweitens."))
    fast.town.fault = armed(OutcomeUnknown("reset"))
    fast.after_undo()
    fast.wait(hours=1)
    fast.delivers()
    assert (fast.state(first), fast.state(second)) == (ReplyState.UNKNOWN, ReplyState.QUEUED)


def test_a_younger_reply_goes_on_when_the_older_ones_agent_is_asked(fast) -> None:
    conversation = fast.writes()
    first, second = (fast.answers(conversation, text)[0] for text in ("Erstens.", "Zweitens."))
    fast.town.fault = armed(OutcomeUnknown("reset"))
    fast.after_undo()
    fast.settles()
    fast.settles()
    fast.delivers()
    assert (fast.state(first), fast.state(second)) == (ReplyState.UNKNOWN, ReplyState.DELIVERED)


def test_a_retry_of_one_conversation_does_not_hold_up_another(fast) -> None:
    stuck = fast.answers(fast.writes())[0]
    other = fast.answers(fast.writes(who=JO, kind=Kind.DIRECT))[0]
    fast.town.fault = armed(Retryable("busy"))
    fast.after_undo()
    fast.delivers()
    assert (fast.state(stuck), fast.state(other)) == (ReplyState.QUEUED, ReplyState.DELIVERED)


# -- parts of a long answer -------------------------------------------------------------------


def test_parts_leave_in_order_each_hanging_on_the_one_before(fast) -> None:
    ids = fast.answers(fast.writes(), LONG, split=True)
    fast.after_undo()
    sent = fast.town.ours()
    assert [message.text for message in sent] == [fast.reply(each).text for each in ids]
    parents = [message.parent_id for message in sent]
    assert parents[1:] == [message.external_id for message in sent[:-1]]


def test_the_conversation_is_answered_when_the_last_part_is_there(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, LONG, split=True)
    fast.town.fault = armed(None, Retryable("busy"))
    fast.after_undo()
    assert len(fast.sent()) == 1
    assert fast.conversation(conversation).state == "open"
    fast.wait(hours=1)
    fast.delivers()
    assert fast.conversation(conversation).state == "waiting"


def test_a_part_that_may_not_hang_on_our_own_hangs_on_the_customers(fast) -> None:
    ids = fast.answers(fast.writes(), LONG, split=True)
    no = Rejected("not mentioned", Refusal.NOT_SUMMONED)
    fast.town.fault = armed(None, no)
    fast.after_undo()
    assert {fast.state(each) for each in ids} == {ReplyState.DELIVERED}
    assert [message.parent_id for message in fast.town.ours()] == ["1"] * len(ids)
    assert "fell back" in fast.history(ids[1])


def test_not_summoned_is_final_where_the_part_hangs_on_the_customers(fast) -> None:
    ids = fast.answers(fast.writes(), LONG, split=True)
    no = Rejected("not mentioned", Refusal.NOT_SUMMONED)
    fast.town.fault = armed(None, no, no)
    fast.after_undo()
    assert [fast.state(each) for each in ids[:3]] == ["delivered", "failed", "held"]


def test_a_refused_part_comes_back_with_all_that_was_to_follow(desk) -> None:
    conversation = desk.writes()
    text = LONG.replace("zurückgebucht. ", "zurückgebucht.\n\n", 8)
    ids = desk.answers(conversation, text, split=True)
    desk.town.fault = armed(None, Rejected("no", Refusal.FORBIDDEN))
    desk.after_undo()
    states = [desk.state(each) for each in ids]
    assert states == ["delivered", "failed", *["held"] * (len(ids) - 2)]
    first = desk.reply(ids[0])
    assert text.strip() == f"{first.body}\n\n{desk.draft(conversation)}".strip()


def test_held_parts_never_leave_and_give_way_to_the_next_reply(fast) -> None:
    conversation = fast.writes()
    ids = fast.answers(conversation, LONG, split=True)
    fast.town.fault = armed(Rejected("no", Refusal.FORBIDDEN))
    fast.after_undo()
    fast.wait(days=1)
    fast.delivers()
    assert fast.sent() == []
    fast.answers(conversation, "Kürzer: Das Geld ist unterwegs.")
    assert {fast.state(each) for each in ids[1:]} == {ReplyState.WITHDRAWN}


def test_parts_behind_one_whose_outcome_is_open_wait_and_then_go(fast) -> None:
    ids = fast.answers(fast.writes(), LONG, split=True)
    fast.town.fault = armed(OutcomeUnknown("reset"), at="sent")
    fast.after_undo()
    assert fast.state(ids[1]) == ReplyState.HELD
    fast.settles()
    fast.delivers()
    assert {fast.state(each) for each in ids} == {ReplyState.DELIVERED}
    assert len(fast.sent()) == len(ids)


# -- what a platform may say ------------------------------------------------------------------


def test_busy_waits_as_long_as_the_platform_asked(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    free = desk.time + timedelta(minutes=7)
    desk.town.fault = armed(Retryable("busy", after=free))
    desk.after_undo()
    assert desk.reply(reply_id).not_before == free
    desk.time = free - timedelta(seconds=1)
    desk.delivers()
    assert desk.sent() == []
    desk.time = free
    desk.delivers()
    assert desk.state(reply_id) == ReplyState.DELIVERED


@pytest.mark.parametrize("after", [None, timedelta(hours=-1)], ids=["no time", "a past time"])
def test_busy_without_a_time_to_come_backs_off_and_grows(fast, after) -> None:
    (reply_id,) = fast.answers(fast.writes())
    waits = []
    for _ in range(6):
        fast.town.fault = armed(Retryable("busy", after=after and fast.time + after))
        fast.time = max(fast.time, fast.reply(reply_id).not_before)
        fast.delivers()
        waits.append(fast.reply(reply_id).not_before - fast.time)
    assert waits == sorted(waits)
    assert waits[0] >= sending.FIRST_WAIT
    assert waits[-1] <= sending.LONGEST_WAIT * 1.25


def test_busy_is_said_once_for_all_replies_of_the_same_limit(fast) -> None:
    for number in range(5):
        fast.answers(fast.writes(who=Author(f"c{number}", "C")))
    asked: list[str] = []

    def busy(step: str) -> None:
        asked.append(step)
        raise Retryable("busy", after=fast.time + timedelta(minutes=15))

    fast.town.fault = busy
    fast.after_undo()
    fast.wait(minutes=14)
    fast.delivers()
    assert asked == ["send"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ReauthRequired("token"), AccountState.LOGIN_NEEDED),
        (OutOfCredit("credits"), AccountState.OUT_OF_CREDIT),
    ],
)
def test_where_a_person_has_to_act_the_account_stops_and_replies_wait(desk, error, state) -> None:
    conversation = desk.writes()
    texts = ["Erstens.", "Zweitens."]
    ids = [desk.answers(conversation, text)[0] for text in texts]
    desk.town.fault = armed(error)
    desk.after_undo()
    desk.wait(days=1)
    desk.delivers()
    assert {desk.state(each) for each in ids} == {ReplyState.QUEUED}
    assert desk.opened == 1
    with desk.db.write() as session:
        account = session.get_one(Account, desk.account_id)
        assert account.state == state
        account.state = AccountState.ACTIVE
    desk.delivers()
    assert [text.split()[0] for text in desk.sent()] == texts


@pytest.mark.parametrize("code", list(Refusal))
def test_a_refusal_ends_in_front_of_its_agent_with_the_words(desk, code) -> None:
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, "Das klären wir.")
    desk.town.fault = armed(Rejected("the platform's word", code))
    desk.after_undo()
    row = desk.reply(reply_id)
    assert (row.state, row.refusal, row.refusal_note) == ("failed", code, "the platform's word")
    assert desk.draft(conversation) == "Das klären wir."
    assert desk.conversation(conversation).state == "open"
    assert desk.conversation(conversation).unsent_at is not None


def test_a_failed_reply_is_answered_by_its_agents_next_one(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation)
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    fast.answers(conversation, "Anders gesagt.")
    assert fast.conversation(conversation).unsent_at is None


def test_a_failed_reply_does_not_write_over_a_newer_draft(fast) -> None:
    conversation = fast.writes()
    fast.answers(conversation, "Das klären wir.")
    fast.types(conversation, "Und außerdem")
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    assert fast.draft(conversation) == "Das klären wir.\n\nUnd außerdem"


@pytest.mark.parametrize(
    "error", [OutcomeUnknown("reset"), ValueError("bug"), RecursionError()], ids=str
)
def test_whatever_is_not_proven_harmless_may_be_out(fast, error) -> None:
    (reply_id,) = fast.answers(fast.writes())
    fast.town.fault = armed(error)
    fast.after_undo()
    assert fast.state(reply_id) == ReplyState.UNKNOWN


def test_a_duplicate_at_the_first_try_is_a_refusal(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    fast.town.fault = armed(Rejected("duplicate", Refusal.DUPLICATE))
    fast.after_undo()
    assert fast.state(reply_id) == ReplyState.FAILED


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Retryable("refresh"), "queued"),
        (OutcomeUnknown("refresh"), "queued"),
        (LookupError("no account"), "queued"),
        (ReauthRequired("refresh"), "queued"),
    ],
    ids=str,
)
def test_a_connector_that_does_not_open_sends_nothing(fast, error, state) -> None:
    (reply_id,) = fast.answers(fast.writes())

    def broken(account_id: int) -> object:
        raise error

    fast.wait(seconds=10)
    fast.delivers(opener=broken)
    assert fast.state(reply_id) == state
    assert fast.sent() == []


# -- the answer window ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "calls"), [(1, ["send", "sent"]), (0, []), (-1, [])], ids=["before", "at", "after"]
)
def test_no_call_is_made_once_the_window_is_closed(desk, seconds, calls) -> None:
    conversation = desk.writes()
    with desk.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.answer_until = desk.time + timedelta(minutes=5)
    (reply_id,) = desk.answers(conversation)
    made: list[str] = []
    desk.town.fault = made.append
    desk.wait(seconds=300 - seconds)
    desk.delivers()
    assert made == calls
    if not calls:
        assert desk.reply(reply_id).refusal == Refusal.WINDOW_CLOSED
        assert desk.draft(conversation) == "Das klären wir heute."


def test_a_window_that_closes_while_the_account_is_opened_stops_the_call(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.answer_until = fast.time + timedelta(seconds=10)
    (reply_id,) = fast.answers(conversation)

    def slow(account_id: int) -> object:
        fast.wait(seconds=10)
        return fast.open(account_id)

    fast.wait(seconds=6)
    fast.delivers(opener=slow)
    assert fast.reply(reply_id).refusal == Refusal.WINDOW_CLOSED
    assert fast.sent() == []


def test_a_new_word_of_the_customer_moves_the_window(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.answer_until = fast.time + timedelta(seconds=3)
    (reply_id,) = fast.answers(conversation)
    with fast.db.write() as session:
        row = session.get_one(Conversation, conversation)
        row.answer_until = fast.time + timedelta(hours=24)
    fast.after_undo()
    assert fast.state(reply_id) == ReplyState.DELIVERED


def test_a_window_closes_on_waiting_replies_of_a_stopped_account_too(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.get_one(Conversation, conversation).answer_until = fast.time + timedelta(hours=1)
        session.get_one(Account, fast.account_id).state = AccountState.LOGIN_NEEDED
    (reply_id,) = fast.answers(conversation)
    fast.wait(hours=1)
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.FAILED


# -- who sends --------------------------------------------------------------------------------


def test_an_account_that_another_process_holds_is_left_alone(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    with desk.locks.hold(desk.account_id) as held:
        assert held is not None
        done = desk.after_undo()
    assert [there.account_id for there in done.elsewhere] == [desk.account_id]
    assert desk.state(reply_id) == ReplyState.QUEUED


def test_a_lost_lock_sends_nothing(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())

    class Lost:
        def still(self) -> bool:
            return False

    class Locks:
        def hold(self, account_id: int) -> object:
            from contextlib import nullcontext

            return nullcontext(Lost())

    desk.locks = Locks()
    desk.after_undo()
    assert desk.sent() == []
    assert desk.state(reply_id) == ReplyState.QUEUED


def test_who_holds_an_account_is_said_while_it_sends_and_not_after(fast) -> None:
    fast.answers(fast.writes())
    seen: list[str | None] = []

    def look(step: str) -> None:
        with fast.db.read() as session:
            seen.append(session.get_one(Account, fast.account_id).held_by)

    fast.town.fault = look
    fast.after_undo()
    assert set(seen) == {"w1"}
    assert outbox.holder(fast.db, fast.account_id).by is None


def test_no_transaction_is_open_during_a_call(fast) -> None:
    fast.answers(fast.writes())
    wrote: list[bool] = []

    def write_beside(step: str) -> None:
        with fast.db.write() as session:
            session.get_one(Account, fast.account_id).name = step
        wrote.append(True)

    fast.town.fault = write_beside
    fast.after_undo()
    assert wrote == [True, True]


def test_a_hung_account_does_not_keep_others_waiting(fast) -> None:
    fast.answers(fast.writes())
    second = fast.account_id = fast.another_account()
    fast.answers(fast.writes(who=JO))
    served = threading.Event()

    def open_one(account_id: int) -> object:
        if account_id == second:
            return fast.open(account_id)

        class Hung:
            def send(self, reply: object) -> object:
                assert served.wait(30), "the other account was never served"
                raise OutcomeUnknown("time-out")

            def close(self) -> None: ...

        return Hung()

    fast.town.fault = lambda step: served.set() if step == "sent" else None
    fast.wait(seconds=10)
    done = fast.delivers(opener=open_one)
    assert done.counts == {ReplyState.DELIVERED: 1, ReplyState.UNKNOWN: 1}


def test_a_broken_account_is_told_when_the_others_are_served(fast) -> None:
    fast.answers(fast.writes())
    broken = fast.account_id
    fast.account_id = fast.another_account()
    (served,) = fast.answers(fast.writes(who=JO))
    whole = fast.locks

    class Locks:
        def hold(self, account_id: int) -> object:
            if account_id == broken:
                raise OSError("no space")
            return whole.hold(account_id)

    fast.locks = Locks()
    with pytest.raises(OSError, match="no space"):
        fast.after_undo()
    assert fast.state(served) == ReplyState.DELIVERED


def test_nothing_more_is_begun_after_stop(fast) -> None:
    conversation = fast.writes()
    for text in ("Erstens.", "Zweitens."):
        fast.answers(conversation, text)
    fast.wait(seconds=10)
    outbox.deliver_due(
        fast.db,
        fast.open,
        fast.locks,
        fast.settings,
        fast.now,
        "w1",
        stop=lambda: bool(fast.sent()),
    )
    assert len(fast.sent()) == 1


# -- what comes late --------------------------------------------------------------------------


def test_a_receipt_that_comes_late_is_a_fact_all_the_same(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    claim, receipt = claimed_and_sent(desk)
    with desk.locks.hold(desk.account_id):
        pass
    desk.looks()
    assert desk.state(reply_id) == ReplyState.UNKNOWN
    assert sending.settle(desk.db, claim, receipt, desk.time) == ReplyState.DELIVERED


def test_a_late_failure_changes_nothing(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    claim, _ = claimed_and_sent(desk)
    desk.looks()
    desk.settles()
    assert desk.state(reply_id) == ReplyState.DELIVERED
    assert sending.settle(desk.db, claim, Rejected("no"), desk.time) is None
    assert desk.state(reply_id) == ReplyState.DELIVERED


def claimed_and_sent(desk: Desk):
    from inbox.outgoing import claims

    desk.wait(seconds=10)
    with desk.db.write() as session:
        claim = claims.claim(session, desk.account_id, desk.time, "frozen")
    return claim, desk.open(desk.account_id).send(claim.outbound)


def test_an_echo_that_is_faster_than_the_receipt_is_no_second_message(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    claim, receipt = claimed_and_sent(desk)
    with desk.db.write() as session:
        assert bind_echo(session, desk.account_id, desk.town.ours()[0], desk.time) == reply_id
    assert desk.state(reply_id) == ReplyState.DELIVERED
    assert sending.settle(desk.db, claim, receipt, desk.time) is None
    with desk.db.read() as session:
        rows = session.scalars(select(Message).where(Message.direction == "outbound")).all()
        assert [row.reply_id for row in rows] == [reply_id]
        assert session.get_one(Reply, reply_id).external_id == receipt.external_id


def test_debug_tells_what_became_of_a_reply_and_not_its_words(fast, caplog) -> None:
    caplog.set_level(logging.DEBUG, "durchwahl")
    (reply_id,) = fast.answers(fast.writes("canary of a customer"), "canary of an agent")
    fast.after_undo()
    assert [record.message for record in caplog.records] == [
        f"reply handed over reply={reply_id} attempt=1 state=delivered"
    ]
