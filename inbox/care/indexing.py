"""What search does not know yet is folded and written down, in the transaction that wrote it.

Triggers note what is due (see db.models.search). Whoever stores texts calls `keep_up`; a worker
looks as well, for what an upgrade left to be done and for whoever forgot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import Delete, Integer, Select, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from db.models import Account, Contact, Direction, Message, Person, SearchDue, SearchEntry
from db.session import Database
from inbox.queries import search_index as index
from inbox.rules import folding, likeness, places

PIECE = 500
"""What one transaction writes down at most, so that none is long."""

Stop = Callable[[], bool]


def keep_up(session: Session, limit: int = PIECE) -> int:
    """Write down what is due, the newest first; returns how much was. Commits nothing.

    Workers pass by what another one has in hand, and what somebody is just deleting.
    """
    due = list(session.scalars(_newest_due(), {"most": limit}))
    if not due:
        return 0
    messages = [subject for subject in due if subject > 0]
    contacts = [-subject for subject in due if subject < 0]
    entries, left = _messages(session, messages)
    people, left_people = _people(session, contacts)
    session.execute(_outdated(), {"messages": messages, "contacts": contacts})
    if entries or people:
        session.execute(insert(SearchEntry), [*entries, *people])
    left |= {-number for number in left_people}
    done = [subject for subject in due if subject not in left]
    session.execute(_done(), {"these": done})
    return len(done)


@cache  # to build statements takes longer than to ask them
def _newest_due() -> Select[int]:
    newest = select(SearchDue.subject).order_by(SearchDue.subject.desc())
    some = newest.limit(bindparam("most", type_=Integer()))
    return some.with_for_update(skip_locked=True)


@cache
def _outdated() -> Delete:
    of_messages = SearchEntry.message_id.in_(bindparam("messages", expanding=True))
    of_contacts = SearchEntry.contact_id.in_(bindparam("contacts", expanding=True))
    outdated = delete(SearchEntry).where(or_(of_messages, of_contacts))
    return outdated.execution_options(synchronize_session=False)


@cache
def _done() -> Delete:
    done = delete(SearchDue).where(SearchDue.subject.in_(bindparam("these", expanding=True)))
    return done.execution_options(synchronize_session=False)


def catch_up(db: Database, stop: Stop = lambda: False) -> int:
    """Write down all that is due, a piece a transaction; returns how much was."""
    with db.read() as session:
        if session.scalar(select(SearchDue.subject).limit(1)) is None:
            return 0
    return db.in_pieces(keep_up, stop)


def _messages(session: Session, ids: list[int]) -> tuple[list[dict[str, Any]], set[int]]:
    """Return the entries of messages, and which are locked by somebody who may delete them."""
    if not ids:
        return [], set()
    rows = session.execute(_of_messages(), {"these": ids}).all()
    return [_entry(row) for row in rows if _said(row)], _locked(session, Message.id, ids, rows)


@cache
def _of_messages() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id,
            Message.text,
            Message.kind,
            Message.direction,
            Message.gone,
            Message.contact_id,
            Message.agent_id,
            Message.conversation_id,
            Message.created_at,
            Account.platform,
        )
        .join(Account, Account.id == Message.account_id)
        .where(Message.id.in_(bindparam("these", expanding=True)))
        .with_for_update(read=True, key_share=True, skip_locked=True, of=Message)
    )


def _said(row: Any) -> bool:
    """Return whether a message belongs to a conversation and has words to find."""
    forgotten = row.gone is not None and row.direction != Direction.OUTBOUND
    return row.conversation_id is not None and not forgotten and bool(folding.folded(row.text))


def _entry(row: Any) -> dict[str, Any]:
    signs = [index.MESSAGE, index.platform(row.platform), index.kind(row.kind)]
    theirs = (Direction.INBOUND, Direction.HEARD)
    if row.contact_id is not None and row.direction in theirs:
        signs += [index.customer(row.contact_id), *index.reached(likeness.ways([row.text]))]
    if row.agent_id is not None:
        signs.append(index.agent(row.agent_id))
    return {
        "place": places.message(row.created_at, row.id),
        "message_id": row.id,
        "contact_id": None,
        "words": " ".join([*signs, *folding.folded(row.text)]),
    }


def _people(session: Session, ids: list[int]) -> tuple[list[dict[str, Any]], set[int]]:
    if not ids:
        return [], set()
    rows = session.execute(
        select(
            Contact.id,
            Contact.platform,
            Contact.name,
            Contact.handle,
            Person.name.label("called"),
            Person.notes,
            Person.channel_address,
        )
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Contact.id.in_(ids))
        .with_for_update(read=True, key_share=True, skip_locked=True, of=Contact)
    ).all()
    entries = []
    for row in rows:
        called = folding.folded(f"{row.name} {row.handle or ''} \n {row.called or ''}")
        known = f"{row.notes or ''} \n {row.channel_address or ''}"
        noted = [index.note(word) for word in folding.folded(known)]
        signs = [index.PERSON, index.platform(row.platform)]
        signs += index.reached(likeness.ways([known]))
        words = " ".join([*signs, *called, *noted])
        place = places.person(row.id)
        if called or noted:
            entries.append(
                {"place": place, "message_id": None, "contact_id": row.id, "words": words}
            )
    return entries, _locked(session, Contact.id, ids, rows)


def _locked(session: Session, key: Any, ids: list[int], rows: Iterable[Any]) -> set[int]:
    missing = set(ids) - {row.id for row in rows}
    return set(session.scalars(select(key).where(key.in_(missing)))) if missing else set()
