"""What the team knows of the person behind a contact, and who else they may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Agent,
    Contact,
    ContactTag,
    Conversation,
    JoinedContact,
    Message,
    Person,
    PersonJoin,
    Tag,
)
from inbox.queries import search_people
from inbox.queries.teams import CALLED, Named
from inbox.rules import folding, people
from inbox.rules.likeness import Reason
from inbox.rules.people import Facts
from inbox.rules.search import Term

MOST = 50
"""Contacts of one person that are shown."""

OFFERED = 8

_WRITER, _BLOCKER = aliased(Agent), aliased(Agent)


@dataclass(frozen=True, slots=True)
class ContactView:
    """One of the contacts of a person."""

    id: int
    platform: str
    name: str
    handle: str | None


@dataclass(frozen=True, slots=True)
class JoinView:
    """The newest join of a person: it can be undone.

    `news` are the fields that were written after it, `noted` is what came into the notes.
    """

    id: int
    at: datetime
    agent: str | None
    reasons: tuple[str, ...]
    brought: frozenset[int]
    news: tuple[str, ...]
    noted: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What is known of a person. Revision 0: nothing was written yet.

    `said_in`: the conversation in which they chose the way they want to be reached.
    """

    contacts: tuple[ContactView, ...]
    facts: Facts = field(default_factory=Facts)
    revision: int = 0
    noted_by: str | None = None
    said_in: int | None = None
    blocked_by: str | None = None
    join: JoinView | None = None
    tags: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who may be the same person, and what speaks for it; what a join would share."""

    contact: ContactView
    revision: int
    reasons: tuple[Reason, ...]
    facts: Facts
    contacts: tuple[ContactView, ...]
    last_at: datetime | None


def behind(session: Session, contact: Contact) -> Behind:
    """Return what is known of the person behind a contact."""
    if contact.person_id is None:
        return Behind((_contact(contact),), tags=_tags(session, [contact.id]))
    person, by, blocked_by, said_in = session.execute(
        select(Person, _WRITER, _BLOCKER, Message.conversation_id)
        .outerjoin(Message, Message.id == Person.channel_message_id)
        .outerjoin(_WRITER, _WRITER.id == Person.noted_by)
        .outerjoin(_BLOCKER, _BLOCKER.id == Person.blocked_by)
        .where(Person.id == contact.person_id)
    ).one()
    mine = session.scalars(
        select(Contact).where(Contact.person_id == person.id).order_by(Contact.id).limit(MOST)
    ).all()
    facts = _facts(person)
    return Behind(
        contacts=tuple(_contact(one) for one in mine),
        facts=facts,
        revision=person.revision,
        noted_by=_named(by),
        said_in=said_in,
        blocked_by=_named(blocked_by),
        join=_join(session, person.id, facts),
        tags=_tags(session, [one.id for one in mine]),
    )


def contact_ids(session: Session, contact: Contact) -> list[int]:
    """Return all contacts of the person behind one."""
    if contact.person_id is None:
        return [contact.id]
    mine = select(Contact.id).where(Contact.person_id == contact.person_id)
    return list(session.scalars(mine.order_by(Contact.id).limit(MOST)))


def contact_of(session: Session, conversation_id: int) -> Contact | None:
    """Return whose conversation it is."""
    return session.scalar(
        select(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    )


def known(session: Session, contact: Contact) -> Facts:
    """Return what is known of the person behind a contact, their contacts and joins aside."""
    person = session.get(Person, contact.person_id) if contact.person_id is not None else None
    return _facts(person) if person else Facts()


def looked_up(
    session: Session,
    contact: Contact,
    typed: str,
    because: dict[int, tuple[Reason, ...]],
) -> tuple[Other, ...]:
    """Return whom what was typed means, by their names or the team's notes; `because`: reasons."""
    words = folding.folded(typed)
    if not words:
        return ()
    terms = [Term((word,)) for word in words[:-1]] + [Term((words[-1],), prefix=True)]
    mine = set(contact_ids(session, contact))
    found = search_people.meant(session, terms, [], OFFERED + len(mine))
    return others(session, [one for one in found if one not in mine], because)


def others(
    session: Session, ids: Sequence[int], because: dict[int, tuple[Reason, ...]]
) -> tuple[Other, ...]:
    """Return OFFERED contacts in this order, one of each person."""
    shown: dict[int, Other] = {}
    rows = {
        row.Contact.id: row
        for row in session.execute(
            select(Contact, Person)
            .outerjoin(Person, Person.id == Contact.person_id)
            .where(Contact.id.in_(ids))
        )
    }
    for one in ids:
        if one not in rows:
            continue
        contact, person = rows[one].Contact, rows[one].Person
        key = -person.id if person else contact.id
        if key not in shown and len(shown) < OFFERED:
            shown[key] = Other(
                contact=_contact(contact),
                revision=person.revision if person else 0,
                reasons=because.get(one, ()),
                facts=_facts(person) if person else Facts(),
                contacts=_contacts(session, contact),
                last_at=_last(session, contact.id),
            )
    return tuple(shown.values())


def _last(session: Session, contact_id: int) -> datetime | None:
    return session.scalar(
        select(Conversation.last_message_at)
        .where(Conversation.contact_id == contact_id)
        .order_by(Conversation.last_message_at.desc())
        .limit(1)
    )


def _join(session: Session, person_id: int, now: Facts) -> JoinView | None:
    found = session.execute(
        select(PersonJoin, CALLED.label("agent"))
        .outerjoin(Agent, Agent.id == PersonJoin.agent_id)
        .where(PersonJoin.person_id == person_id)
        .order_by(PersonJoin.at.desc(), PersonJoin.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row = found.PersonJoin
    brought = session.scalars(
        select(JoinedContact.contact_id).where(JoinedContact.join_id == row.id)
    )
    reasons: Iterable[str] = row.reasons
    after = people.read(row.after)
    return JoinView(
        id=row.id,
        at=row.at,
        agent=found.agent,
        reasons=tuple(reasons),
        brought=frozenset(brought),
        news=people.news(after, now),
        noted=people.noted_since(after.notes, now.notes),
    )


def _facts(person: Person) -> Facts:
    return Facts(**{name: getattr(person, name) for name in Facts.__dataclass_fields__})


def _contacts(session: Session, contact: Contact) -> tuple[ContactView, ...]:
    """Return all contacts of the person behind one, that one first."""
    if contact.person_id is None:
        return (_contact(contact),)
    mine = select(Contact).where(Contact.person_id == contact.person_id)
    found = session.scalars(mine.order_by(Contact.id != contact.id, Contact.id).limit(MOST))
    return tuple(_contact(one) for one in found)


def _tags(session: Session, contact_ids: Sequence[int]) -> tuple[Named, ...]:
    rows = session.execute(_on(), {"ids": list(contact_ids)})
    return tuple(Named(row.id, row.name) for row in rows)


@cache  # to build it takes longer than to ask it
def _on() -> Select[int, str]:
    on = select(ContactTag.tag_id).where(
        ContactTag.contact_id.in_(bindparam("ids", expanding=True))
    )
    return select(Tag.id, Tag.name).where(Tag.id.in_(on)).order_by(Tag.folded)


def _contact(row: Contact) -> ContactView:
    return ContactView(row.id, row.platform, row.name, row.handle)


def _named(agent: Agent | None) -> str | None:
    return agent.called if agent else None
