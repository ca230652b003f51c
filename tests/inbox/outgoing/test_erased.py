"""An account is disconnected and erased while something of it is under way: nothing breaks."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from connectors import PLATFORMS
from connectors.base import OutcomeUnknown, Usage, Verb
from connectors.memory import MemoryConnector
from db.models import Action, ActionState, Message, Reply, Spending
from inbox.care import acting, disconnecting
from inbox.care.rights import MACHINE
from inbox.outgoing import acting as outgoing
from inbox.outgoing.acting import carry_out
from tests.desk import Desk, armed


def erases(desk: Desk, at: str) -> None:
    """Let an admin disconnect and erase the account in the middle of a call."""

    def fault(step: str) -> None:
        if step == at:
            with desk.db.write() as session:
                disconnecting.disconnect(session, MACHINE, desk.account_id, desk.time)
            disconnecting.erase(desk.db, MACHINE, desk.account_id, desk.time)

    desk.town.fault = fault


def count(desk: Desk, table) -> int:
    with desk.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def told(caplog) -> list[str]:
    return [record.message for record in caplog.records if "erased while" in record.message]


@pytest.mark.parametrize("at", ["send", "sent"])
def test_a_reply_that_is_being_sent_goes_out_and_leaves_nothing(desk, caplog, at) -> None:
    desk.answers(desk.writes())
    desk.answers(desk.writes())
    erases(desk, at)
    with caplog.at_level(logging.WARNING):
        desk.after_undo()
    assert len(desk.sent()) == 1  # the one that was under way; the other one never left
    assert (count(desk, Reply), count(desk, Message)) == (0, 0)
    (said,) = told(caplog)
    assert "outcome=Receipt" in said
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("told", [{"reply": 2}, {}], ids=["as the receipt says", "as is billed"])
def test_what_an_erased_reply_cost_is_counted(desk, monkeypatch, told) -> None:
    send, billed = MemoryConnector.send, {"reply": 2}

    def dear(self, outbound):
        return replace(send(self, outbound), usage=Usage(told))

    monkeypatch.setattr(MemoryConnector, "send", dear)
    dearly = replace(PLATFORMS["memory"], bills=lambda kind, text: billed)
    monkeypatch.setitem(PLATFORMS, "memory", dearly)
    desk.answers(desk.writes())
    erases(desk, "sent")
    desk.after_undo()
    with desk.db.read() as session:
        assert session.scalars(select(Spending)).one().count == 2


def test_a_reply_without_an_outcome_that_was_erased_is_not_looked_for(desk, caplog) -> None:
    desk.answers(desk.writes())
    desk.town.fault = armed(OutcomeUnknown("reset"))
    desk.after_undo()
    erases(desk, "look")
    with caplog.at_level(logging.WARNING):
        assert desk.settles().counts == {}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_an_action_that_is_under_way_is_done_and_leaves_nothing(desk, caplog) -> None:
    desk.writes()
    with desk.db.write() as session:
        message = session.scalars(select(Message.id)).one()
        acting.ask(session, desk.actor(), message, Verb.HIDE, desk.settings, desk.time)
    erases(desk, "act")
    with caplog.at_level(logging.WARNING):
        carry_out(desk.db, desk.open, desk.locks, desk.settings, desk.now, "w1")
    assert count(desk, Action) == 0
    assert len(told(caplog)) == 1
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("state", [ActionState.SENDING, ActionState.QUEUED])
def test_an_action_that_is_erased_before_it_is_locked_is_nobodys(desk, monkeypatch, state) -> None:
    desk.writes()
    with desk.db.write() as session:
        message = session.scalars(select(Message.id)).one()
        acting.ask(session, desk.actor(), message, Verb.HIDE, desk.settings, desk.time)
        session.scalars(select(Action)).one().state = state

    def late(session, action_id):
        session.execute(delete(Action).where(Action.id == action_id))
        return acting.locked(session, action_id)

    monkeypatch.setattr(outgoing, "locked", late)
    done = carry_out(desk.db, desk.open, desk.locks, desk.settings, desk.now, "w1")
    assert (done.counts, count(desk, Action)) == ({}, 0)
