"""How many went on by another channel, and who took the first step."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import Reply
from inbox.care import outside
from inbox.care.outside import Said
from inbox.outgoing import replying
from inbox.pages.moved import share
from inbox.queries.moved import Moved, moved
from inbox.texts import texts
from tests import cast
from tests.desk import Desk


def notes(desk: Desk, about: int, *, heard: bool) -> int:
    with desk.db.write() as session:
        said = Said(Kind.CALL, heard, "Alles besprochen.")
        key = uuid.uuid4().hex
        return outside.note(session, desk.actor(), about, said, key, desk.time)


def figures(desk: Desk, days: int = 7) -> Moved:
    with desk.db.read() as session:
        since = desk.time - timedelta(days=days)
        return moved(session, since, desk.time + timedelta(minutes=1))


def answered(desk: Desk, who=cast.ERIKA) -> int:
    conversation = desk.writes(who=who)
    desk.answers(conversation, "Das kläre ich heute: Ihr Geld ist am Freitag bei Ihnen.")
    desk.after_undo()
    return conversation


def test_who_took_the_first_step_counts_once(desk: Desk) -> None:
    answered(desk)
    ours, theirs = answered(desk, cast.JO), answered(desk, cast.OEZTUERK)
    for first, about in ((False, ours), (True, theirs)):
        notes(desk, about, heard=first)
        desk.wait(hours=1)
        notes(desk, about, heard=not first)
    assert figures(desk) == Moved(answered=3, by_us=1, by_them=1)


def test_what_was_noted_by_mistake_moved_nobody(fast: Desk) -> None:
    conversation = answered(fast)
    fast.wait(minutes=5)
    number = notes(fast, conversation, heard=True)
    with fast.db.write() as session:
        outside.take_back(session, fast.actor(), number, fast.time)
    assert figures(fast) == Moved(answered=1)


def test_what_lies_further_back_is_not_in_it(fast: Desk) -> None:
    notes(fast, answered(fast), heard=True)
    fast.wait(days=30)
    assert figures(fast) == Moved()


@pytest.mark.parametrize(
    ("n", "of", "said"), [(3, 40, "3 von 40 (8 %)"), (0, 0, "noch niemandem geantwortet")]
)
def test_a_share_is_said_with_what_it_is_of(n: int, of: int, said: str) -> None:
    assert share(texts("de"), n, of) == said


SENDS_AWAY = "Zum Geld rufen Sie uns bitte an: Es ist am Freitag bei Ihnen."


def test_a_reply_that_sends_them_elsewhere_for_a_reason_is_our_step(desk: Desk) -> None:
    sent, asked = desk.writes(), desk.writes(who=cast.JO)
    desk.answers(sent, SENDS_AWAY, despite="Die Kontonummer steht nicht öffentlich.")
    desk.answers(asked, "Darf ich Sie anrufen? Das Geld ist am Freitag bei Ihnen.")
    desk.after_undo()
    assert figures(desk) == Moved(answered=2, by_us=1)


def test_what_was_taken_back_sent_nobody_elsewhere(fast: Desk) -> None:
    conversation = answered(fast)
    fast.answers(conversation, SENDS_AWAY, despite="Die Kontonummer steht nicht öffentlich.")
    with fast.db.write() as session:
        (reply,) = session.scalars(select(Reply).where(Reply.moves.is_(True)))
        replying.undo(session, fast.actor(), reply.id, fast.time)
    fast.after_undo()
    assert figures(fast) == Moved(answered=1)


def test_who_called_first_moved_themselves(fast: Desk) -> None:
    conversation = answered(fast)
    fast.wait(minutes=5)
    notes(fast, conversation, heard=True)
    fast.wait(minutes=5)
    fast.answers(conversation, SENDS_AWAY, despite="So war es besprochen.")
    fast.after_undo()
    assert figures(fast) == Moved(answered=1, by_them=1)
