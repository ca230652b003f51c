"""Who writes to customers: an agent with a name, looked up when they act."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.models import Agent
from inbox.care.rights import Actor, NotAllowed, Right, require


def writer(session: Session, actor: Actor) -> Agent:
    """Return the agent who acts; somebody disabled writes no more. Raises NotAllowed."""
    require(actor, Right.REPLY)
    agent = session.get(Agent, actor.agent_id) if actor.agent_id is not None else None
    if agent is None or agent.disabled_at is not None:
        raise NotAllowed("only an agent writes to customers")
    return agent
