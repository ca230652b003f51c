"""What an agent says about how somebody is to be treated: with care, or by the team's line.

Kept at the person's contacts, all of them: who is joined later and parted again keeps their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Care, Contact, Conversation
from inbox.care import audit
from inbox.care.conversations import NoConversation
from inbox.care.lines import NoLine
from inbox.care.people import NoContact
from inbox.care.rights import Actor, Right, require
from inbox.queries import lines as queries


def care(session: Session, actor: Actor, contact_id: int, why: Care | None, now: datetime) -> None:
    """Say that somebody grieves or is ill, or that it is over. Raises NoContact, NotAllowed.

    When it was said last stays with them: see `inbox.queries.caring.cared`.
    """
    require(actor, Right.REPLY)
    ids = _held(session, contact_id)
    values = {"care": why, **({"cared_at": now} if why else {})}
    session.execute(update(Contact).where(Contact.id.in_(ids)).values(values))
    audit.record(session, actor, "care", f"contacts:{contact_id}", now, why=why or "over")


def team_line(
    session: Session, actor: Actor, conversation_id: int, now: datetime, *, on: bool
) -> None:
    """Sign for a conversation's customer with the team's line, or each agent's own again.

    There has to be one: its team's or its account's. Raises NoLine, NoConversation, NotAllowed.
    """
    require(actor, Right.REPLY)
    here = session.get(Conversation, conversation_id)
    if here is None:
        raise NoConversation(conversation_id)
    if on and not queries.of_conversation(session, conversation_id)[0].reachable:
        raise NoLine(conversation_id)
    contact_id = here.contact_id
    ids = _held(session, contact_id)
    session.execute(update(Contact).where(Contact.id.in_(ids)).values(team_line=on))
    audit.record(session, actor, "team line", f"contacts:{contact_id}", now, on=on)


def _held(session: Session, contact_id: int) -> Sequence[int]:
    """Return a contact and all others of its person, locked."""
    person_id = session.scalar(select(Contact.person_id).where(Contact.id == contact_id))
    same = Contact.id == contact_id
    if person_id is not None:
        same |= Contact.person_id == person_id
    rows = select(Contact.id).where(same).order_by(Contact.id).with_for_update(key_share=True)
    ids = session.scalars(rows).all()
    if not ids:
        raise NoContact(contact_id)
    return ids
