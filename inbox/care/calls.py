"""Whom we call for what is due: its owner or who stands in, the deputy, leads; nobody absent."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Absence, Agent, Conversation, ConversationState, Role, TeamMember
from inbox.care import conversations, passing
from inbox.care.conversations import Event

OWNER, DEPUTY, LEAD, TOLD = range(4)
"""Who is called next; at TOLD everybody knows."""


def awake(session: Session, conversation: Conversation) -> None:
    """Put a conversation among the open ones again, so that it is seen before it is late.

    Its customer waits no more than before: nobody does where nobody wrote.
    """
    if conversation.state == ConversationState.OPEN:
        return
    state = conversations.after(conversation.state, Event.REOPENED)
    conversations.restore(session, conversation, state, conversation.waiting_since, None)
    passing.pass_on(session, [conversation.id])


def owner(session: Session, owner_id: int) -> set[int]:
    """Return who does an owner's work: they themselves, or who stands in for them."""
    stands = select(Absence.stand_in_id).where(
        Absence.agent_id == owner_id, passing.under_way(), Absence.stand_in_id.is_not(None)
    )
    return {session.scalar(stands.limit(1)) or owner_id} & here(session)


def team(session: Session, team_id: int | None) -> set[int]:
    """Return the people of a queue who are here; of one without any, everybody."""
    inside = select(TeamMember.agent_id).where(TeamMember.team_id == team_id)
    theirs = set(session.scalars(inside)) if team_id is not None else set()
    present = here(session)
    return (theirs & present) or present


def deputies(session: Session, owner_id: int) -> set[int]:
    """Return the deputy whom an owner named last, where they are here."""
    named = (
        select(Absence.deputy_id)
        .where(Absence.agent_id == owner_id, Absence.deputy_id.is_not(None))
        .order_by(Absence.begins_at.desc(), Absence.id.desc())
        .limit(1)
    )
    deputy = session.scalar(named)
    return {deputy} & here(session) if deputy is not None else set()


def leads(session: Session, team_id: int | None = None) -> set[int]:
    """Return who leads a team: the admins in it, else all who are here; without any, the team."""
    admins = select(Agent.id).where(Agent.role == Role.ADMIN, Agent.disabled_at.is_(None))
    present = set(session.scalars(admins)) & here(session)
    return (present & team(session, team_id)) or present or team(session, team_id)


def here(session: Session) -> set[int]:
    """Return who works here and is not absent."""
    absent = select(Absence.agent_id).where(passing.under_way())
    works = select(Agent.id).where(Agent.disabled_at.is_(None), Agent.id.not_in(absent))
    return set(session.scalars(works))
