"""Who has a conversation, and who could have it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import Agent, Conversation, ConversationState, Team, TeamMember
from inbox.rules import folding


@dataclass(frozen=True, slots=True)
class Named:
    """An agent or a team, as a menu names it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class HolderView:
    """Who has a conversation: an agent, or a team's queue, or (both None) everybody's."""

    agent: Named | None
    team: Named | None


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team and the login names of who is in it."""

    id: int
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crew:
    """A team and who of those who work here is in it, by name."""

    id: int
    name: str
    members: tuple[Named, ...]


CALLED = func.coalesce(func.nullif(Agent.work_name, ""), Agent.login)
"""What the screen calls an agent, as a column."""


def holder(session: Session, conversation_id: int) -> HolderView | None:
    """Return who has a conversation, None when there is none of that id."""
    row = session.execute(_holder(), {"of": conversation_id}).one_or_none()
    if row is None:
        return None
    agent = Named(row.id, row.called) if row.id is not None else None
    return HolderView(agent, Named(row.team, row.name) if row.team is not None else None)


@cache  # to build it takes longer than to ask it
def _holder() -> Select[*tuple[Any, ...]]:
    return (
        select(Agent.id, CALLED.label("called"), Team.id.label("team"), Team.name)
        .select_from(Conversation)
        .outerjoin(Agent, Agent.id == Conversation.owner_id)
        .outerjoin(Team, Team.id == Conversation.team_id)
        .where(Conversation.id == bindparam("of"))
    )


def working(session: Session) -> list[Named]:
    """Return the agents who can be given something, by name: Ömer stands before Sara."""
    found = [Named(row.id, row.called) for row in session.execute(_working())]
    return sorted(found, key=lambda one: (folding.folded(one.name), one.id))


@cache
def _working() -> Select[int, str]:
    return select(Agent.id, CALLED.label("called")).where(Agent.disabled_at.is_(None))


def named(session: Session) -> list[Named]:
    """Return the teams by name."""
    return [Named(row.id, row.name) for row in session.execute(_named())]


@cache
def _named() -> Select[int, str]:
    return select(Team.id, Team.name).order_by(Team.folded)


def teams(session: Session) -> list[TeamView]:
    """Return the teams by name, with who is in them."""
    members: dict[int, list[str]] = {}
    inside = select(TeamMember.team_id, Agent.login).join(Agent, Agent.id == TeamMember.agent_id)
    for team_id, login in session.execute(inside.order_by(Agent.login)):
        members.setdefault(team_id, []).append(login)
    return [TeamView(one.id, one.name, tuple(members.get(one.id, ()))) for one in named(session)]


def crews(session: Session) -> list[Crew]:
    """Return the teams by name, with who works here and is in them."""
    members: dict[int, list[Named]] = {}
    inside = (
        select(TeamMember.team_id, Agent.id, CALLED.label("called"))
        .join(Agent, Agent.id == TeamMember.agent_id)
        .where(Agent.disabled_at.is_(None))
        .order_by(func.lower(CALLED), Agent.id)
    )
    for row in session.execute(inside):
        members.setdefault(row.team_id, []).append(Named(row.id, row.called))
    return [Crew(one.id, one.name, tuple(members.get(one.id, ()))) for one in named(session)]


def in_queue(session: Session, team_id: int) -> int:
    """Return how many open conversations wait in a team's queue, with nobody of their own."""
    waits = select(func.count()).where(
        Conversation.team_id == team_id,
        Conversation.owner_id.is_(None),
        func.coalesce(Conversation.state, "") == ConversationState.OPEN,
    )
    return session.scalar(waits) or 0
