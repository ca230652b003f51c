"""One page into the tables: everything of it, once, in the caller's transaction.

    batch ──rows──> what is new        contacts, conversations, messages, raw
                    what has changed   versions kept
                    what is gone       forgotten
                    what we know       nothing
                    what cannot be     `skipped`, with its raw bytes; the rest goes in

A page is written in a few statements of sorted rows with ON CONFLICT, so that two processes
that store the same page at once do no harm. Only when a page fails as a whole, its records
are tried one by one. fetched = new + changed + known + skipped, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from connectors.base import Batch, Gone, InboundMessage, Skipped
from db.models import Account, SkippedRecord
from db.upsert import insert_into
from inbox.care import indexing, removal
from inbox.incoming import edits, page, rows
from inbox.incoming.rows import Row, Unstorable
from inbox.incoming.tidy import raw_bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the records of one page; `newest` is when the last new one was written."""

    new: int = 0
    changed: int = 0
    known: int = 0
    skipped: int = 0
    newest: datetime | None = field(default=None, compare=False)

    @property
    def fetched(self) -> int:
        """Return how many records the page had."""
        return self.new + self.changed + self.known + self.skipped

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.new + other.new,
            self.changed + other.changed,
            self.known + other.known,
            self.skipped + other.skipped,
            max(filter(None, (self.newest, other.newest)), default=None),
        )


def store(session: Session, account_id: int, stream_id: int, batch: Batch, now: datetime) -> Stored:
    """Store one page; commits nothing. Raises only when the database itself is in trouble."""
    account = session.get_one(Account, account_id)
    bad: list[Skipped] = list(batch.skipped)
    asked = _read(account, batch.messages, now, bad)
    context = _read(account, batch.context, now, bad)
    unread = len(batch.messages) - len(asked)
    done = _all_or_each(session, account, asked, context, now, bad)
    done = replace(done, skipped=done.skipped + len(batch.skipped) + unread)
    done += _forget(session, account, batch, now)
    _quarantine(session, stream_id, bad, now)
    indexing.keep_up(session)
    fetched = len(batch.messages) + len(batch.skipped) + len(batch.gone)
    if done.fetched != fetched:
        raise AssertionError(f"a page of {fetched} records became {done}")
    return done


def _forget(session: Session, account: Account, batch: Batch, now: datetime) -> Stored:
    """Forget what the platform shows no more; what we never had, or forgot already, is known."""
    known = edits.stored(session, account.id, sorted(batch.gone))
    changed = 0
    for why in Gone:
        ids = [row.id for key, row in known.items() if batch.gone[key] is why]
        changed += removal.remove(session, ids, why, now) if ids else 0
    return Stored(changed=changed, known=len(batch.gone) - changed)


def _read(
    account: Account, messages: Sequence[InboundMessage], now: datetime, bad: list[Skipped]
) -> list[Row]:
    """Return the records as rows; what is no row at all goes to the bad ones."""
    found: list[Row] = []
    for message in messages:
        try:
            found.append(rows.row(message, account.id, account.external_id, now))
        except (Unstorable, ValueError, TypeError, OverflowError, RecursionError) as error:
            reason = str(error) if isinstance(error, Unstorable) else "unreadable"
            bad.append(Skipped(raw_bytes(message), reason))
    return found


def _all_or_each(
    session: Session,
    account: Account,
    asked: list[Row],
    context: list[Row],
    now: datetime,
    bad: list[Skipped],
) -> Stored:
    """Write the page in one go; should that fail, record by record."""
    whole = _try(session, lambda: page.write(session, account, asked, context, now))
    if isinstance(whole, page.Written):
        return Stored(whole.new, whole.changed, whole.known, newest=whole.newest)
    done = Stored()
    for row in sorted(context, key=lambda row: row.key):
        _one(session, account, row, now, bad, asked=False)
    for row in sorted(asked, key=lambda row: (row.message.created_at, row.key)):
        done += _one(session, account, row, now, bad, asked=True)
    return done


def _one(
    session: Session, account: Account, row: Row, now: datetime, bad: list[Skipped], *, asked: bool
) -> Stored:
    one = [row]
    mine, around = (one, []) if asked else ([], one)
    written = _try(session, lambda: page.write(session, account, mine, around, now))
    if isinstance(written, page.Written):
        return Stored(written.new, written.changed, written.known, newest=written.newest)
    bad.append(Skipped(raw_bytes(row.message), f"cannot be stored: {written}"))
    return Stored(skipped=1)


def _try(session: Session, work: Callable[[], page.Written]) -> page.Written | str:
    """Do the work in a savepoint; returns the kind of error when a record is to blame."""
    try:
        with session.begin_nested():
            return work()
    except (OperationalError, InterfaceError):
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return type(error).__name__
    except Exception as error:  # whatever one record does, the others go in
        return type(error).__name__


def _quarantine(session: Session, stream_id: int, bad: list[Skipped], now: datetime) -> None:
    """Keep each bad record once, however often it comes; replayable from its raw bytes."""
    if not bad:
        return
    kept = {hashlib.sha256(one.raw).hexdigest(): one for one in bad}
    row = insert_into(session, SkippedRecord)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["stream_id", "digest"],
            set_={"last_seen_at": row.excluded.last_seen_at},
        ),
        [
            {
                "stream_id": stream_id,
                "digest": digest,
                "raw": kept[digest].raw,
                "reason": rows.reason(kept[digest].reason),
                "first_seen_at": now,
                "last_seen_at": now,
            }
            for digest in sorted(kept)
        ],
    )
