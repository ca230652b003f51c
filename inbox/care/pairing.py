"""Not to be given somebody again, after a hard meeting: for oneself, and nobody else's to see.

The distribution alone reads it, over all contacts of the person. Their conversations that an
agent has stay theirs, colleagues may still hand one over, and it can be taken back any time.
The audit keeps that somebody asked for it, not of whom.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import Apart, Contact, Conversation
from db.upsert import insert_into
from inbox.care import audit
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor
from inbox.care.writers import writer


def keep_apart(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Let the distribution give a conversation's customer to somebody else from now on.

    Raises NoConversation, NotAllowed.
    """
    agent = writer(session, actor)
    contact = _contact(session, conversation_id)
    row = insert_into(session, Apart).values(agent_id=agent.id, contact_id=contact.id, at=now)
    session.execute(row.on_conflict_do_nothing())
    audit.record(session, actor, "kept apart", f"agents:{agent.id}", now)


def pair_again(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Take that back, for all contacts of the person. Raises NoConversation, NotAllowed."""
    agent = writer(session, actor)
    contact = _contact(session, conversation_id)
    theirs = select(Contact.id).where(Contact.id == contact.id)
    if contact.person_id is not None:
        theirs = select(Contact.id).where(Contact.person_id == contact.person_id)
    mine = Apart.agent_id == agent.id, Apart.contact_id.in_(theirs)
    session.execute(delete(Apart).where(*mine).execution_options(synchronize_session=False))
    audit.record(session, actor, "paired again", f"agents:{agent.id}", now)


def _contact(session: Session, conversation_id: int) -> Contact:
    found = session.scalar(
        select(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    )
    if found is None:
        raise NoConversation(conversation_id)
    return found
