"""What an agent said of the promises in an answer comes back with its words."""

from __future__ import annotations

from typing import Any

from connectors.base import Refusal, Rejected
from inbox.care import drafts
from inbox.care.drafts import Typed
from inbox.outgoing import replying
from inbox.queries import drafts as kept
from tests.desk import Desk, armed

TEXT = "Ich erstatte Ihnen 20 € und rufe Sie morgen an."
SAID = {"rufe Sie morgen an": {"no": True}, "20 €": {"what": "Gutschein"}}


def sent(desk: Desk) -> tuple[int, int]:
    """Decide about the promises in a draft and send it; returns conversation and reply."""
    conversation, key = desk.writes(), "a" * 32
    with desk.db.write() as session:
        typed = Typed(TEXT, key, "", False)
        drafts.save(session, desk.actor(), conversation, typed, desk.time)
        drafts.decide(session, desk.actor(), conversation, SAID)
    (reply,) = desk.answers(conversation, TEXT, key=key)
    return conversation, reply


def undo(desk: Desk, reply: int) -> None:
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)


def said(desk: Desk, conversation: int) -> dict[str, Any] | None:
    with desk.db.read() as session:
        draft = kept.draft(session, desk.agents["miriam"], conversation)
        return draft.promised if draft else None


def test_it_comes_back_with_an_answer_that_is_taken_back(desk: Desk) -> None:
    conversation, reply = sent(desk)
    assert said(desk, conversation) is None
    undo(desk, reply)
    assert said(desk, conversation) == SAID


def test_it_comes_back_with_an_answer_that_failed(fast: Desk) -> None:
    conversation, _ = sent(fast)
    fast.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    fast.after_undo()
    assert said(fast, conversation) == SAID


def test_what_was_said_since_stands(desk: Desk) -> None:
    since = {"20 €": {"no": True}}
    conversation, reply = sent(desk)
    with desk.db.write() as session:
        typed = Typed("Noch etwas: 20 €.", "b" * 32, "", False)
        drafts.save(session, desk.actor(), conversation, typed, desk.time)
        drafts.decide(session, desk.actor(), conversation, since)
    undo(desk, reply)
    assert said(desk, conversation) == SAID | since
