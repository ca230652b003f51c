"""One page of a stream through the real connector, to look at: nothing of it is kept.

    read the cursor ─▶ fetch ─▶ store it as a poll would, see what became of it, roll back

What would be new, changed, known or skipped is said by the very code that would do it. The call
itself is real: what it cost and which limits it drew on are counted, the lease, the cursor and
the runs of the stream stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from connectors.base import (
    Batch,
    Clock,
    Connector,
    ConnectorError,
    Cursor,
    InboundMessage,
    Usage,
)
from db.models import Account, AccountState, Direction, Stream, Trouble
from db.session import Database
from inbox.care import audit, budget, limits
from inbox.care.accounts import Opener
from inbox.care.journal import crash
from inbox.care.rights import Actor, Right, require
from inbox.incoming import edits, intake, revisit
from inbox.incoming.verdict import Verdict, verdict
from inbox.queries import limits as known_limits
from inbox.rules.budget import Thrift
from inbox.settings import Settings


class Fate(StrEnum):
    """What would become of a record."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    SKIPPED = "skipped"
    CONTEXT = "context"


class Why(StrEnum):
    """Why nothing may be asked for now."""

    DISCONNECTED = "disconnected"
    BUDGET = "budget"
    LIMIT = "limit"
    KEPT = "kept"


class NotNow(Exception):
    """The platform is not to be asked now; nothing was. `until` where it is known."""

    def __init__(self, why: Why, until: datetime | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.until = until


@dataclass(frozen=True, slots=True)
class Seen:
    """One record of the page: `author` and `text` are the platform's words, `reason` ours."""

    fate: Fate
    at: datetime | None = None
    kind: str | None = None
    author: str = ""
    text: str = ""
    ours: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a dry run showed. With `trouble` no page came, for the reason in `note`."""

    at: datetime
    took: timedelta
    records: tuple[Seen, ...] = ()
    counts: Mapping[Fate, int] | None = None
    more: bool = False
    gap: bool = False
    micros: int = 0
    trouble: Trouble | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _From:
    """Where a dry run starts."""

    account_id: int
    name: str
    platform: str
    cursor: Cursor | None


class _Undo(Exception):
    """Everything was seen; nothing of it is to stay."""


def look(
    db: Database, opener: Opener, actor: Actor, stream_id: int, settings: Settings, now: Clock
) -> Trial:
    """Fetch the next page of a stream and say what a poll would make of it.

    LookupError when there is no such stream; raises NotAllowed, NotNow.
    """
    require(actor, Right.CONNECTORS)
    started = now()
    with db.read() as session:
        begin = _begin(session, stream_id, started)
    try:
        batch = _ask(db, opener, begin, settings, now)
    except Exception as error:
        found = verdict(error, now())
        if found.trouble is Trouble.INTERNAL:
            found = Verdict(found.trouble, f"reference {crash(settings.data_dir, error, now())}")
        usage = error.usage if isinstance(error, ConnectorError) else Usage()
        micros = _count(db, actor, begin, stream_id, usage, now())
        return Trial(started, now() - started, micros=micros, trouble=found.trouble,
                     note=found.note)  # fmt: skip
    micros = _count(db, actor, begin, stream_id, batch.usage, now())
    stored, records = _tried(db, begin, stream_id, batch, now())
    return Trial(
        at=started,
        took=now() - started,
        records=records,
        counts={
            Fate.NEW: stored.new,
            Fate.CHANGED: stored.changed,
            Fate.KNOWN: stored.known,
            Fate.SKIPPED: stored.skipped,
        },
        more=batch.more,
        gap=batch.gap is not None,
        micros=micros,
    )


def _begin(session: Session, stream_id: int, now: datetime) -> _From:
    """Return where the stream stands. Raises NotNow where the platform is not to be asked."""
    stream = session.get(Stream, stream_id)
    if stream is None:
        raise LookupError(f"there is no stream {stream_id}")
    account = session.get_one(Account, stream.account_id)
    if account.state == AccountState.DISCONNECTED:
        raise NotNow(Why.DISCONNECTED)
    if account.thrift >= Thrift.NO_POLLS:
        raise NotNow(Why.BUDGET)
    paused = stream.not_before or now
    spared = known_limits.spared_until(session, [account.id], now).get(account.id, now)
    if spared > now and spared >= paused:
        raise NotNow(Why.KEPT, spared)
    if paused > now:
        raise NotNow(Why.LIMIT, paused)
    cursor = Cursor(stream.cursor) if stream.cursor is not None else None
    return _From(account.id, stream.name, account.platform, cursor)


def _ask(db: Database, opener: Opener, begin: _From, settings: Settings, now: Clock) -> Batch:
    connector: Connector = opener(begin.account_id)
    try:
        if revisit.looks(begin.platform, begin.name):
            days = settings.revisit_days
            at = now()
            return revisit.page(db, connector, begin.account_id, begin.cursor, days, at, at)
        return connector.fetch(begin.name, begin.cursor)
    finally:
        connector.close()


def _count(
    db: Database, actor: Actor, begin: _From, stream_id: int, usage: Usage, now: datetime
) -> int:
    """Count what the call cost and the limits it told, and note who made it."""
    with db.write() as session:
        limits.note(session, begin.account_id, usage, now)
        micros = budget.spend(session, begin.account_id, usage.items, budget.today(now))
        audit.record(session, actor, "dry run", f"streams:{stream_id}", now, micros=micros)
    return micros


def _tried(
    db: Database, begin: _From, stream_id: int, batch: Batch, now: datetime
) -> tuple[intake.Stored, tuple[Seen, ...]]:
    """Store a page, see what became of each record, and take everything back."""
    keys = sorted({*batch.gone, *(each.external_id for each in _all(batch))})
    try:
        with db.write() as session:
            ours = session.get_one(Account, begin.account_id).external_id
            before = edits.stored(session, begin.account_id, keys)
            stored = intake.store(session, begin.account_id, stream_id, batch, now)
            after = edits.stored(session, begin.account_id, keys)
            raise _Undo
    except _Undo:
        return stored, _records(batch, before, after, ours)


def _all(batch: Batch) -> tuple[InboundMessage, ...]:
    return (*batch.messages, *batch.context)


def _records(
    batch: Batch, before: Mapping[str, Any], after: Mapping[str, Any], ours: str
) -> tuple[Seen, ...]:
    """Return what would become of each record, the newest first; what is skipped stands last."""
    asked = {each.external_id for each in batch.messages}
    seen = [
        _seen(each, _fate(before.get(key), after.get(key), asked=key in asked), ours)
        for each in sorted(_all(batch), key=lambda each: each.created_at, reverse=True)
        if (key := each.external_id)
    ]
    seen += [Seen(_fate(before.get(key), after.get(key), asked=True), reason=why.value)
             for key, why in sorted(batch.gone.items())]  # fmt: skip
    seen += [Seen(Fate.SKIPPED, reason=one.reason) for one in batch.skipped]
    return tuple(seen)


def _fate(before: Any, after: Any, *, asked: bool) -> Fate:
    if not asked:
        return Fate.CONTEXT
    if after is None:
        return Fate.SKIPPED if before is None else Fate.KNOWN
    shown = before is not None and before.direction == Direction.CONTEXT != after.direction
    if before is None or shown:
        return Fate.NEW
    return Fate.KNOWN if tuple(before) == tuple(after) else Fate.CHANGED


def _seen(message: InboundMessage, fate: Fate, ours: str) -> Seen:
    author = message.author
    return Seen(
        fate,
        at=message.created_at,
        kind=message.kind.value,
        author=author.name if author else "",
        text=message.text,
        ours=author is not None and author.external_id == ours,
    )
