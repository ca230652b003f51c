"""Who stands in for whom at this moment, as lists and menus show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from db.models import Absence, Agent, Conversation, Schedule
from inbox.queries.teams import CALLED
from inbox.rules import absence, hours

_OTHER = aliased(Agent)


@dataclass(frozen=True, slots=True)
class Away:
    """An agent who is absent: until when, on whose clock, and who does their work."""

    id: int
    name: str
    ends_at: datetime
    zone: str
    stand_in: str | None
    stand_in_id: int | None = None


@dataclass(frozen=True, slots=True)
class At:
    """Whether an agent works now; else from when on, None where nobody knows or they never do."""

    now: bool
    next_at: datetime | None
    away: Away | None


def stood_for(session: Session, agent_id: int | None) -> tuple[int, ...]:
    """Return for whom an agent stands in right now."""
    if agent_id is None:
        return ()
    return tuple(sorted(session.scalars(_stood_for(), {"agent": agent_id})))


@cache  # to build it takes longer than to ask it
def _stood_for() -> Select[int]:
    return select(Absence.agent_id).where(Absence.stand_in_id == bindparam("agent"), _under_way())


def aways(session: Session) -> dict[int, Away]:
    """Return who is absent now, by agent."""
    return {
        row.agent_id: Away(
            row.agent_id, called, row.ends_at, row.zone, work_name or login, row.stand_in_id
        )
        for row, called, work_name, login in session.execute(_aways())
    }


@cache  # to build it takes longer than to ask it
def _aways() -> Select[*tuple[Any, ...]]:
    return (
        select(Absence, CALLED.label("called"), _OTHER.work_name, _OTHER.login)
        .join(Agent, Agent.id == Absence.agent_id)
        .outerjoin(_OTHER, _OTHER.id == Absence.stand_in_id)
        .where(_under_way(), Agent.disabled_at.is_(None))
    )


def in_a_circle(session: Session, absence_id: int) -> bool:
    """Return whether the deputies of these days lead to nobody, though one is named."""
    own = session.get(Absence, absence_id)
    if own is None or own.deputy_id is None:
        return False
    meets = and_(Absence.begins_at < own.ends_at, Absence.ends_at > own.begins_at)
    rows = session.execute(
        select(Absence.agent_id, Absence.deputy_id)
        .where(meets, Absence.ended_at.is_(None))
        .order_by(Absence.id)
    )
    absent = {row.agent_id: row.deputy_id for row in rows} | {own.agent_id: own.deputy_id}
    here = set(session.scalars(select(Agent.id).where(Agent.disabled_at.is_(None))))
    return absence.stand_in(own.agent_id, absent, here) is None


def away_owners(
    session: Session, conversation_ids: list[int], away: Mapping[int, Away]
) -> dict[int, Away]:
    """Return those of these conversations whose owner is among those absent."""
    if not away:
        return {}
    rows = session.execute(_owned(), {"ids": conversation_ids, "owners": sorted(away)})
    return {row.id: away[row.owner_id] for row in rows}


@cache
def _owned() -> Select[int, int | None]:
    those = Conversation.id.in_(bindparam("ids", expanding=True))
    theirs = Conversation.owner_id.in_(bindparam("owners", expanding=True))
    return select(Conversation.id, Conversation.owner_id).where(those, theirs)


def at_work(session: Session, now: datetime) -> dict[int, At]:
    """Return what is known of when agents work; of whom nothing is known is not in it."""
    away = aways(session)
    rows = session.execute(_weeks())
    weeks = {agent_id: hours.read(written, zone) for agent_id, written, zone in rows}
    return {one: _at(weeks.get(one), away.get(one), now) for one in sorted({*weeks, *away})}


@cache
def _weeks() -> Select[int, str, str]:
    return select(Schedule.agent_id, Schedule.hours, Schedule.zone).where(Schedule.hours != "")


def _at(week: hours.Hours | None, away: Away | None, now: datetime) -> At:
    if week is None:
        return At(False, None, away)
    back = max(now, away.ends_at) if away else now
    works = away is None and hours.works_at(week, now)
    return At(works, hours.next_moment(week, back), away)


def _under_way() -> ColumnElement[bool]:
    return and_(Absence.began_at.is_not(None), Absence.ended_at.is_(None))
