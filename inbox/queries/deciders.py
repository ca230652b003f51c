"""Who may decide something and is here, and whom a conversation was connected to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from db.models import Agent, AgentSession, Handover, Outcome, Reply, ReplyState
from inbox.queries import authority, standing
from inbox.queries.roster import HERE
from inbox.queries.teams import CALLED
from inbox.rules.authority import Accepted, Grant, may


@dataclass(frozen=True, slots=True)
class Decider:
    """A colleague who may decide, and the limit that says so; None: there is none for them."""

    id: int
    name: str
    limit: Grant | None


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who may decide something: those who are here, and the names of those who are not."""

    here: tuple[Decider, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connected:
    """Whom an agent has connected a customer to, who does not know it yet."""

    name: str
    phone: str | None
    email: str | None
    decides: Accepted


def deciders(session: Session, agent_id: int, asked: Accepted, now: datetime) -> Deciders:
    """Return which colleagues of an agent may decide that, by name.

    Here is who has clicked lately, is not absent, and can be named to a customer.
    """
    limits, away = authority.everybodys(session), standing.aways(session)
    seen = select(AgentSession.agent_id).where(
        AgentSession.seen_at > now - HERE, AgentSession.expires_at > now
    )
    rows = session.execute(
        select(Agent, CALLED.label("called"), Agent.id.in_(seen).label("here"))
        .where(Agent.disabled_at.is_(None), Agent.id != agent_id)
        .order_by(func.lower(CALLED), Agent.id)
    )
    here, others = [], []
    for agent, called, clicked in rows:
        grants = limits.get(agent.id, {})
        if not may(grants, asked.remedy, asked.up_to).allowed:
            continue
        named = bool(agent.work_name and (agent.phone or agent.email))
        if clicked and named and agent.id not in away:
            here.append(Decider(agent.id, called, grants.get(asked.remedy)))
        else:
            others.append(called)
    return Deciders(tuple(here), tuple(others))


def connected(
    session: Session, agent_id: int, conversation_id: int, now: datetime
) -> Connected | None:
    """Return whom an agent can introduce: somebody accepted, and the customer does not know.

    They know once an answer has reached them that names who decides, or that is theirs.
    """
    row = session.execute(
        _connected(),
        {"agent": agent_id, "here": conversation_id, "since": now - authority.HOLDS_FOR},
    ).first()
    decides = authority.decided(row.Handover) if row is not None else None
    if row is None or decides is None:
        return None
    to: Agent = row.Agent
    return Connected(to.called, to.phone, to.email, decides)


@cache
def _connected() -> Select[Handover, Agent]:
    name = func.lower(func.coalesce(Agent.work_name, Agent.login))
    named = func.replace(func.lower(Reply.body), name, "") != func.lower(Reply.body)
    knows = exists().where(
        Reply.conversation_id == Handover.conversation_id,
        Reply.queued_at >= Handover.answered_at,
        Reply.state == ReplyState.DELIVERED,
        or_(Reply.agent_id == Handover.to_id, named),
    )
    return (
        select(Handover, Agent)
        .join(Agent, Agent.id == Handover.to_id)
        .where(
            Handover.conversation_id == bindparam("here"),
            Handover.from_id == bindparam("agent"),
            Handover.outcome == Outcome.ACCEPTED,
            Handover.remedy.is_not(None),
            Handover.answered_at > bindparam("since"),
            Agent.disabled_at.is_(None),
            or_(Agent.phone.is_not(None), Agent.email.is_not(None)),
            ~knows,
        )
        .order_by(Handover.id.desc())
        .limit(1)
    )
