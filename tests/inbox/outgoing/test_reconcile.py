"""What may be out is looked for, twice, a settle apart; nothing goes out twice by itself."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors import PLATFORMS
from connectors.base import (
    Kind,
    OutcomeUnknown,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
)
from db.models import Account, AccountState, Audit, Message, Reply, ReplyState
from inbox.care import closing
from inbox.care.delivery import NotNow
from inbox.care.echoes import bind_echo
from inbox.care.rights import MACHINE, NotAllowed
from inbox.outgoing import claims, reconcile, replying
from tests.desk import Desk, armed, settings


@pytest.fixture
def strict(monkeypatch) -> None:
    """Let the memory platform refuse duplicates in public, as X does."""
    memory = PLATFORMS["memory"]
    refuses = replace(memory, refuses_duplicates=lambda kind: kind is not Kind.DIRECT)
    monkeypatch.setitem(PLATFORMS, "memory", refuses)


def unclear(desk: Desk, *, out: bool, **how: object) -> int:
    """Send a reply whose outcome stays open; `out`: the platform took it."""
    (reply_id,) = desk.answers(desk.writes(**how))
    desk.town.fault = armed(OutcomeUnknown("reset"), at="sent" if out else "send")
    desk.after_undo()
    assert desk.state(reply_id) == ReplyState.UNKNOWN
    return reply_id


def test_what_is_out_is_found_and_not_sent_again(desk) -> None:
    reply_id = unclear(desk, out=True)
    desk.settles()
    assert desk.state(reply_id) == ReplyState.DELIVERED
    assert desk.reply(reply_id).external_id == desk.town.ours()[0].external_id
    assert len(desk.sent()) == 1


def test_nobody_looks_before_the_settle(fast) -> None:
    reply_id = unclear(fast, out=True)
    fast.wait(seconds=fast.settings.settle_seconds - 1)
    fast.looks()
    assert fast.state(reply_id) == ReplyState.UNKNOWN
    fast.wait(seconds=1)
    fast.looks()
    assert fast.state(reply_id) == ReplyState.DELIVERED


def test_two_looks_are_a_settle_apart(fast) -> None:
    reply_id = unclear(fast, out=False)
    fast.settles()
    fast.looks()
    assert fast.reply(reply_id).looked == 1
    fast.wait(seconds=fast.settings.settle_seconds - 1)
    fast.looks()
    assert fast.reply(reply_id).looked == 1
    fast.wait(seconds=1)
    fast.looks()
    assert fast.reply(reply_id).looked == 2


def test_a_settle_shorter_than_a_call_and_the_lag_is_refused(fast) -> None:
    fast.settings = settings().model_copy(update={"settle_seconds": 50.0})
    with pytest.raises(ValueError, match="settle"):
        fast.looks()


@pytest.mark.parametrize("lag", [0, 0.05, 30], ids=str)
def test_a_platform_that_shows_posts_late_is_waited_for(fast, lag) -> None:
    fast.town.lag = timedelta(seconds=lag)
    reply_id = unclear(fast, out=True)
    for _ in range(4):
        fast.settles()
        fast.delivers()
    assert fast.state(reply_id) == ReplyState.DELIVERED
    assert len(fast.sent()) == 1


def test_what_is_never_shown_stands_in_front_of_its_agent(fast) -> None:
    fast.town.lag = timedelta(days=99)
    reply_id = unclear(fast, out=True)
    for _ in range(9):
        fast.settles()
        fast.delivers()
    assert fast.state(reply_id) == ReplyState.UNKNOWN
    assert fast.history(reply_id)[-2:] == ["looked", "asked"]
    assert len(fast.sent()) == 1


def test_where_duplicates_are_refused_it_goes_out_once_more(fast, strict) -> None:
    reply_id = unclear(fast, out=False)
    for _ in range(3):
        fast.settles()
        fast.delivers()
    assert fast.state(reply_id) == ReplyState.DELIVERED
    assert "once more" in fast.history(reply_id)
    assert len(fast.sent()) == 1


def test_a_private_message_never_goes_out_again_by_itself(fast, strict) -> None:
    reply_id = unclear(fast, out=False, kind=Kind.DIRECT)
    for _ in range(9):
        fast.settles()
        fast.delivers()
    assert fast.state(reply_id) == ReplyState.UNKNOWN
    assert fast.sent() == []


def test_duplicate_after_a_doubt_means_look_and_the_look_decides(fast, strict) -> None:
    fast.town.lag = timedelta(seconds=200)
    reply_id = unclear(fast, out=True)
    fast.settles()
    fast.settles()
    fast.town.fault = armed(Rejected("duplicate content", Refusal.DUPLICATE))
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.UNKNOWN
    fast.settles()
    fast.settles()
    assert fast.state(reply_id) == ReplyState.DELIVERED
    assert len(fast.sent()) == 1


def test_it_goes_out_once_more_only_once(fast, strict) -> None:
    fast.town.lag = timedelta(days=99)
    reply_id = unclear(fast, out=True)
    fast.settles()
    fast.settles()
    fast.town.fault = armed(*[Rejected("dup", Refusal.DUPLICATE)] * 9)
    for _ in range(9):
        fast.delivers()
        fast.settles()
    assert fast.history(reply_id).count("once more") == 1
    assert fast.history(reply_id)[-1] == "asked"


def orphan(desk: Desk, *, out: bool) -> int:
    """Let a worker die with a reply in the air."""
    (reply_id,) = desk.answers(desk.writes())
    desk.wait(seconds=10)
    with desk.db.write() as session:
        claim = claims.claim(session, desk.account_id, desk.time, "dead")
    if out:
        desk.open(desk.account_id).send(claim.outbound)
    return reply_id


@pytest.mark.parametrize("out", [True, False], ids=["it was out", "it was not"])
def test_a_reply_whose_process_is_gone_is_looked_for(desk, out) -> None:
    reply_id = orphan(desk, out=out)
    desk.delivers()
    assert desk.state(reply_id) == ReplyState.SENDING
    assert desk.looks().counts == {reconcile.Finding.DIED: 1}
    desk.settles()
    desk.settles()
    assert desk.state(reply_id) == (ReplyState.DELIVERED if out else ReplyState.UNKNOWN)
    assert len(desk.sent()) == out


def test_a_worker_that_still_holds_the_account_is_not_dead(desk) -> None:
    reply_id = orphan(desk, out=False)
    with desk.locks.hold(desk.account_id):
        desk.wait(days=1)
        assert desk.looks().elsewhere == [desk.account_id]
    assert desk.state(reply_id) == ReplyState.SENDING


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Retryable("busy"), timedelta(seconds=60)),
        (OutcomeUnknown("cut off"), timedelta(seconds=60)),
        (ValueError("bug"), timedelta(seconds=60)),
        (Retryable("busy", after=None), timedelta(seconds=60)),
    ],
    ids=str,
)
def test_a_look_that_did_not_happen_is_not_counted(fast, error, wait) -> None:
    reply_id = unclear(fast, out=True)
    fast.town.fault = armed(error, at="look")
    assert fast.settles().counts == {reconcile.Finding.LATER: 1}
    row = fast.reply(reply_id)
    assert (row.state, row.looked) == ("unknown", 0)
    assert row.not_before >= fast.time + wait
    fast.wait(hours=1)
    fast.looks()
    assert fast.state(reply_id) == ReplyState.DELIVERED


def test_a_look_that_is_refused_counts_for_nothing_seen(fast) -> None:
    reply_id = unclear(fast, out=False)
    fast.town.fault = armed(Rejected("thread gone", Refusal.GONE), at="look")
    fast.settles()
    assert fast.reply(reply_id).looked == 1


def test_a_look_without_a_login_waits_for_it(fast) -> None:
    reply_id = unclear(fast, out=True)
    fast.town.fault = armed(ReauthRequired("token"), at="look")
    fast.settles()
    fast.wait(days=1)
    fast.looks()
    assert fast.state(reply_id) == ReplyState.UNKNOWN
    with fast.db.write() as session:
        account = session.get_one(Account, fast.account_id)
        assert account.state == AccountState.LOGIN_NEEDED
        account.state = AccountState.ACTIVE
    fast.looks()
    assert fast.state(reply_id) == ReplyState.DELIVERED


def test_an_echo_in_a_poll_answers_the_question(desk) -> None:
    reply_id = unclear(desk, out=True)
    with desk.db.write() as session:
        assert bind_echo(session, desk.account_id, desk.town.ours()[0], desk.time) == reply_id
    assert desk.state(reply_id) == ReplyState.DELIVERED
    desk.settles()
    assert desk.history(reply_id)[-1] == "echo"


def test_two_equal_replies_are_two_posts(fast) -> None:
    """The first is out, the second is not: what is found belongs to one of them only."""
    conversation = fast.writes()
    ids = [fast.answers(conversation, "Erledigt.", key=f"k{number}")[0] for number in range(3)]
    fast.town.fault = armed(None, OutcomeUnknown("reset"), None)
    fast.after_undo()
    for _ in range(3):
        fast.settles()
        fast.delivers()
    states = sorted(fast.state(each) for each in ids)
    assert states == ["delivered", "delivered", "unknown"]
    assert len(fast.sent()) == 2


# -- its agent decides ------------------------------------------------------------------------


def asked(desk: Desk, *, out: bool = False) -> int:
    desk.town.lag = timedelta(days=99)
    reply_id = unclear(desk, out=out)
    desk.settles()
    desk.settles()
    assert desk.history(reply_id)[-1] == "asked"
    return reply_id


def decides(desk: Desk, what, reply_id: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        what(session, desk.actor(login), reply_id, desk.time)


def test_the_conversation_shows_that_something_waits_for_its_agent(fast) -> None:
    reply_id = asked(fast)
    with fast.db.read() as session:
        conversation = session.get_one(Reply, reply_id).conversation_id
    assert fast.conversation(conversation).unsent_at is not None
    decides(fast, replying.it_is_there, reply_id)
    assert fast.conversation(conversation).unsent_at is None


def test_send_again_sends_the_same_bytes_once_more(desk) -> None:
    reply_id = asked(desk)
    decides(desk, replying.send_again, reply_id)
    desk.delivers()
    assert desk.sent() == [desk.reply(reply_id).text]
    assert desk.state(reply_id) == ReplyState.DELIVERED


def test_it_is_there_makes_it_delivered_and_the_conversation_answered(desk) -> None:
    reply_id = asked(desk, out=True)
    decides(desk, replying.it_is_there, reply_id)
    row = desk.reply(reply_id)
    assert (row.state, row.external_id) == (ReplyState.DELIVERED, None)
    assert desk.conversation(row.conversation_id).state == "waiting"
    desk.settles()
    assert len(desk.sent()) == 1


def test_a_poll_completes_what_an_agent_saw(desk) -> None:
    reply_id = asked(desk, out=True)
    decides(desk, replying.it_is_there, reply_id)
    echo = desk.town.ours()[0]
    with desk.db.write() as session:
        assert bind_echo(session, desk.account_id, echo, desk.time) == reply_id
    with desk.db.read() as session:
        rows = session.scalars(select(Message).where(Message.direction == "outbound")).all()
        assert [(row.reply_id, row.external_id) for row in rows] == [(reply_id, echo.external_id)]


@pytest.mark.parametrize("what", [replying.send_again, replying.it_is_there])
def test_both_decisions_are_audited(fast, what) -> None:
    reply_id = asked(fast)
    decides(fast, what, reply_id, "jonas")
    with fast.db.read() as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert (row.subject, row.agent_id) == (f"replies:{reply_id}", fast.agents["jonas"])


def test_nobody_sends_again_what_is_still_being_looked_for(fast) -> None:
    reply_id = unclear(fast, out=True)
    with pytest.raises(NotNow):
        decides(fast, replying.send_again, reply_id)


@pytest.mark.parametrize("what", [replying.send_again, replying.it_is_there])
def test_what_is_known_is_no_question(fast, what) -> None:
    (reply_id,) = fast.answers(fast.writes())
    fast.after_undo()
    with pytest.raises(NotNow):
        decides(fast, what, reply_id)


@pytest.mark.parametrize("what", [replying.send_again, replying.it_is_there])
def test_the_machine_decides_nothing(fast, what) -> None:
    reply_id = asked(fast)
    with pytest.raises(NotAllowed), fast.db.write() as session:
        what(session, MACHINE, reply_id, fast.time)


def test_send_again_cannot_be_taken_back_as_if_nothing_was_out(fast) -> None:
    reply_id = asked(fast)
    decides(fast, replying.send_again, reply_id)
    with pytest.raises(replying.TooLate):
        decides(fast, replying.undo, reply_id)


def test_an_echo_stops_a_reply_that_was_to_go_again(fast) -> None:
    reply_id = asked(fast, out=True)
    decides(fast, replying.send_again, reply_id)
    with fast.db.write() as session:
        bind_echo(session, fast.account_id, fast.town.ours()[0], fast.time)
    fast.delivers()
    assert fast.state(reply_id) == ReplyState.DELIVERED
    assert len(fast.sent()) == 1


def test_closing_gives_up_what_failed_but_not_what_may_be_out(fast) -> None:
    reply_id = asked(fast)
    conversation = fast.reply(reply_id).conversation_id
    fast.answers(conversation, "Das geht nicht hinaus.")
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    with fast.db.write() as session:
        closing.close(session, fast.actor(), conversation, fast.time)
    assert fast.conversation(conversation).unsent_at is not None
    decides(fast, replying.it_is_there, reply_id)
    with fast.db.write() as session:
        closing.close(session, fast.actor(), conversation, fast.time)
    assert fast.conversation(conversation).unsent_at is None


def test_debug_tells_what_a_look_found(fast, caplog) -> None:
    reply_id = unclear(fast, out=True)
    caplog.set_level(logging.DEBUG, "durchwahl")
    fast.settles()
    assert f"looked reply={reply_id} finding=found" in [each.message for each in caplog.records]
