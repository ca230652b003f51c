"""E-mails to colleagues: written down with what they tell, sent later, given up after a day.

    queued ──> claimed (committed before the server is asked) ──> sent | due again | given up

A worker that dies in between leaves an e-mail that is due again after a while: it may arrive
twice, under the same Message-ID, but it is never lost.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db.models import Mail
from db.upsert import insert_into

AT_ONCE = 20
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail that is ours to send now; `message_id` is the same at every try."""

    id: int
    recipient: str
    subject: str
    text: str
    tries: int
    queued_at: datetime
    message_id: str


def queue(
    session: Session, key: str, recipient: str, subject: str, text: str, now: datetime
) -> bool:
    """Write an e-mail down, once a key; return whether it is new."""
    row = insert_into(session, Mail).values(
        key=key, recipient=recipient, subject=subject, text=text, queued_at=now, due_at=now, tries=0
    )
    made = session.execute(row.on_conflict_do_nothing(index_elements=["key"]).returning(Mail.id))
    return made.first() is not None


def waiting(session: Session, now: datetime) -> bool:
    """Return whether an e-mail is due."""
    return session.scalar(_due(now).limit(1)) is not None


def _due(now: datetime) -> Select[int]:
    return (
        select(Mail.id)
        .where(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.due_at <= now)
        .order_by(Mail.due_at, Mail.id)
    )


def claim(session: Session, now: datetime) -> list[Letter]:
    """Take the e-mails that are due; they are ours when this transaction is committed."""
    due = _due(now).limit(AT_ONCE).with_for_update(skip_locked=True).cte("due")
    taken = session.scalars(
        update(Mail)
        .where(Mail.id.in_(select(due.c.id)))
        .values(due_at=now + LEASE, tries=Mail.tries + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return [_letter(row) for row in sorted(taken, key=lambda row: row.id)]


def _letter(row: Mail) -> Letter:
    name = hashlib.sha256(row.key.encode()).hexdigest()[:32]
    return Letter(row.id, row.recipient, row.subject, row.text, row.tries, row.queued_at, name)


def sent(session: Session, letter: Letter, now: datetime) -> None:
    """Note that the mail server has it."""
    _set(session, letter, {"sent_at": now, "trouble": None})


def not_sent(
    session: Session, letter: Letter, trouble: str, now: datetime, *, final: bool = False
) -> bool:
    """Note why it did not leave; it is tried again for a day. Returns whether it is given up."""
    wait = min(FIRST_WAIT * 2 ** min(letter.tries - 1, 10), LONGEST_WAIT)
    over = final or now + wait > letter.queued_at + LIFETIME
    values = {"failed_at": now} if over else {"due_at": now + wait}
    _set(session, letter, {"trouble": trouble, **values})
    return over


def _set(session: Session, letter: Letter, values: dict[str, object]) -> None:
    session.execute(
        update(Mail)
        .where(Mail.id == letter.id, Mail.sent_at.is_(None))
        .values(values)
        .execution_options(synchronize_session=False)
    )
