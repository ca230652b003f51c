"""A record that could not be read, read once more: after a fix of ours, from the bytes we kept.

skipped ──reread by its platform──> intake ──> gone from the quarantine
   └── still not readable: it stays, with the reason of today
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

import connectors
from connectors.base import Batch, Clock, Connection, Credentials
from db.models import Account, SkippedRecord, Stream
from db.session import KEEP_KEYS, Database
from inbox.care import audit
from inbox.care.rights import Actor, Right, require
from inbox.incoming import intake, rows
from inbox.queries import quarantine


class Outcome(StrEnum):
    """What became of a record that was replayed."""

    STORED = "stored"
    KNOWN = "known"
    STILL = "still not readable"
    NO_WAY = "its platform cannot read single records"


class NoRecord(LookupError):
    """There is no such record in the quarantine (any more); nothing was done."""


class _Still(Exception):
    """The record cannot be stored; what was tried is rolled back."""


def replay(session: Session, actor: Actor, skipped_id: int, now: datetime) -> Outcome:
    """Read a skipped record again and store it as its stream would. Raises NoRecord, NotAllowed.

    Nothing is asked of a platform. A message that comes late this way waits like any other.
    """
    require(actor, Right.CONNECTORS)
    record = session.get(SkippedRecord, skipped_id, with_for_update=KEEP_KEYS)
    if record is None:
        raise NoRecord(skipped_id)
    stream = session.get_one(Stream, record.stream_id)
    account = session.get_one(Account, stream.account_id)
    batch = _reread(account, stream.name, record.raw)
    if batch is None:
        return Outcome.NO_WAY
    outcome, why = _store(session, account, stream, batch, now)
    if outcome is Outcome.STILL:
        record.reason = rows.reason(why or record.reason)
        session.flush()
    else:
        session.delete(record)
        session.flush()
    audit.record(session, actor, "replayed", f"skipped:{skipped_id}", now, outcome=outcome.value)
    return outcome


def replay_all(db: Database, actor: Actor, stream_id: int, now: Clock) -> Counter[Outcome]:
    """Replay every record of a stream, the oldest first, each in a transaction of its own."""
    require(actor, Right.CONNECTORS)
    with db.read() as session:
        numbers = quarantine.ids(session, stream_id)
    return Counter(done for done in replay_each(db, actor, numbers, now) if done is not None)


def replay_each(
    db: Database, actor: Actor, numbers: Iterable[int], now: Clock
) -> Iterator[Outcome | None]:
    """Replay records one by one and tell of each when it is done; None: it was not there.

    Somebody else may have replayed it meanwhile, or it was too old to be kept.
    """
    require(actor, Right.CONNECTORS)
    for number in numbers:
        outcome = None
        with suppress(NoRecord), db.write() as session:
            outcome = replay(session, actor, number, now())
        yield outcome


def _reread(account: Account, stream: str, raw: bytes) -> Batch | None:
    """Return the record as its platform reads it, None where it cannot; no secret is opened."""
    connection = Connection(
        platform=account.platform,
        external_id=account.external_id,
        handle=account.handle,
        base_url=account.base_url,
        credentials=Credentials({}),
        options=account.options,
    )
    return connectors.reread(connection, stream, raw)


def _store(
    session: Session, account: Account, stream: Stream, batch: Batch, now: datetime
) -> tuple[Outcome, str | None]:
    if batch.skipped or not (batch.messages or batch.context):
        return Outcome.STILL, batch.skipped[0].reason if batch.skipped else None
    try:
        with session.begin_nested():
            stored = intake.store(session, account.id, stream.id, batch, now)
            if stored.skipped:
                raise _Still
    except _Still:
        return Outcome.STILL, None
    news = stored.new or stored.changed or not batch.messages
    return (Outcome.STORED if news else Outcome.KNOWN), None
