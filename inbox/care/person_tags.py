"""Tags on a person: the same words as on conversations, kept at the contact in front of the agent.

All contacts of one person show the tags of each; parted, each has those that were put on it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.models import Contact, ContactTag
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import audit, people, tagging
from inbox.care.people import NoContact
from inbox.care.rights import Actor, Right, require
from inbox.care.tagging import MOST, Refused, Wrong
from inbox.rules.labels import label


def put_on(session: Session, actor: Actor, contact_id: int, name: str, now: datetime) -> bool:
    """Put a tag on a person, a new one if there is none of that name; whether it was not on.

    Raises Refused, NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    theirs = _contacts(session, contact_id)
    here = ContactTag.contact_id.in_(theirs)
    tags = select(func.count(ContactTag.tag_id.distinct())).where(here)
    if (session.scalar(tags) or 0) >= MOST:
        raise Refused(Wrong.TOO_MANY)
    tag_id = tagging.known_or_new(session, actor, kept, now)
    on = select(ContactTag.tag_id).where(here, ContactTag.tag_id == tag_id)
    if session.scalar(on.limit(1)) is not None:
        return False
    row = insert_into(session, ContactTag).values(contact_id=contact_id, tag_id=tag_id)
    session.execute(row.on_conflict_do_nothing())
    audit.record(session, actor, "tagged", f"contacts:{contact_id}", now, tag=tag_id)
    return True


def take_off(session: Session, actor: Actor, contact_id: int, tag_id: int, now: datetime) -> bool:
    """Take a tag off a person, whichever contact it is on; whether it was on.

    Raises NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    theirs = ContactTag.contact_id.in_(_contacts(session, contact_id))
    gone = delete(ContactTag).where(theirs, ContactTag.tag_id == tag_id)
    if not session.scalars(gone.returning(ContactTag.tag_id)).all():
        return False
    audit.record(session, actor, "untagged", f"contacts:{contact_id}", now, tag=tag_id)
    return True


def _contacts(session: Session, contact_id: int) -> list[int]:
    """Lock a contact and return all of its person."""
    contact = session.get(Contact, contact_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if contact is None:
        raise NoContact(contact_id)
    return [contact_id] if contact.person_id is None else people.of(session, contact.person_id)
