"""What a queue's distribution has to know: who could be given something, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Absence,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Distribution,
    Person,
    Schedule,
    TeamMember,
)
from inbox.queries import authority, repeats
from inbox.queries import spoken as spoken_there
from inbox.rules import hours
from inbox.rules.distribution import Candidate, Way


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in a queue. `again`: its customer has another one within a month.

    `heated`: there are signs of heat in what waits there.
    """

    id: int
    language: str | None
    due_at: datetime
    again: bool = False
    heated: bool = False


def ways(session: Session) -> dict[int | None, Way]:
    """Return the queues that are distributed, by team; None is everybody's, the last."""
    rows = session.execute(
        select(Distribution.team_id, Distribution.way)
        .where(Distribution.way != Way.OFF)
        .order_by(Distribution.queue.desc())
    )
    return {row.team_id: Way(row.way) for row in rows}


def candidates(session: Session, now: datetime) -> list[Candidate]:
    """Return every agent who works here, with what a distribution asks about them."""
    absent = select(Absence.agent_id).where(
        Absence.ended_at.is_(None), Absence.begins_at <= now, Absence.ends_at > now
    )
    loads, granted = open_of(session), authority.everybodys(session)
    decides = {who for who, some in granted.items() if any(one.allowed for one in some.values())}
    rows = session.execute(
        select(Agent, Schedule, Agent.id.in_(absent).label("absent"))
        .outerjoin(Schedule, Schedule.agent_id == Agent.id)
        .where(Agent.disabled_at.is_(None))
        .order_by(Agent.id)
    )
    return [
        Candidate(
            id=agent.id,
            works=bool(week and week.hours) and hours.works_at(of(week), now),
            absent=absent,
            reachable=bool(agent.work_name and (agent.phone or agent.email)),
            load=loads.get(agent.id, 0),
            capacity=week.capacity if week else None,
            languages=tuple(week.languages) if week else (),
            given_at=week.given_at if week else None,
            decides=agent.id in decides,
            heated_at=week.heated_at if week else None,
        )
        for agent, week, absent in rows
    ]


def of(week: Schedule) -> hours.Hours:
    """Return an agent's week."""
    return hours.read(week.hours, week.zone)


def open_of(session: Session) -> dict[int, int]:
    """Return how many open conversations each agent has; those without any are not in it."""
    rows = session.execute(
        select(Conversation.owner_id, func.count())
        .where(Conversation.owner_id.is_not(None), Conversation.state == ConversationState.OPEN)
        .group_by(Conversation.owner_id)
    )
    return {agent_id: count for agent_id, count in rows if agent_id is not None}


def members(session: Session, team_id: int | None) -> frozenset[int] | None:
    """Return who is in a team; None for everybody's queue."""
    if team_id is None:
        return None
    inside = select(TeamMember.agent_id).where(TeamMember.team_id == team_id)
    return frozenset(session.scalars(inside))


def queued(team_id: int | None) -> ColumnElement[bool]:
    """Return what lies in a queue and waits for an answer that can be given."""
    whose = Conversation.team_id.is_(None) if team_id is None else Conversation.team_id == team_id
    return (
        Conversation.owner_id.is_(None)
        & (Conversation.state == ConversationState.OPEN)
        & Conversation.urgent_at.is_not(None)
        & whose
    )


def lying(session: Session, team_id: int | None) -> int:
    """Return how many lie in a queue and wait for an answer that can be given."""
    return session.scalar(select(func.count()).where(queued(team_id))) or 0


def waiting(
    session: Session,
    team_id: int | None,
    spoken: frozenset[str] | None,
    limit: int,
    now: datetime,
    *,
    calm_after: datetime | None = None,
) -> list[Waiting]:
    """Return what lies in a queue, the most urgent first.

    Where `spoken` says which languages somebody speaks, what is in another one is left out: it
    would stand in the way of what comes behind it. So would heated ones that are due later than
    `calm_after`, where nobody is given them yet.
    """
    said = spoken_there.before_the_platforms(Person.language)
    before = repeats.before(now).label("again")
    wanted = (
        select(
            Conversation.id, said.label("said"), Conversation.urgent_at, Conversation.heat, before
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(queued(team_id))
    )
    if calm_after is not None:
        wanted = wanted.where(or_(Conversation.heat == "", Conversation.urgent_at <= calm_after))
    if spoken is not None:
        fits: list[ColumnElement[bool]] = [
            said.is_(None),
            said.in_(["und", "zxx", "mul", "mis", "art"]),
            said.like("q%"),
        ]
        for one in sorted(spoken):
            fits += [said == one, said.like(f"{one}-%")]
        wanted = wanted.where(or_(*fits))
    rows = session.execute(wanted.order_by(Conversation.urgent_at, Conversation.id).limit(limit))
    return [
        Waiting(row.id, row.said, row.urgent_at, bool(row.again), bool(row.heat)) for row in rows
    ]
