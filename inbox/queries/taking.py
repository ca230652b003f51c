"""What "take and tell" has to know: whom it is for, and what the agent has to do already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import (
    Absence,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    Person,
    Promise,
)
from inbox.rules.taking import Customer

NEWEST = 3
"""Messages of a customer by which their language is guessed."""


def customer(session: Session, conversation_id: int) -> Customer:
    """Return whom a conversation is with, as far as anybody knows."""
    row = session.execute(
        select(Contact, Person, Conversation.language)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Conversation.id == conversation_id)
    ).one()
    contact, person, said = row
    newest = (
        select(Message.text)
        .where(Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(NEWEST)
    )
    return Customer(
        chosen=person.name if person else None,
        name=None if contact.withheld else contact.name,
        address=person.address if person else None,
        language=person.language if person else None,
        platform_language=said,
        wrote=tuple(session.scalars(newest)),
    )


def closes(session: Session, conversation_id: int) -> datetime | None:
    """Return until when the platform takes an answer, None where it sets no end."""
    those = select(Conversation.answer_until).where(Conversation.id == conversation_id)
    return session.scalar(those)


def hears(session: Session, conversation_id: int) -> datetime | None:
    """Return by when its customer hears from us next, None where nobody waits."""
    return session.scalar(select(Conversation.sign_at).where(Conversation.id == conversation_id))


def waiting_for(session: Session, agent_id: int, but: int) -> int:
    """Return how many wait for an agent, but for one conversation."""
    those = select(func.count()).where(
        Conversation.owner_id == agent_id,
        Conversation.state == ConversationState.OPEN,
        Conversation.waiting_since.is_not(None),
        Conversation.id != but,
    )
    return session.scalar(those) or 0


def away(session: Session, agent_id: int, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return when an agent is absent, now or later."""
    rows = session.execute(
        select(Absence.begins_at, Absence.ends_at).where(
            Absence.agent_id == agent_id, Absence.ended_at.is_(None), Absence.ends_at > now
        )
    )
    return [(row.begins_at, row.ends_at) for row in rows]


def promise(session: Session, promise_id: int) -> Promise | None:
    """Return a promise of the ledger."""
    return session.get(Promise, promise_id)
