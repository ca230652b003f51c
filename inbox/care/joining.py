"""Two contacts that are one person: joined by an agent, and parted again with nothing lost.

    stays ── knows both ──┐                the row of who was joined waits as it was, and a
    joined ─ row waits ───┴─ a journal     journal keeps who stayed: parting gives both back

What was written since the join goes with the one the agent chooses. Joins of one person are undone
in turn, the newest first. Contacts are locked before people, each in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from db.models import Contact, JoinedContact, Person, PersonJoin
from inbox.care import audit, blocking, indexing, people
from inbox.care.people import Changed, NoContact
from inbox.care.rights import Actor, Right, require
from inbox.rules import people as rules
from inbox.rules.people import Facts


class OnePerson(Exception):
    """The two are one person already, or one contact; nothing was changed."""


class NoJoin(LookupError):
    """There is no such join, or another one lies on it; nothing was changed."""


def join(
    session: Session,
    actor: Actor,
    contact_id: int,
    other_id: int,
    seen: tuple[int, int],
    reasons: Sequence[str],
    now: datetime,
) -> int:
    """Make one person of two; returns the join. `seen` are both revisions as the agent saw them.

    Where both say something, what is known of the first is right; the audit keeps the reasons.
    Raises OnePerson, Changed, NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    if contact_id == other_id:
        raise OnePerson
    _hold(session, (contact_id, other_id))
    stays, goes = (
        people.held(session, each, revision, now)
        for each, revision in zip((contact_id, other_id), seen, strict=True)
    )
    if stays.id == goes.id:
        raise OnePerson
    along = people.of(session, goes.id)
    both = rules.joined(people.facts(stays), people.facts(goes))
    row = PersonJoin(
        person_id=stays.id,
        joined_id=goes.id,
        before=rules.dumped(people.facts(stays)),
        after=rules.dumped(both),
        reasons=list(reasons),
        agent_id=actor.agent_id,
        at=now,
    )
    session.add(row)
    session.flush()
    session.add_all([JoinedContact(join_id=row.id, contact_id=each) for each in along])
    _belong(session, along, stays.id)
    _know(stays, both)
    people.wrote(session, actor, stays, now)
    people.wrote(session, actor, goes, now)
    note: dict[str, Any] = {"other": goes.id, "contacts": [str(each) for each in along]}
    audit.record(session, actor, "joined", f"people:{stays.id}", now, reasons=list(reasons), **note)
    _settle(session, stays)
    return row.id


def part(
    session: Session,
    actor: Actor,
    join_id: int,
    seen: int,
    now: datetime,
    *,
    since_to_joined: bool = False,
) -> None:
    """Undo a person's newest join: both know again what they knew, and every contact goes home.

    What was written since stays with who stayed, or goes with who was joined; also where nothing
    else is left of who stayed. Raises NoJoin, Changed, NotAllowed.
    """
    require(actor, Right.REPLY)
    row = session.get(PersonJoin, join_id)
    if row is None or newest(session, row.person_id) != join_id:
        raise NoJoin(join_id)
    _hold(session, people.of(session, row.person_id)[:1])
    stays, goes = _both(session, row)
    people.expect(session, stays, seen)
    if newest(session, row.person_id) != join_id:
        raise NoJoin(join_id)
    home = _home(session, row)
    alone = set(people.of(session, stays.id)) <= set(home)
    mine, theirs = rules.parted(
        rules.read(row.before),
        people.facts(goes),
        rules.read(row.after),
        people.facts(stays),
        since_to_other=since_to_joined or alone,
    )
    _belong(session, home, goes.id)
    _know(stays, mine)
    _know(goes, theirs)
    session.delete(row)
    people.wrote(session, actor, stays, now)
    people.wrote(session, actor, goes, now)
    note: dict[str, Any] = {"other": goes.id, "contacts": [str(each) for each in home]}
    audit.record(session, actor, "parted", f"people:{stays.id}", now, **note)
    _settle(session, stays)
    _settle(session, goes)
    if alone:
        forget(session, [stays.id])


def newest(session: Session, person_id: int) -> int | None:
    """Return the join of a person that can be undone."""
    mine = select(PersonJoin.id).where(PersonJoin.person_id == person_id)
    return session.scalar(mine.order_by(PersonJoin.at.desc(), PersonJoin.id.desc()).limit(1))


def forget(session: Session, person_ids: Iterable[int]) -> None:
    """Forget what nobody stands behind any more, of people who lost contacts; commits nothing.

    A join that brought nobody who is left cannot be undone: what was known of both stays with who
    stayed, and the row that waited goes. A person without any contact goes whole.
    """
    known = _below(session, set(person_ids))
    if not known:
        return
    brought = select(JoinedContact.join_id).where(JoinedContact.join_id == PersonJoin.id).exists()
    _run(session, delete(PersonJoin).where(PersonJoin.person_id.in_(known), ~brought))
    here = select(Contact.id).where(Contact.person_id == Person.id).exists()
    waits = select(PersonJoin.id).where(PersonJoin.joined_id == Person.id).exists()
    _run(session, delete(Person).where(Person.id.in_(known), ~here, ~waits))


def _below(session: Session, ids: set[int]) -> set[int]:
    """Return people with all who were ever joined to them."""
    found, new = set(ids), set(ids)
    while new:
        joined = select(PersonJoin.joined_id).where(PersonJoin.person_id.in_(new))
        new = set(session.scalars(joined)) - found
        found |= new
    return found


def _hold(session: Session, ids: Sequence[int]) -> None:
    """Lock these contacts and all others of their people. Raises NoContact, Changed."""
    before = _persons(session, ids)
    if len(before) < len(ids):
        raise NoContact(ids)
    mine = [person for person in before.values() if person is not None]
    every = select(Contact.id).where(or_(Contact.id.in_(ids), Contact.person_id.in_(mine)))
    session.execute(every.order_by(Contact.id).with_for_update(key_share=True))
    rows = select(Person.id).where(Person.id.in_(mine)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True))
    if _persons(session, ids) != before:
        raise Changed(None)


def _persons(session: Session, ids: Sequence[int]) -> dict[int, int | None]:
    rows = session.execute(select(Contact.id, Contact.person_id).where(Contact.id.in_(ids)))
    return {row.id: row.person_id for row in rows}


def _both(session: Session, row: PersonJoin) -> tuple[Person, Person]:
    ids = sorted((row.person_id, row.joined_id))
    found = {each: people.locked(session, each) for each in ids}
    return found[row.person_id], found[row.joined_id]


def _home(session: Session, row: PersonJoin) -> list[int]:
    brought = select(JoinedContact.contact_id).where(JoinedContact.join_id == row.id)
    return sorted(session.scalars(brought))


def _belong(session: Session, contact_ids: Sequence[int], person_id: int) -> None:
    _run(
        session,
        update(Contact).where(Contact.id.in_(contact_ids)).values(person_id=person_id),
    )
    session.expire_all()


def _know(person: Person, facts: Facts) -> None:
    for name in Facts.__dataclass_fields__:
        setattr(person, name, getattr(facts, name))


def _settle(session: Session, person: Person) -> None:
    """Let lists and search follow: who is blocked, and under which names they are found."""
    session.flush()
    blocking.weigh(session, people.of(session, person.id))
    indexing.keep_up(session)


def _run(session: Session, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))
