"""Promises from the click on "Send" to kept or broken; nobody else's word makes one.

    made with a reply ──delivered──> open ──kept, with a proof | broken, with a reason──> settled
                                      └──moved, handed on──> open

A promise counts from the moment its reply is delivered, and is gone with a reply that did not
leave. Its conversation is locked first, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, NoticeKind, Promise, PromiseState, Reply
from inbox.care import audit, calls, conversations, noticing, owning, passing, reminding
from inbox.care.owning import NobodyThere
from inbox.care.rights import Actor, Right, require
from inbox.rules import clean, due_times, promises, proofs
from inbox.rules.authority import Added
from inbox.rules.due_times import Calendar
from inbox.rules.money import Amount
from inbox.rules.promises import PROVEN, Found, Noted, PromiseKind

LONGEST = 300
"""Characters of a proof, and of a reason."""

LATEST = timedelta(days=366)
MOST_AMOUNT = 100_000_000_00


class Flaw(StrEnum):
    """What is wrong with what was typed about a promise."""

    WHAT = "what"
    DUE = "due"
    PAST = "past"
    FAR = "far"
    AMOUNT = "amount"
    ABOVE = "above"
    MANY = "many"
    PROOF = "proof"
    REASON = "reason"


class Unclear(ValueError):
    """Nothing was written; `flaw` says what is missing or wrong."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class PromisedSooner(ValueError):
    """A reply for later would leave when what it promises is due already; nothing was changed."""

    def __init__(self, due_at: datetime, leaves_at: datetime) -> None:
        super().__init__(f"promised by {due_at}, leaves at {leaves_at}")
        self.due_at, self.leaves_at = due_at, leaves_at


class NoPromise(LookupError):
    """There is no such promise; nothing was changed."""


class Settled(Exception):
    """Somebody has settled it, or opened it again, meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A promise as its agent confirms it; `amount` in hundredths. `words`: where it was seen."""

    kind: PromiseKind
    what: str
    due_at: datetime
    amount: int | None = None
    currency: str | None = None
    words: str = ""

    @property
    def added(self) -> Added:
        """Return it as it is held against its agent's limits."""
        known = self.amount is not None and self.currency is not None
        amount = Amount(self.amount or 0, self.currency or "") if known else None
        return Added(self.kind, self.what, amount, self.words)

    @property
    def noted(self) -> Noted:
        """Return by when it is noted, for the words that it was found in."""
        return Noted(self.words, self.what, self.due_at)


def confirm(
    session: Session, actor: Actor, parts: Sequence[Reply], given: Sequence[Given], now: datetime
) -> None:
    """Write what a reply promises with the click on "Send"; its author keeps it.

    What its words say is money or goods is written as that. Raises Unclear, PromisedSooner.
    """
    if len(given) > promises.MOST:
        raise Unclear(Flaw.MANY)
    planned = (parts[0].plan or {}).get("at")
    leaves_at = datetime.fromisoformat(planned) if planned else now
    text = parts[0].typed or "\n".join(part.body for part in parts)
    said = {one.words: one for one in promises.find(text, due_times.calendar(now, None, "UTC"))}
    for each in given:
        one = _firm(each, said.get(each.words))
        _sound(one, now)
        if one.due_at <= leaves_at:
            raise PromisedSooner(one.due_at, leaves_at)
        part = _part(parts, one.words)
        row = _row(part.conversation_id, part.agent_id, one, now)
        row.reply_id, row.state = part.id, PromiseState.MADE
        _write(session, actor, row, now, reply=part.id)


def pledge(
    session: Session,
    actor: Actor,
    conversation_id: int,
    agent_id: int,
    given: Sequence[Given],
    now: datetime,
) -> None:
    """Write what was promised outside the platforms: it counts at once. Raises Unclear.

    The conversation is locked.
    """
    if len(given) > promises.MOST:
        raise Unclear(Flaw.MANY)
    for each in given:
        one = _firm(each)
        _sound(one, now)
        _write(session, actor, _row(conversation_id, agent_id, one, now), now)
    if given:
        conversations.promised(session, conversation_id)


def _firm(one: Given, found: Found | None = None) -> Given:
    """Return a promise as what it is: money and goods stay so, whatever their agent calls them."""
    if found is not None and found.kind in PROVEN:
        kind, amount = (one.kind if one.kind in PROVEN else found.kind), found.amount
    else:
        kind, amount = promises.firm(one.kind, one.words, one.what)
    if one.amount is not None or amount is None:
        return replace(one, kind=kind)
    return replace(one, kind=kind, amount=amount.hundredths, currency=amount.currency)


def _row(conversation_id: int, agent_id: int, one: Given, now: datetime) -> Promise:
    return Promise(
        conversation_id=conversation_id,
        made_by=agent_id,
        made_at=now,
        owner_id=agent_id,
        kind=one.kind.value,
        what=_line(one.what, promises.LONGEST),
        words=one.words[: promises.MOST_SENTENCE],
        amount=one.amount,
        currency=one.currency if one.amount is not None else None,
        due_at=one.due_at,
        first_due_at=one.due_at,
        state=PromiseState.OPEN,
        step_at=reminding.first_step(one.due_at, now),
    )


def _write(session: Session, actor: Actor, row: Promise, now: datetime, **about: int) -> None:
    session.add(row)
    session.flush()
    due = row.due_at.isoformat()
    audit.record(session, actor, "promised", _of(row), now, kind=row.kind, due=due, **about)


def reword(
    session: Session,
    actor: Actor,
    parts: Sequence[Reply],
    before: str,
    text: str,
    known: Calendar,
    now: datetime,
) -> None:
    """Let a reply that a colleague changed promise what it says now; its author keeps it.

    What it says no more falls away; what its author said was none before stays none. `known`
    is the author's calendar. Raises as `confirm`.
    """
    said = {one.words for one in promises.find(before, known)}
    found = {one.words: one for one in promises.find(text, known)}
    rows = session.scalars(
        select(Promise)
        .where(Promise.reply_id.in_([part.id for part in parts]))
        .order_by(Promise.id)
        .with_for_update()
    ).all()
    for row in rows:
        if row.words in found or (row.words not in said and row.words in text):
            row.reply_id = _part(parts, row.words).id
        else:
            session.delete(row)
    session.flush()
    held = said | {row.words for row in rows}
    fresh = [_as_found(one) for words, one in found.items() if words not in held]
    confirm(session, actor, parts, fresh, now)


def _as_found(one: Found) -> Given:
    amount, currency = (one.amount.hundredths, one.amount.currency) if one.amount else (None, None)
    return Given(one.kind, one.words, one.due, amount, currency, one.words)


def _part(parts: Sequence[Reply], words: str) -> Reply:
    """Return the part of a reply that holds these words, the first where none does."""
    return next((part for part in parts if words and words in part.body), parts[0])


def keep(session: Session, actor: Actor, promise_id: int, proof: str, now: datetime) -> None:
    """Note that a promise was kept; money and goods with a proof that can be looked up.

    Raises Unclear, Settled, NoPromise, NotAllowed.
    """
    row = _held(session, actor, promise_id)
    row.proof = _line(proof, LONGEST)
    if PromiseKind(row.kind) in PROVEN and not proofs.proves(row.proof):
        raise Unclear(Flaw.PROOF)
    late = now > row.due_at
    _settle(session, actor, row, PromiseState.KEPT, now)
    audit.record(session, actor, "promise kept", _of(row), now, late=late)


def give_up(session: Session, actor: Actor, promise_id: int, why: str, now: datetime) -> None:
    """Note that a promise is broken, and why. Raises Unclear, Settled, NoPromise, NotAllowed."""
    row = _held(session, actor, promise_id)
    row.reason = _reason(why)
    _settle(session, actor, row, PromiseState.BROKEN, now)
    audit.record(session, actor, "promise broken", _of(row), now)


def move(
    session: Session, actor: Actor, promise_id: int, due_at: datetime, why: str, now: datetime
) -> None:
    """Promise it for another time, and say why. Raises Unclear, Settled, NoPromise, NotAllowed."""
    row = _held(session, actor, promise_id)
    reason = _reason(why)
    _timely(due_at, now)
    was, row.due_at, row.reason = row.due_at, due_at, reason
    row.step, row.step_at = calls.OWNER, reminding.first_step(due_at, now)
    session.flush()
    conversations.promised(session, row.conversation_id)
    said = {"was": was.isoformat(), "due": due_at.isoformat()}
    audit.record(session, actor, "promise moved", _of(row), now, **said)


def hand(session: Session, actor: Actor, promise_id: int, to: int, now: datetime) -> None:
    """Let a colleague keep a promise; they are told. Who has it already keeps it.

    Raises NobodyThere, Settled, NoPromise, NotAllowed.
    """
    require(actor, Right.REPLY)
    if not owning.keep(session, to) or passing.is_alone(session, to):
        raise NobodyThere(to)
    row = _held(session, actor, promise_id)
    if row.owner_id == to:
        return
    had, row.owner_id = row.owner_id, to
    session.flush()
    cause = f"promises:{row.id}|{now.isoformat()}"
    kind, where, by = NoticeKind.PROMISE_GIVEN, row.conversation_id, actor.agent_id
    noticing.tell(session, kind, [to], where, cause, now, by=by)
    audit.record(session, actor, "promise handed", _of(row), now, had=had, agent=to)


def open_again(session: Session, actor: Actor, promise_id: int, now: datetime) -> None:
    """Take back that a promise was kept or broken: a wrong click settles nothing.

    Where whose it was keeps nothing any more, it is theirs who has its conversation, or the
    queue's. Raises Settled where it is open, NoPromise, NotAllowed.
    """
    owner = session.scalar(select(Promise.owner_id).where(Promise.id == promise_id))
    stays = owner is not None and owning.keep(session, owner)
    row = _held(session, actor, promise_id, settled=True)
    was = row.state
    if not stays:
        row.owner_id = session.get_one(Conversation, row.conversation_id).owner_id
    row.state, row.settled_at, row.settled_by, row.proof = PromiseState.OPEN, None, None, ""
    row.step, row.step_at = calls.OWNER, reminding.first_step(row.due_at, now)
    session.flush()
    conversations.promised(session, row.conversation_id)
    audit.record(session, actor, "promise opened again", _of(row), now, was=was)


def _held(session: Session, actor: Actor, promise_id: int, *, settled: bool = False) -> Promise:
    """Return a promise, its conversation and itself locked, where it is still open (or settled)."""
    require(actor, Right.REPLY)
    where = session.scalar(select(Promise.conversation_id).where(Promise.id == promise_id))
    if where is None:
        raise NoPromise(promise_id)
    conversations.locked(session, where)
    row = session.get(Promise, promise_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoPromise(promise_id)
    held = (PromiseState.KEPT, PromiseState.BROKEN) if settled else (PromiseState.OPEN,)
    if row.state not in held:
        raise Settled(promise_id)
    return row


def _settle(
    session: Session, actor: Actor, row: Promise, state: PromiseState, now: datetime
) -> None:
    row.state, row.settled_at, row.settled_by = state, now, actor.agent_id
    session.flush()
    conversations.promised(session, row.conversation_id)


def _sound(one: Given, now: datetime) -> None:
    if not _line(one.what, promises.LONGEST):
        raise Unclear(Flaw.WHAT)
    _timely(one.due_at, now)
    if one.amount is not None and not (0 < one.amount <= MOST_AMOUNT and one.currency):
        raise Unclear(Flaw.AMOUNT)


def _timely(due_at: datetime, now: datetime) -> None:
    """See that something can be promised by then; what lies years back was no time at all."""
    if due_at <= now:
        raise Unclear(Flaw.PAST if due_at > now - LATEST else Flaw.DUE)
    if due_at > now + LATEST:
        raise Unclear(Flaw.FAR)


def _reason(why: str) -> str:
    reason = _line(why, LONGEST)
    if not reason:
        raise Unclear(Flaw.REASON)
    return reason


def _line(text: str, most: int) -> str:
    """Return what was typed as one harmless line."""
    line = clean.scrub(" ".join(text[: 10 * most].split()))[:most].strip()
    return line if clean.visible(line) else ""


def _of(row: Promise) -> str:
    return f"promises:{row.id}"
