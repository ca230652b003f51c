"""Who works here, as the pages and the command line see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from db.models import Agent, AgentSession, Role, RoleRule
from inbox.texts import USUAL


@dataclass(frozen=True, slots=True)
class AgentView:
    """An agent's own card: what is signed with, and how the screen speaks."""

    id: int
    login: str
    work_name: str
    phone: str | None
    email: str | None
    role: Role
    language: str
    has_password: bool
    disabled_at: datetime | None
    own_approval: bool = False
    role_approval: bool = False

    @property
    def needs_approval(self) -> bool:
        """Return whether a colleague looks at every reply first: asked of them or their role."""
        return self.own_approval or self.role_approval

    @property
    def reachable(self) -> bool:
        """Return whether there is a name and a direct way to sign with: else nothing can leave."""
        return bool(self.work_name and (self.phone or self.email))

    @property
    def called(self) -> str:
        """Return what the screen calls this agent."""
        return self.work_name or self.login


def _view(agent: Agent, asked: frozenset[Role]) -> AgentView:
    return AgentView(
        id=agent.id,
        login=agent.login,
        work_name=agent.work_name,
        phone=agent.phone,
        email=agent.email,
        role=Role(agent.role),
        language=agent.language or USUAL,
        has_password=agent.password_hash is not None,
        disabled_at=agent.disabled_at,
        own_approval=agent.needs_approval,
        role_approval=agent.role in asked,
    )


def roles_with_approval(session: Session) -> frozenset[Role]:
    """Return the roles whose replies a colleague looks at before they leave."""
    asked = select(RoleRule.role).where(RoleRule.needs_approval)
    return frozenset(Role(role) for role in session.scalars(asked))


def needs_approval(session: Session, agent: Agent) -> bool:
    """Return whether a colleague looks at every reply of an agent before it leaves."""
    return agent.needs_approval or agent.role in roles_with_approval(session)


def agent(session: Session, agent_id: int) -> AgentView | None:
    """Return one agent, None when there is none of that id."""
    row = session.execute(_one(), {"of": agent_id}).one_or_none()
    if row is None:
        return None
    found, asked = row
    return _view(found, frozenset({Role(found.role)} if asked else ()))


@cache  # to build it takes longer than to ask it
def _one() -> Select[*tuple[Any, ...]]:
    asked = exists().where(RoleRule.role == Agent.role, RoleRule.needs_approval)
    return select(Agent, asked).where(Agent.id == bindparam("of"))


def by_login(session: Session, login: str) -> AgentView | None:
    """Return the agent who signs in by that name, in whatever case it was typed."""
    found = session.scalars(select(Agent).where(Agent.login == login.strip().lower())).one_or_none()
    return _view(found, roles_with_approval(session)) if found else None


def everybody(session: Session) -> list[AgentView]:
    """Return all agents by login, the disabled ones last."""
    rows = session.scalars(select(Agent).order_by(Agent.disabled_at.is_not(None), Agent.login))
    asked = roles_with_approval(session)
    return [_view(row, asked) for row in rows]


def sessions(session: Session, agent_id: int, now: datetime) -> int:
    """Return in how many browsers an agent is signed in."""
    found = session.scalar(
        select(func.count())
        .select_from(AgentSession)
        .where(AgentSession.agent_id == agent_id, AgentSession.expires_at > now)
    )
    return found or 0
