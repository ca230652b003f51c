"""Housekeeping: what is older than it is to be kept goes, a few rows at a time.

No transaction is long, so nobody waits for it; killed at any moment it goes on where it was.
Files that no row refers to any more go last, when they have lain there for a while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from connectors.base import Clock
from db.models import (
    Base,
    Conversation,
    Message,
    PollRun,
    RawMessage,
    SkippedRecord,
)
from db.session import Database
from inbox.care import contacts, shelf, surveys
from inbox.care.journal import tell
from inbox.queries import pictures, retention
from inbox.rules.retention import before
from inbox.settings import Settings

ROWS = 500
TALKS = 20
"""Rows, and conversations with all that was said in them, that one transaction removes."""

ROUNDS = 200
"""Transactions of a kind in one sweep; what is left waits for the next."""

HOUR = 3_600.0
DAY = 24 * HOUR

log = logging.getLogger("durchwahl.care")

Stop = Callable[[], bool]


@dataclass
class Swept:
    """What was removed."""

    raw: int = 0
    skipped: int = 0
    runs: int = 0
    conversations: int = 0
    around: int = 0
    files: int = 0
    answers: int = 0


def tidy(db: Database, settings: Settings, now: Clock, stop: Stop = lambda: False) -> Swept:
    """Remove what is older than the settings keep it; returns what went."""
    keep, moment = settings.keep, now()
    swept = Swept(
        raw=_oldest(
            db, RawMessage.message_id, RawMessage.stored_at, before(keep.raw, moment), stop
        ),
        skipped=_each(db, SkippedRecord, retention.old_skipped(before(keep.skipped, moment)), stop),
        runs=_oldest(db, PollRun.id, PollRun.started_at, before(keep.runs, moment), stop),
        conversations=_talks(db, before(keep.messages, moment), stop),
        around=_around(db, before(keep.messages, moment), stop),
        files=0 if stop() else files(db, settings),
        answers=0 if stop() else _answers(db, before(keep.messages, moment), moment),
    )
    removed = {each.name: getattr(swept, each.name) for each in fields(swept)}
    if any(removed.values()):
        tell(log, logging.INFO, "housekeeping", **{name: n for name, n in removed.items() if n})
    return swept


def files(db: Database, settings: Settings) -> int:
    """Remove files that no row refers to: of customers after an hour, of agents after a day."""
    done = 0
    for kept, used, older in (
        (shelf.media(settings.data_dir), pictures.used_media, HOUR),
        (shelf.pictures(settings.data_dir), pictures.used_pictures, DAY),
    ):

        def refers(digests: Iterable[str], used: Any = used) -> set[str]:
            with db.read() as session:
                found: set[str] = used(session, list(digests))
                return found

        done += kept.sweep(refers, older)
    return done


def _answers(db: Database, moment: datetime | None, now: datetime) -> int:
    with db.write() as session:
        return surveys.forget(session, moment, now)


def _oldest(db: Database, key: Any, at: Any, moment: datetime | None, stop: Stop) -> int:
    """Remove rows from the oldest id on until one is young: ids grow with time.

    So no index is needed for the time, and nothing is read that stays.
    """
    if moment is None:
        return 0

    def some(session: Session) -> int:
        head = session.execute(select(key, at).order_by(key).limit(ROWS)).all()
        old = [row[0] for row in head if row[1] < moment]
        if old:
            _delete(session, key.class_, key.in_(old))
        return len(old)

    return _rounds(db, some, stop)


def _each(db: Database, table: type[Base], old: Select[int] | None, stop: Stop) -> int:
    if old is None:
        return 0

    def some(session: Session) -> int:
        ids = list(session.scalars(old.limit(ROWS)))
        if ids:
            _delete(session, table, table.__table__.c.id.in_(ids))
        return len(ids)

    return _rounds(db, some, stop)


def _talks(db: Database, moment: datetime | None, stop: Stop) -> int:
    """Remove conversations with all that belongs to them, and people of whom nothing is left.

    Locked against everybody who refers to them: one that somebody writes into is left alone.
    """
    old = retention.old_conversations(moment)
    if old is None:
        return 0

    def some(session: Session) -> int:
        locked = old.limit(TALKS).with_for_update(skip_locked=True, of=Conversation)
        ids = list(session.scalars(locked))
        if not ids:
            return 0
        people = _people(session, Conversation.id.in_(ids), Conversation)
        _delete(session, Message, Message.conversation_id.in_(ids))
        _delete(session, Conversation, Conversation.id.in_(ids))
        contacts.forget(session, people)
        return len(ids)

    return _rounds(db, some, stop)


def _around(db: Database, moment: datetime | None, stop: Stop) -> int:
    old = retention.old_context(moment)
    if old is None:
        return 0

    def some(session: Session) -> int:
        ids = list(session.scalars(old.limit(ROWS)))
        if ids:
            people = _people(session, Message.id.in_(ids), Message)
            _delete(session, Message, Message.id.in_(ids))
            contacts.forget(session, people)
        return len(ids)

    return _rounds(db, some, stop)


def _people(session: Session, which: Any, of: Any) -> set[int]:
    return {number for number in session.scalars(select(of.contact_id).where(which)) if number}


def _rounds(db: Database, some: Callable[[Session], int], stop: Stop) -> int:
    rounds = count()
    return db.in_pieces(some, lambda: stop() or next(rounds) >= ROUNDS)


def _delete(session: Session, table: Any, which: Any) -> None:
    session.execute(delete(table).where(which).execution_options(synchronize_session=False))
