"""Who is in the house: hours, absences, load and queues, as the page "Team" shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Absence,
    Agent,
    AgentSession,
    Conversation,
    ConversationState,
    Distribution,
    Schedule,
    TeamMember,
)
from inbox.queries import distribution, standing, teams
from inbox.queries.standing import At
from inbox.queries.teams import CALLED
from inbox.rules import due_times
from inbox.rules.absence import last_day
from inbox.rules.distribution import Way
from inbox.rules.due_times import Calendar
from inbox.rules.hours import Hours

HERE = timedelta(minutes=10)
"""After that long without a click somebody signed in is not said to be here."""


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """An absence that is not over, in days on its agent's clock."""

    id: int
    first: date
    last: date
    begins_at: datetime
    ends_at: datetime
    begun: bool
    deputy: str | None
    stand_in: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Member:
    """An agent as colleagues know them. `hours` is None where nobody said when they work."""

    id: int
    name: str
    login: str
    here: bool
    reachable: bool
    hours: Hours | None
    zone: str
    at: At | None
    capacity: int | None
    languages: tuple[str, ...]
    load: int
    absences: tuple[AbsenceView, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: a team's, or (both None) everybody's; `waiting` have nobody yet."""

    team_id: int | None
    name: str | None
    way: Way
    members: tuple[str, ...]
    waiting: int


def roster(session: Session, now: datetime) -> list[Member]:
    """Return everybody who works here, by name."""
    away, work = absences(session), standing.at_work(session, now)
    loads, within = distribution.open_of(session), _teams(session)
    seen = select(AgentSession.agent_id).where(
        AgentSession.seen_at > now - HERE, AgentSession.expires_at > now
    )
    rows = session.execute(
        select(Agent, Schedule, CALLED.label("called"), Agent.id.in_(seen).label("here"))
        .outerjoin(Schedule, Schedule.agent_id == Agent.id)
        .where(Agent.disabled_at.is_(None))
        .order_by(func.lower(CALLED), Agent.id)
    )
    return [
        Member(
            id=agent.id,
            name=called,
            login=agent.login,
            here=bool(here),
            reachable=bool(agent.work_name and (agent.phone or agent.email)),
            hours=distribution.of(week) if week and week.hours else None,
            zone=week.zone if week else "UTC",
            at=work.get(agent.id),
            capacity=week.capacity if week else None,
            languages=tuple(week.languages) if week else (),
            load=loads.get(agent.id, 0),
            absences=tuple(away.get(agent.id, ())),
            teams=tuple(within.get(agent.id, ())),
        )
        for agent, week, called, here in rows
    ]


def week_of(session: Session, agent_id: int) -> Hours | None:
    """Return when an agent works, None where nobody said it."""
    week = session.get(Schedule, agent_id)
    return distribution.of(week) if week is not None and week.hours else None


def calendar(session: Session, agent_id: int, zone: str, now: datetime) -> Calendar:
    """Return what an agent's times are resolved by; `zone` is theirs where they said no hours."""
    return due_times.calendar(now, week_of(session, agent_id), zone)


def absences(session: Session, agent_id: int | None = None) -> dict[int, list[AbsenceView]]:
    """Return the absences that are not over, by agent, the next one first."""
    deputy, other = aliased(Agent), aliased(Agent)
    wanted = (
        select(Absence, deputy, other)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .outerjoin(other, other.id == Absence.stand_in_id)
        .where(Absence.ended_at.is_(None))
        .order_by(Absence.begins_at, Absence.id)
    )
    if agent_id is not None:
        wanted = wanted.where(Absence.agent_id == agent_id)
    found: dict[int, list[AbsenceView]] = {}
    for row, named, stands in session.execute(wanted):
        view = AbsenceView(
            id=row.id,
            first=last_day(row.begins_at + timedelta(seconds=1), row.zone),
            last=last_day(row.ends_at, row.zone),
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            begun=row.began_at is not None,
            deputy=_called(named),
            stand_in=_called(stands),
            note=row.note,
        )
        found.setdefault(row.agent_id, []).append(view)
    return found


def queues(session: Session) -> list[Queue]:
    """Return everybody's queue, then the teams' by name."""
    ways = {row.team_id: Way(row.way) for row in session.scalars(select(Distribution))}
    counted = session.execute(
        select(Conversation.team_id, func.count().label("many"))
        .where(Conversation.owner_id.is_(None), Conversation.state == ConversationState.OPEN)
        .group_by(Conversation.team_id)
    )
    waiting = {row.team_id: row.many for row in counted}
    names = {one.id: one.name for one in teams.working(session)}
    inside: dict[int, list[str]] = {}
    for row in session.scalars(select(TeamMember)):
        if row.agent_id in names:
            inside.setdefault(row.team_id, []).append(names[row.agent_id])
    found = [Queue(None, None, ways.get(None, Way.OFF), (), waiting.get(None, 0))]
    for team in teams.named(session):
        way, members = ways.get(team.id, Way.OFF), tuple(sorted(inside.get(team.id, ())))
        found.append(Queue(team.id, team.name, way, members, waiting.get(team.id, 0)))
    return found


def _teams(session: Session) -> dict[int, list[str]]:
    names = {team.id: team.name for team in teams.named(session)}
    found: dict[int, list[str]] = {}
    for row in session.scalars(select(TeamMember).order_by(TeamMember.team_id)):
        found.setdefault(row.agent_id, []).append(names[row.team_id])
    return found


def _called(agent: Agent | None) -> str | None:
    return agent.called if agent is not None else None
