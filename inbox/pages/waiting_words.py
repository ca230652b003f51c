"""What the inbox says about replies that wait for their time, or for somebody's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.models import HeldFor, ReplyState
from inbox.care import following
from inbox.care.delivery import Event
from inbox.pages import sayings
from inbox.pages.sayings import Saying, objected
from inbox.queries.deliveries import Delivery, Step
from inbox.queries.drafts import Told, Why
from inbox.rules.objections import Level, Objection
from inbox.texts import Texts, mark

TOLD: dict[Why, str] = {
    Why.WROTE_AGAIN: mark(
        "The customer wrote again before this left. It was not sent; its words are here."
    ),
    Why.SENT_BACK: mark("{agent} sent this back to you."),
    Why.LEFT: mark("This did not leave: your access was closed before its time came."),
    Why.JOINED: mark(
        "Two drafts of yours were put together here. Read it through before you send."
    ),
}


APPROVALS = (Event.APPROVED, Event.APPROVED_LATER)


def standing(t: Texts, reply: Delivery, now: datetime, *, mine: bool) -> Saying | None:
    """Return how a reply waits and what can be done about it; None for any other reply."""
    if reply.state is ReplyState.SCHEDULED:
        return _scheduled(t, reply, now, mine=mine)
    if reply.held_for is HeldFor.APPROVAL:
        return _to_approve(t, reply, now, mine=mine)
    if reply.held_for is HeldFor.REVIEW:
        why = objected(t, _objection(reply.held_note), now)
        return Saying(t("Not sent. {why}", why=why), "bad", ("undo",) if mine else ())
    if reply.state is ReplyState.WITHDRAWN and _left(reply):
        who = reply.agent
        return Saying(t("Not sent: {agent} was disabled before it left.", agent=who), "warn")
    return None


def rows(t: Texts, found: Mapping[ReplyState, datetime], now: datetime) -> list[str]:
    """Return what a row of the list says of replies that stand still there (see `deliveries`)."""
    said = [t("Waits for approval")] if ReplyState.HELD in found else []
    at = found.get(ReplyState.SCHEDULED)
    if at is not None and at > now:
        said.append(t("Leaves {moment}", moment=t.moment(at, now)))
    elif at is not None:
        said.append(t("Leaving"))
    return said


def told(t: Texts, what: Told | None) -> dict[str, str] | None:
    """Return why words came back into a draft, with the note that came along."""
    if what is None:
        return None
    said = [t(TOLD[what.why], agent=what.by)]
    if what.joined and what.why is not Why.JOINED:
        said.append(t(TOLD[Why.JOINED]))
    return {"text": " ".join(said), "note": what.note}


def _left(reply: Delivery) -> bool:
    """Return whether it was taken back because its agent was disabled."""
    return any(step.event == Event.LEFT for step in reply.history)


def _scheduled(t: Texts, reply: Delivery, now: datetime, *, mine: bool) -> Saying:
    over = reply.not_before <= now
    said = (
        t("Its time has come: it leaves after what goes before it")
        if over
        else t("Leaves {moment}", moment=t.moment(reply.not_before, now))
    )
    return Saying(said, "calm", _mine(reply, "undo", "now") if mine else ())


def step(t: Texts, what: Step, reply: Delivery, platform: str, now: datetime) -> str:
    """Return one line of a reply's history; an approval says what else it let happen."""
    said = sayings.step(t, what, platform)
    return _and_then(t, said, reply, what.at, now) if what.event in APPROVALS else said


def _and_then(t: Texts, said: str, reply: Delivery, at: datetime, now: datetime) -> str:
    """Add what follows the reply in its conversation, as of `at`."""
    if reply.follow is None:
        return said
    if reply.follow == following.DONE:
        return t("{said}. After that the conversation is done.", said=said)
    until = datetime.fromisoformat(reply.follow)
    if until <= at:
        return said
    moment = t.moment(until, now)
    return t("{said}. After that it is put off until {moment}.", said=said, moment=moment)


def _to_approve(t: Texts, reply: Delivery, now: datetime, *, mine: bool) -> Saying:
    said, note = t("Waits for approval"), str(reply.held_note.get("note") or "")
    if reply.asked_of:
        said = t("Waits for approval by {agent}", agent=reply.asked_of)
    if note and reply.part == 1:
        said = t("{said}: “{note}”", said=said, note=note)
    said = _and_then(t, said, reply, now, now) if reply.part == 1 else said
    ways = ("undo",) if mine else _mine(reply, "approve", "change", "back")
    return Saying(said, "warn", ways)


def _mine(reply: Delivery, *ways: str) -> tuple[str, ...]:
    """Return what can be done with a whole answer: once, at its first part."""
    return ways if reply.part == 1 else ways[:1] if ways[0] == "undo" else ()


def _objection(note: Any) -> Objection:
    params = {
        name: datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
        for name, value in note.get("params", {}).items()
    }
    words = tuple(note.get("words", ()))
    return Objection(note.get("rule", "nothing_written"), Level.BLOCKS, words, params=params)
