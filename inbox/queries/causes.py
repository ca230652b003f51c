"""Causes as the page lists them and the composer offers them; who complained, who was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Account,
    Agent,
    Cause,
    CauseState,
    Complaint,
    Contact,
    Conversation,
    Reply,
    ReplyState,
)
from inbox.queries import customers
from inbox.queries.teams import CALLED

WEEKS = 12
OFFERED = 500
"""Causes that the composer searches, those complained about most first."""

PLOTTED = 5_000
"""Complaints that a plot looks at, the newest ones."""

LISTED = 200
"""People who complained about one cause that are listed, those not told yet first."""


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause. `people` complained about it, `lately` within a week; `told` know it is fixed."""

    id: int
    name: str
    change: str
    state: CauseState
    since: datetime
    owner_id: int | None
    owner: str | None
    people: int
    lately: int
    told: int


@dataclass(frozen=True, slots=True)
class Complainer:
    """Somebody who complained about a cause, and their newest conversation about it.

    Their contact person is whoever has it, else whoever answered there last.
    """

    conversation_id: int
    name: str
    platform: str
    at: datetime
    contact_person: str | None
    mine: bool
    told_at: datetime | None
    told_by: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A cause that a conversation complains about, and whether they were told that it is fixed."""

    id: int
    name: str
    change: str
    state: CauseState
    told: bool


_WHO = func.coalesce(Contact.person_id, -Contact.id)
"""One human being, whatever channel: a person, or a contact behind whom nobody is known."""


def counts(session: Session) -> dict[CauseState, int]:
    """Return how many causes are in each state."""
    rows = session.execute(select(Cause.state, func.count()).group_by(Cause.state))
    return {CauseState(state): n for state, n in rows}


def page(
    session: Session, state: CauseState, now: datetime, limit: int
) -> tuple[tuple[CauseView, ...], bool]:
    """Return the causes in a state, the most complained about first, and whether there are more."""
    wanted = _views().where(Cause.state == state).limit(limit + 1)
    found = [_view(row) for row in session.execute(wanted, {"lately": now - timedelta(weeks=1)})]
    return tuple(found[:limit]), len(found) > limit


def offered(session: Session, now: datetime) -> tuple[CauseView, ...]:
    """Return the causes that an agent can choose from."""
    asked = {"lately": now - timedelta(weeks=1)}
    return tuple(_view(row) for row in session.execute(_views().limit(OFFERED), asked))


def complainers(
    session: Session, cause_id: int, agent_id: int | None
) -> tuple[tuple[Complainer, ...], bool]:
    """Return who complained about a cause, whoever is to be told first, and if there are more.

    One line a person: their newest conversation about it.
    """
    rows = session.execute(_complainers(), {"cause": cause_id}).all()
    found: dict[int, Complainer] = {}
    for row in rows:
        found.setdefault(
            row.who,
            Complainer(
                conversation_id=row.conversation_id,
                name=row.name,
                platform=row.platform,
                at=row.at,
                contact_person=row.called,
                mine=row.owner_id is not None and row.owner_id == agent_id,
                told_at=row.told_at,
                told_by=row.teller,
            ),
        )
    listed = sorted(found.values(), key=lambda one: (one.told_at is not None, -one.at.timestamp()))
    return tuple(listed[:LISTED]), len(rows) > LISTED


def linked(session: Session, conversation_id: int) -> tuple[Linked, ...]:
    """Return what a conversation complains about, the newest first."""
    rows = session.execute(_linked(), {"here": conversation_id})
    return tuple(
        Linked(row.id, row.name, row.change, CauseState(row.state), row.told_at is not None)
        for row in rows
    )


def complained(session: Session, now: datetime) -> tuple[tuple[datetime, CauseState], ...]:
    """Return when somebody complained in the last WEEKS, and how their cause stands now."""
    found = session.execute(
        select(Complaint.at, Cause.state)
        .join(Cause, Cause.id == Complaint.cause_id)
        .where(Complaint.at >= now - timedelta(weeks=WEEKS))
        .order_by(Complaint.at.desc())
        .limit(PLOTTED)
    )
    return tuple((at, CauseState(state)) for at, state in found)


@cache  # to build it takes longer than to ask it
def _views() -> Select[*tuple[Any, ...]]:
    late = case((Complaint.at >= bindparam("lately"), _WHO))
    told = case((Complaint.told_at.is_not(None), _WHO))
    people = func.count(_WHO.distinct())
    return (
        select(
            Cause,
            CALLED.label("called"),
            people.label("people"),
            func.count(late.distinct()).label("lately"),
            func.count(told.distinct()).label("told"),
        )
        .outerjoin(Complaint, Complaint.cause_id == Cause.id)
        .outerjoin(Conversation, Conversation.id == Complaint.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Agent, Agent.id == Cause.owner_id)
        .group_by(Cause.id, Agent.id)
        .order_by(people.desc(), Cause.since.desc(), Cause.id.desc())
    )


def _view(row: Row[Any]) -> CauseView:
    cause: Cause = row.Cause
    return CauseView(
        id=cause.id,
        name=cause.name,
        change=cause.change,
        state=CauseState(cause.state),
        since=cause.since,
        owner_id=cause.owner_id,
        owner=row.called if cause.owner_id is not None else None,
        people=row.people,
        lately=row.lately,
        told=row.told,
    )


@cache
def _linked() -> Select[*tuple[Any, ...]]:
    return (
        select(Cause.id, Cause.name, Cause.change, Cause.state, Complaint.told_at)
        .join(Complaint, Complaint.cause_id == Cause.id)
        .where(Complaint.conversation_id == bindparam("here"))
        .order_by(Complaint.at.desc(), Complaint.id.desc())
    )


@cache
def _complainers() -> Select[*tuple[Any, ...]]:
    told_by = aliased(Agent)
    teller = (
        select(func.coalesce(func.nullif(told_by.work_name, ""), told_by.login))
        .where(told_by.id == Complaint.told_by)
        .correlate(Complaint)
        .scalar_subquery()
    )
    other = aliased(Agent)
    answered = (
        select(func.coalesce(func.nullif(other.work_name, ""), other.login))
        .join(Reply, Reply.agent_id == other.id)
        .where(
            Reply.conversation_id == Complaint.conversation_id,
            Reply.state == ReplyState.DELIVERED,
        )
        .order_by(Reply.id.desc())
        .limit(1)
        .correlate(Complaint)
        .scalar_subquery()
    )
    return (
        select(
            Complaint.conversation_id,
            Complaint.at,
            Complaint.told_at,
            teller.label("teller"),
            customers.NAME,
            _WHO.label("who"),
            Account.platform,
            Conversation.owner_id,
            case((Conversation.owner_id.is_not(None), CALLED), else_=answered).label("called"),
        )
        .join(Conversation, Conversation.id == Complaint.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .outerjoin(Agent, Agent.id == Conversation.owner_id)
        .where(Complaint.cause_id == bindparam("cause"))
        .order_by(Complaint.told_at.is_not(None), Complaint.at.desc(), Complaint.id.desc())
        .limit(4 * LISTED)
    )
