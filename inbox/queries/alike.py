"""Who else somebody may be: looked up when an agent asks, and never acted on.

    what they told of themselves, or the team noted ──signs of the search index──> who told the same
    name and handle ─────────────────────────────────words of the search index──> who is called so

A look reads a bounded number of entries, the newest first, and of them says what is in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agent, Contact, Direction, Fact, Message, Person, SearchEntry
from inbox.queries import people, search_people
from inbox.queries import search_index as index
from inbox.queries.people import Other
from inbox.queries.search_index import Wanted
from inbox.rules import folding, likeness, places
from inbox.rules.likeness import Face, Ways, Why
from inbox.rules.search import Term

LOOK = 100
"""Entries of the index that are looked at for names, for messages and for notes."""
SAID = 30
OWN = 10
"""What of one's own is read: messages of a contact, contacts of a person, addresses, numbers."""
ANYBODYS = 5
"""What more than so many others wrote as well is nobody's own."""

Texts = dict[int, list[str]]


def alike(session: Session, contact: Contact) -> tuple[Other, ...]:
    """Return who may be the same person, each with a reason; nobody without one."""
    mine = people.contact_ids(session, contact)
    own = _own(session, contact, mine[:OWN]) - _ours(session)
    signs = index.reached(own)[:OWN]
    told = _told(session, signs, mine) if signs else {}
    called = [] if contact.withheld else _called(session, contact)
    others = [one for one in dict.fromkeys([*told, *called]) if one not in mine]
    faces = _faces(session, [contact.id, *others], told)
    shared = _rare(own, [faces[one].ways for one in told if one in faces])
    here = _face(faces[contact.id], shared)
    because = {one: likeness.reasons(here, faces[one]) for one in others if one in faces}
    found = [one for one in others if because.get(one)]
    found.sort(key=lambda one: because[one][0].why is Why.NAME)
    return people.others(session, found, because)


def _own(session: Session, contact: Contact, mine: Sequence[int]) -> Ways:
    """Return how somebody says they are reached: in what they wrote last, and as it was noted."""
    texts = _noted(session, contact)
    for one in mine:
        texts += session.scalars(
            select(Message.text)
            .where(Message.contact_id == one, Message.direction == Direction.INBOUND)
            .order_by(Message.id.desc())
            .limit(SAID)
        )
    return likeness.ways(texts)


def _noted(session: Session, contact: Contact) -> list[str]:
    noted = select(Person.notes, Person.channel_address).where(Person.id == contact.person_id)
    return [text for row in session.execute(noted) for text in row if text]


def _ours(session: Session) -> Ways:
    """Return how we are reached ourselves: customers write that often, and it is not theirs."""
    agents = session.execute(select(Agent.phone, Agent.email))
    ways = [way for row in agents for way in row if way]
    return likeness.ways([*ways, *session.scalars(select(Fact.text))])


def _told(session: Session, signs: Sequence[str], mine: Sequence[int]) -> Texts:
    """Return whose messages or notes hold one of these signs, each with those texts."""
    but = [Term((index.customer(one),)) for one in mine]
    spoken = Wanted([], [signs, [index.MESSAGE]], but)
    noted = Wanted([], [signs, [index.PERSON]])
    said = index.found(session, spoken, places.FIRST, places.LAST, LOOK)
    known = index.found(session, noted, places.PEOPLE, 0, LOOK)
    found: Texts = defaultdict(list)
    rows = session.execute(
        select(Contact.id, Message.text)
        .join(Message, Message.contact_id == Contact.id)
        .join(SearchEntry, SearchEntry.message_id == Message.id)
        .where(SearchEntry.place.in_(said))
        .order_by(SearchEntry.place.desc())
    )
    for contact_id, text in rows:
        found[contact_id].append(text)
    for place in known:
        found[place - places.PEOPLE] += []  # its notes are read with its face
    return found


def _called(session: Session, contact: Contact) -> list[int]:
    """Return who bears the same handle or name, among the newest that have its words."""
    found: list[int] = []
    for words in map(folding.folded, (contact.handle or "", contact.name)):
        if words:
            found += search_people.called(session, [Term(tuple(words))], [], LOOK)
    return found


def _faces(session: Session, ids: Sequence[int], told: Texts) -> dict[int, Face]:
    rows = session.execute(
        select(Contact, Person.name, Person.notes, Person.channel_address)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Contact.id.in_(ids))
    )
    return {
        one.id: Face(
            one.platform,
            one.name,
            one.handle,
            likeness.ways([notes or "", where or "", *told.get(one.id, [])]),
            called,
        )
        for one, called, notes, where in rows
    }


def _rare(own: Ways, others: Sequence[Ways]) -> Ways:
    """Return what of one's own few others told as well."""
    return Ways(
        frozenset(
            one for one in own.mails if sum(one in them.mails for them in others) <= ANYBODYS
        ),
        frozenset(
            one for one in own.phones if sum(one in them.phones for them in others) <= ANYBODYS
        ),
    )


def _face(of: Face, ways: Ways) -> Face:
    return Face(of.platform, of.name, of.handle, ways, of.called)
