"""What the team knows about a customer, written down by agents: nothing is ever invented.

A row comes into being with the first thing that is written. Whoever writes says which revision
they saw (0: there was none): of two who write at once the second is told, and keeps their text.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import OFFERED
from db.models import Agent, Contact, Depth, Form, Message, Person
from db.session import KEEP_KEYS
from inbox.care import audit, indexing
from inbox.care.rights import Actor, Right, require
from inbox.rules import people
from inbox.rules.people import Facts, Flaw, Known

NONE = 0
"""The revision of somebody about whom nothing was written yet."""


class NoContact(LookupError):
    """There is no such contact; nothing was changed."""


class Changed(Exception):
    """Somebody wrote who had not when the agent looked; nothing was changed.

    `name` is theirs, None where a command or the clock did it.
    """

    def __init__(self, name: str | None) -> None:
        super().__init__("somebody was faster")
        self.name = name


class Unfit(ValueError):
    """What was typed cannot be kept; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def known() -> Known:
    """Return the words that may stand where there is a choice."""
    ways = (people.CALL, people.MAIL, *OFFERED)
    return Known(tuple(Form), tuple(Depth), ways)


def save(
    session: Session, actor: Actor, contact_id: int, typed: Facts, seen: int, now: datetime
) -> int:
    """Keep what an agent knows about somebody; returns the new revision.

    A block stays as it is. Raises Changed, Unfit, NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    wanted = people.tidy(typed)
    flaw = people.flaw(wanted, known(), now.date())
    if flaw is None and not _told(session, contact_id, wanted.channel_message_id):
        flaw = Flaw.UNKNOWN
    if flaw is not None:
        raise Unfit(flaw)
    person = held(session, contact_id, seen, now)
    fields = [name for name in WRITTEN if getattr(person, name) != (getattr(wanted, name))]
    if not fields:
        return person.revision
    for name in fields:
        setattr(person, name, getattr(wanted, name))
    person.noted_at, person.noted_by = now, actor.agent_id
    wrote(session, actor, person, now)
    audit.record(session, actor, "noted", f"people:{person.id}", now, fields=fields)
    indexing.keep_up(session)
    return person.revision


def _told(session: Session, contact_id: int, message_id: int | None) -> bool:
    """Return whether a message is one of theirs, on whatever channel; none is as well."""
    if message_id is None:
        return True
    writer, asked = session.get(Message, message_id), session.get(Contact, contact_id)
    if writer is None or writer.contact_id is None or asked is None:
        return False
    theirs = session.get_one(Contact, writer.contact_id)
    same = theirs.person_id is not None and theirs.person_id == asked.person_id
    return theirs.id == asked.id or same


WRITTEN = (
    "name",
    "address",
    "language",
    "channel",
    "channel_source",
    "channel_since",
    "channel_address",
    "channel_hours",
    "channel_message_id",
    "pace",
    "notes",
)
"""What agents write; who is blocked stands beside it."""


def held(session: Session, contact_id: int, seen: int | None, now: datetime) -> Person:
    """Return the person behind a contact, locked; made where there is none. Raises Changed."""
    contact = session.get(Contact, contact_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if contact is None:
        raise NoContact(contact_id)
    person = locked(session, contact.person_id) if contact.person_id is not None else None
    expect(session, person, seen)
    if person is None:
        person = Person(notes="", revision=NONE, updated_at=now)
        session.add(person)
        session.flush()
        contact.person_id = person.id
        session.flush()
    return person


def locked(session: Session, person_id: int) -> Person:
    """Return a person's row, locked until the commit."""
    return session.get_one(Person, person_id, with_for_update=KEEP_KEYS, populate_existing=True)


def expect(session: Session, person: Person | None, seen: int | None) -> None:
    """Raise Changed where somebody wrote since; None: it does not matter."""
    revision = person.revision if person else NONE
    if seen is not None and seen != revision:
        raise Changed(_called(session, person.updated_by if person else None))


def wrote(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """Note who changed something last, be it a join or a block: facts or not."""
    person.revision += 1
    person.updated_at, person.updated_by = now, actor.agent_id
    session.flush()


def facts(person: Person) -> Facts:
    """Return what is known of a person."""
    return Facts(**{name: getattr(person, name) for name in Facts.__dataclass_fields__})


def of(session: Session, person_id: int) -> list[int]:
    """Return a person's contacts."""
    mine = select(Contact.id).where(Contact.person_id == person_id).order_by(Contact.id)
    return list(session.scalars(mine))


def _called(session: Session, agent_id: int | None) -> str | None:
    agent = session.get(Agent, agent_id) if agent_id is not None else None
    return agent.called if agent else None
