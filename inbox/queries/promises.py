"""The promise ledger as the pages show it: what is open, what is due, what became of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    Agent,
    Contact,
    Conversation,
    Direction,
    Message,
    Promise,
    PromiseState,
)
from inbox.queries import customers, standing
from inbox.queries.teams import CALLED
from inbox.rules.money import Amount
from inbox.rules.promises import PROVEN, PromiseKind

PAGE = 100
HERE = 20
"""Promises of one conversation that are shown."""

MOST = 1_000
"""What a number counts up to; one more means "more than that"."""

WEEKS = 12
SETTLED = 5_000
"""Promises that a plot looks at, the last settled ones."""

SOON = timedelta(days=1)


class Look(StrEnum):
    """A part of the ledger. MINE holds those of absent colleagues one stands in for as well."""

    MINE = "mine"
    TEAM = "team"
    DUE = "due"
    OVERDUE = "overdue"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One promise. `owner` is None where a queue has it; `late` is past its time, or kept after."""

    id: int
    conversation_id: int
    name: str
    platform: str
    kind: PromiseKind
    what: str
    amount: Amount | None
    due_at: datetime
    first_due_at: datetime
    state: PromiseState
    late: bool
    owner_id: int | None
    owner: str | None
    proof: str
    reason: str
    settled_at: datetime | None

    @property
    def proven(self) -> bool:
        """Whether it is kept with a proof alone."""
        return self.kind in PROVEN


def in_conversation(
    session: Session, conversation_id: int, now: datetime
) -> tuple[PromiseView, ...]:
    """Return what is promised in a conversation and open, the next first."""
    found = session.execute(_open(), {"here": conversation_id})
    return tuple(_view(row, now) for row in found)


@cache  # to build it takes longer than to ask it
def _open() -> Select[*tuple[Any, ...]]:
    there = Promise.conversation_id == bindparam("here"), Promise.state == PromiseState.OPEN
    return _rows().where(*there).order_by(Promise.due_at, Promise.id).limit(HERE)


def one(session: Session, promise_id: int, now: datetime) -> PromiseView | None:
    """Return a promise, None where there is none."""
    row = session.execute(_rows().where(Promise.id == promise_id)).first()
    return _view(row, now) if row is not None else None


def page(
    session: Session,
    agent_id: int | None,
    look: Look,
    now: datetime,
    limit: int = PAGE,
) -> tuple[tuple[PromiseView, ...], bool]:
    """Return a part of the ledger, the next due first (KEPT: the last settled), and if more is."""
    wanted = _rows().where(_in(look, session, agent_id, now))
    if look is Look.KEPT:
        wanted = wanted.order_by(Promise.settled_at.desc(), Promise.id.desc())
    else:
        wanted = wanted.order_by(Promise.due_at, Promise.id)
    found = [_view(row, now) for row in session.execute(wanted.limit(limit + 1))]
    return tuple(found[:limit]), len(found) > limit


def untold(session: Session, those: Iterable[PromiseView]) -> frozenset[int]:
    """Return those of them that are broken, and whose customer has heard nothing of us since."""
    broken = [one.id for one in those if one.state is PromiseState.BROKEN]
    since = exists().where(
        Message.conversation_id == Promise.conversation_id,
        Message.direction.in_((Direction.OUTBOUND, Direction.TOLD)),
        Message.created_at > Promise.settled_at,
    )
    return frozenset(session.scalars(select(Promise.id).where(Promise.id.in_(broken), ~since)))


def counts(session: Session, agent_id: int | None, now: datetime) -> dict[Look, int]:
    """Return how many promises each part but KEPT holds, up to MOST + 1."""
    looks = [look for look in Look if look is not Look.KEPT]
    capped = [
        select(func.count())
        .select_from(
            select(Promise.id).where(_in(look, session, agent_id, now)).limit(MOST + 1).subquery()
        )
        .scalar_subquery()
        for look in looks
    ]
    return dict(zip(looks, session.execute(select(*capped)).one(), strict=True))


def due_of(session: Session, agents: Iterable[int], now: datetime) -> int:
    """Return how many promises these agents have to keep within SOON, or should have; capped."""
    theirs = select(Promise.id).where(
        Promise.owner_id.in_(sorted(agents)),
        Promise.state == PromiseState.OPEN,
        Promise.due_at < now + SOON,
    )
    return session.scalar(select(func.count()).select_from(theirs.limit(MOST + 1).subquery())) or 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one promise ended; `late` where it was kept after its time."""

    at: datetime
    state: PromiseState
    late: bool


def outcomes(session: Session, now: datetime) -> tuple[Outcome, ...]:
    """Return how the promises of the last WEEKS ended, SETTLED at most.

    Where people were abused nothing is counted.
    """
    found = session.execute(
        select(Promise.settled_at, Promise.state, Promise.due_at)
        .where(
            Promise.state.in_((PromiseState.KEPT, PromiseState.BROKEN)),
            Promise.settled_at >= now - timedelta(weeks=WEEKS),
            ~exists().where(
                Conversation.id == Promise.conversation_id, Conversation.abused.is_(True)
            ),
        )
        .order_by(Promise.settled_at.desc())
        .limit(SETTLED)
    )
    return tuple(
        Outcome(at, PromiseState(state), state == PromiseState.KEPT and at > due)
        for at, state, due in found
        if at is not None
    )


def _in(look: Look, session: Session, agent_id: int | None, now: datetime) -> ColumnElement[bool]:
    still = Promise.state == PromiseState.OPEN
    match look:
        case Look.MINE:
            mine = (agent_id, *standing.stood_for(session, agent_id))
            return and_(still, Promise.owner_id.in_(mine))
        case Look.TEAM:
            return still
        case Look.DUE:
            return and_(still, Promise.due_at >= now, Promise.due_at < now + SOON)
        case Look.OVERDUE:
            return and_(still, Promise.due_at < now)
    return or_(Promise.state == PromiseState.KEPT, Promise.state == PromiseState.BROKEN)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Promise, customers.NAME, Account.platform, CALLED.label("called"))
        .join(Conversation, Conversation.id == Promise.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .outerjoin(Agent, Agent.id == Promise.owner_id)
    )


def _view(row: Any, now: datetime) -> PromiseView:
    promise: Promise = row.Promise
    amount = None
    if promise.amount is not None and promise.currency is not None:
        amount = Amount(promise.amount, promise.currency)
    ended = promise.settled_at or now
    return PromiseView(
        id=promise.id,
        conversation_id=promise.conversation_id,
        name=row.name,
        platform=row.platform,
        kind=PromiseKind(promise.kind),
        what=promise.what,
        amount=amount,
        due_at=promise.due_at,
        first_due_at=promise.first_due_at,
        state=PromiseState(promise.state),
        late=promise.state != PromiseState.BROKEN and ended > promise.due_at,
        owner_id=promise.owner_id,
        owner=row.called if promise.owner_id is not None else None,
        proof=promise.proof,
        reason=promise.reason,
        settled_at=promise.settled_at,
    )
