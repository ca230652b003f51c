"""Who may decide what, as it is set for roles and for single agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from db.models import Agent, Draft, Grant, Handover, Outcome, Promise, PromiseState, Reply, Role
from inbox.rules import authority, deciding, money
from inbox.rules.authority import Accepted, Added, Bounds, Grants, Remedy
from inbox.rules.money import Amount, amount_in
from inbox.rules.promises import PromiseKind

COUNTS_FOR = timedelta(days=30)
"""How long what was promised in a conversation counts together with what is promised next."""

HOLDS_FOR = timedelta(days=14)
"""How long what was decided for a conversation may be promised there."""

_OF = (
    select(Agent.id, Grant)
    .join(Grant, or_(Grant.agent_id == Agent.id, Grant.role == Agent.role))
    .order_by(Grant.agent_id.is_not(None), Grant.id)
)


def grants_of(session: Session, agent_id: int | None) -> dict[Remedy, authority.Grant]:
    """Return what holds for an agent: their own grants, else those of their role."""
    rows = session.execute(_of(), {"agent": agent_id})
    return {Remedy(row.remedy): _grant(row) for _, row in rows}


@cache  # to build it takes longer than to ask it
def _of() -> Select[int, Grant]:
    return _OF.where(Agent.id == bindparam("agent"))


def everybodys(session: Session) -> dict[int, dict[Remedy, authority.Grant]]:
    """Return what holds for every agent for whom something is set."""
    found: dict[int, dict[Remedy, authority.Grant]] = {}
    for agent_id, row in session.execute(_OF):
        found.setdefault(agent_id, {})[Remedy(row.remedy)] = _grant(row)
    return found


def own(session: Session, agent_id: int) -> Grants:
    """Return what is set for one agent alone."""
    return _read(session, Grant.agent_id == agent_id)


def of_role(session: Session, role: Role) -> Grants:
    """Return what is set for everybody with a role."""
    return _read(session, Grant.role == role.value)


def bounds(
    session: Session,
    agent_id: int,
    conversation_id: int,
    now: datetime,
    said: Mapping[str, Any] | None = None,
    given: Sequence[Added] | None = None,
    but: Sequence[int] = (),
    colleague_id: int | None = None,
) -> Bounds:
    """Return what a draft of an agent is held against; `said` is what they said of its promises.

    Without `said` it is what lies beside the draft. `given` are those that they confirm; without
    it, those that they have added.
    `but` are replies whose own promises use up nothing that was accepted. What a colleague may
    who approves it, may leave as well.
    """
    grants = grants_of(session, agent_id)
    if said is None:
        beside = select(Draft.promised).where(
            Draft.agent_id == agent_id, Draft.conversation_id == conversation_id
        )
        said = session.scalar(beside)
    kept = said or {}
    none = frozenset(words for words, one in kept.items() if one.get("no"))
    if not grants:
        return Bounds(none=none)
    added = written(kept) if given is None else given
    decided = accepted(session, conversation_id, now, but)
    seconds = grants_of(session, colleague_id) if colleague_id is not None else None
    before = earlier(session, conversation_id, now, but)
    return Bounds(grants, decided, none, tuple(added), seconds, before)


def written(said: Mapping[str, Any]) -> list[Added]:
    """Return the promises that an agent has added to a draft."""
    return [_added(one) for one in said.values() if one.get("added") and not one.get("no")]


def accepted(
    session: Session, conversation_id: int, now: datetime, but: Sequence[int] = ()
) -> tuple[Accepted, ...]:
    """Return what is left of what colleagues who may have accepted for a conversation lately.

    What was promised there since then uses it up, but for the promises of these replies.
    """
    rows = session.scalars(
        select(Handover).where(
            Handover.conversation_id == conversation_id,
            Handover.outcome == Outcome.ACCEPTED,
            Handover.remedy.is_not(None),
            Handover.answered_at > now - HOLDS_FOR,
        )
    )
    granted = [(row, one) for row in rows if (one := decided(row)) is not None]
    if not granted:
        return ()
    since = _made(session, conversation_id, but)
    limits = _limits(session, since)
    left = (_left(one, row.answered_at, since, limits) for row, one in granted)
    return tuple(one for one in left if one is not None)


def earlier(
    session: Session, conversation_id: int, now: datetime, but: Sequence[int] = ()
) -> dict[Remedy, tuple[Amount, ...]]:
    """Return what was promised in a conversation lately, and is not broken.

    What somebody else decided is no part of it, nor are the promises of these replies.
    """
    made = [
        one
        for one in _made(session, conversation_id, but)
        if one.row.made_at > now - COUNTS_FOR and one.row.state != PromiseState.BROKEN
    ]
    limits = _limits(session, made)
    found: dict[Remedy, tuple[Amount, ...]] = {}
    for remedy in authority.COUNTED:
        amounts = tuple(
            Amount(each.row.amount or 0, each.row.currency or "")
            for those in _at_once(made, remedy).values()
            if not _above(those, remedy, limits)
            for each in those
            if each.row.amount
        )
        if amounts:
            found[remedy] = amounts
    return found


Limits = Mapping[int | None, Grants]


def _made(session: Session, conversation_id: int, but: Sequence[int]) -> list[_Made]:
    rows = session.execute(
        select(Promise, Reply.draft_key, Reply.approved_by)
        .outerjoin(Reply, Reply.id == Promise.reply_id)
        .where(Promise.conversation_id == conversation_id)
        .order_by(Promise.id)
    )
    return [
        _Made(row.Promise, (row.Promise.made_by, row.approved_by), row.draft_key)
        for row in rows
        if row.Promise.reply_id is None or row.Promise.reply_id not in but
    ]


def _limits(session: Session, made: Sequence[_Made]) -> Limits:
    by = {number for one in made for number in one.by if number is not None}
    return {number: grants_of(session, number) for number in by}


def _at_once(made: Sequence[_Made], remedy: Remedy) -> dict[tuple[object, ...], list[_Made]]:
    """Return what was promised of a remedy, by the click that promised it."""
    found: dict[tuple[object, ...], list[_Made]] = {}
    for each in made:
        kind, words = PromiseKind(each.row.kind), f"{each.row.words} {each.row.what}"
        if deciding.remedy_of(kind, words) is remedy:
            found.setdefault(each.click, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Made:
    """A promise, who made it and who approved it, and the answer in which it was made."""

    row: Promise
    by: tuple[int | None, int | None]
    answer: str | None

    @property
    def click(self) -> tuple[object, ...]:
        """Return what it shares with those that were promised with it, in its currency."""
        return self.answer or self.row.made_at, self.by, self.row.currency


def _left(
    one: Accepted, at: datetime | None, made: Sequence[_Made], limits: Limits
) -> Accepted | None:
    """Return what is left of a decision by what was promised after it; None: nothing.

    What its author may promise without it uses up nothing of it, or who has approved that.
    """
    since = [each for each in made if at is None or each.row.made_at >= at]
    used = [
        each.row
        for those in _at_once(since, one.remedy).values()
        if _above(those, one.remedy, limits)
        for each in those
    ]
    if one.up_to is None:
        return None if used else one
    spent = sum(row.amount or 0 for row in used if row.currency == one.up_to.currency)
    rest = one.up_to.hundredths - spent
    return Accepted(one.remedy, Amount(rest, one.up_to.currency)) if rest > 0 else None


def _above(those: Sequence[_Made], remedy: Remedy, limits: Limits) -> bool:
    """Return whether what was promised at once is more than who promised it may decide alone."""
    total, currency = sum(each.row.amount or 0 for each in those), those[0].row.currency
    amount = Amount(total, currency) if currency is not None else None
    grants = [limits[number] for number in those[0].by if number is not None]
    return not any(authority.may(each, remedy, amount).allowed for each in grants)


def decided(row: Handover) -> Accepted | None:
    """Return what an offer asks its colleague to grant, None where it is to be taken over alone."""
    if row.remedy is None:
        return None
    known = row.amount is not None and row.currency is not None
    return Accepted(
        Remedy(row.remedy), Amount(row.amount or 0, row.currency or "") if known else None
    )


def _added(one: Mapping[str, Any]) -> Added:
    typed = str(one.get("sum") or "")
    said = str(one.get("kind"))
    kind = PromiseKind(said) if said in set(PromiseKind) else PromiseKind.OTHER
    what = str(one.get("what") or "")
    amount = money.typed(typed) or amount_in(what)
    return Added(kind, what, amount)


def _read(session: Session, whose: ColumnElement[bool]) -> Grants:
    rows = session.scalars(select(Grant).where(whose))
    return {Remedy(row.remedy): _grant(row) for row in rows}


def _grant(row: Grant) -> authority.Grant:
    if row.amount is None or row.currency is None:
        return authority.Grant(row.allowed)
    return authority.Grant(row.allowed, Amount(row.amount, row.currency))
