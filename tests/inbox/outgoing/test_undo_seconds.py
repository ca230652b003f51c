"""An account's own undo seconds hold for whatever leaves from it: a reply, one sent now, a delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.base import Verb
from db.models import Account, Action
from inbox.care import acting
from inbox.outgoing import later as timed
from tests.desk import Desk
from tests.inbox.outgoing.test_acting import ours
from tests.inbox.outgoing.waiting import later


def given(desk: Desk, own: str) -> None:
    with desk.db.write() as session:
        account = session.get_one(Account, desk.account_id)
        account.options = {"undo_seconds": own} if own else {}


def a_click(desk: Desk, own: str) -> timedelta:
    given(desk, own)
    (reply_id,) = desk.answers(desk.writes())
    return desk.reply(reply_id).undo_until - desk.time


def sent_now(desk: Desk, own: str) -> timedelta:
    given(desk, own)
    (reply_id,) = desk.answers(desk.writes(), wish=later(desk))
    with desk.db.write() as session:
        timed.send_now(session, desk.actor(), reply_id, desk.settings, desk.time)
    return desk.reply(reply_id).undo_until - desk.time


def a_delete(desk: Desk, own: str) -> timedelta:
    mine = ours(desk)
    given(desk, own)
    with desk.db.write() as session:
        asked = acting.ask(session, desk.actor(), mine.id, Verb.DELETE, desk.settings, desk.time)
        return session.get_one(Action, asked).not_before - desk.time


@pytest.mark.parametrize("leaves", [a_click, sent_now, a_delete])
@pytest.mark.parametrize("own", ["", "0", "42"])
def test_what_leaves_from_an_account_waits_its_seconds(
    fast: Desk, leaves: Callable[[Desk, str], timedelta], own: str
) -> None:
    wanted = float(own) if own else fast.settings.undo_seconds
    assert leaves(fast, own) == timedelta(seconds=wanted)
