"""One stream, polled once: page by page, each stored with the cursor it stands for.

    read name and cursor (short session) -> fetch (no session) -> ONE transaction: contacts,
    conversations, messages, skipped, gap, limits, the run, the cursor -> next page, or the end

Killed at any line it leaves either the whole page or nothing of it; the same cursor is read
again, and what is there already is known. Raises nothing: the run says what happened.
"""

from __future__ import annotations

import logging
import random
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from connectors.base import Batch, Clock, Connector, ConnectorError, Cursor, Gap, Usage
from db.models import Account, Stream, Trouble
from db.session import Database
from inbox.care import budget, limits
from inbox.care.accounts import Opener
from inbox.care.journal import crash, tell
from inbox.care.pacing import Draw
from inbox.incoming import ages, holes, intake, ledger, revisit, schedule
from inbox.incoming.intake import Stored
from inbox.incoming.ledger import Progress
from inbox.incoming.verdict import Stuck, Verdict, verdict
from inbox.rules.limits import resumes
from inbox.settings import Settings

log = logging.getLogger("durchwahl.incoming")


@dataclass(frozen=True, slots=True)
class Run:
    """What one poll came to. `busy`: somebody else was at this stream, nothing was asked."""

    stream: str
    pages: int = 0
    stored: Stored = field(default_factory=Stored)
    micros: int = 0
    trouble: Trouble | None = None
    note: str | None = None
    busy: bool = False
    gap: bool = False
    more: bool = False


@dataclass
class _Walk:
    """A poll under way."""

    stream_id: int
    account_id: int
    name: str
    label: str
    by: str
    looks: bool
    most: int
    cursor: Cursor | None
    behind: timedelta | None
    progress: Progress
    seen: set[Cursor] = field(default_factory=set)


def poll(
    db: Database,
    opener: Opener,
    stream_id: int,
    settings: Settings,
    now: Clock,
    by: str | None = None,
    draw: Draw = random.random,
) -> Run:
    """Poll a stream once. `by` names the holder of its lease; without one a lease is taken here.

    LookupError when there is no such stream; a database that cannot be written raises
    SQLAlchemyError, and the lease brings the stream back by itself.
    """
    walk = _begin(db, stream_id, settings, now, by)
    if walk is None:
        return Run(str(stream_id), busy=True)
    tell(log, logging.DEBUG, "poll begins", stream=walk.label, by=walk.by)
    try:
        run = _walk(db, opener, walk, settings, now, draw)
    except Exception as error:
        run = _failed(db, walk, error, settings.data_dir, now, draw)
    _tell_end(run)
    return run


def _begin(
    db: Database, stream_id: int, settings: Settings, now: Clock, by: str | None
) -> _Walk | None:
    """Read what the walk starts from; None when somebody else polls this stream."""
    me = by or f"once-{secrets.token_hex(6)}"
    started = now()
    lease = timedelta(seconds=settings.lease_seconds)
    with db.read() if by else db.write() as session:  # with a lease already there is only to look
        taken = by or schedule.take(session, stream_id, me, started, lease)
        stream = session.get(Stream, stream_id)
        if stream is None:
            raise LookupError(f"there is no stream {stream_id}")
        if taken is None:
            return None
        account = session.get_one(Account, stream.account_id)
        cursor = Cursor(stream.cursor) if stream.cursor is not None else None
        return _Walk(
            stream_id=stream_id,
            account_id=account.id,
            name=stream.name,
            label=f"{account.platform}/{account.slug}/{stream.name}",
            by=me,
            looks=revisit.looks(account.platform, stream.name),
            most=_most(account.platform, stream.name, settings),
            cursor=cursor,
            behind=None if account.thrift else ledger.rhythm_of(stream, account).shortest,
            progress=Progress(stream_id, started, first=_fills(stream)),
        )


def _fills(stream: Stream) -> bool:
    """Return whether a stream still reads what was there before it began, or began again."""
    return stream.whole_at is None or stream.again_days is not None


def _most(platform: str, stream: str, settings: Settings) -> int:
    """Return how many pages one poll takes at most."""
    return min(settings.page_limit, revisit.pages(platform, stream) or settings.page_limit)


def _walk(
    db: Database, opener: Opener, walk: _Walk, settings: Settings, now: Clock, draw: Draw
) -> Run:
    end = walk.progress.started_at + timedelta(seconds=settings.poll_seconds)
    connector = opener(walk.account_id)
    try:
        while True:
            batch = _ask(db, connector, walk, settings, now())
            short = resumes(batch.usage.buckets, now()) is not None  # the rest is for replies
            enough = short or walk.progress.pages + 1 >= walk.most or now() >= end
            if not _keep(db, walk, batch, now, draw, last=enough or not batch.more):
                break
            if enough or not batch.more:
                break
    finally:
        connector.close()
    return _run(walk)


def _ask(
    db: Database, connector: Connector, walk: _Walk, settings: Settings, now: datetime
) -> Batch:
    """Ask for the next page. Raises Stuck when its cursor leads back to where we were."""
    if walk.cursor is not None:
        walk.seen.add(walk.cursor)
    if walk.looks:
        days = settings.revisit_days
        since = walk.progress.started_at
        batch = revisit.page(db, connector, walk.account_id, walk.cursor, days, since, now)
        if walk.progress.pages + 1 >= walk.most < settings.page_limit and not _late(
            walk, batch, now
        ):
            batch = replace(batch, more=False)  # billed: what is left waits for its time
    else:
        batch = connector.fetch(walk.name, walk.cursor)
    tell(log, logging.DEBUG, "page", stream=walk.label, messages=len(batch.messages),
         more=batch.more)  # fmt: skip
    if batch.more and batch.cursor in walk.seen:
        raise Stuck
    return batch


def _late(walk: _Walk, batch: Batch, now: datetime) -> bool:
    """Return whether billed looks are so far behind that the stream's pace never gets them.

    Then it comes back as soon as its platform suffers it, but never where a budget slows it.
    """
    return walk.behind is not None and now - ages.read(batch.cursor, now).upto > walk.behind


def _keep(db: Database, walk: _Walk, batch: Batch, now: Clock, draw: Draw, *, last: bool) -> bool:
    """Store a page and its cursor in one transaction; False when the lease was lost.

    Then the rows are stored all the same (they are harmless), but nothing of the stream is
    touched: it belongs to whoever polls it now.
    """
    ahead, healed, noted = replace(walk.progress), None, False
    with db.write() as session:
        held = ledger.hold(session, walk.stream_id, walk.by, walk.cursor)
        stored = intake.store(session, walk.account_id, walk.stream_id, batch, now())
        limits.note(session, walk.account_id, batch.usage, now())
        ahead.add(stored, _spend(session, walk, batch.usage, now()), batch, now())
        if held is None:
            schedule.release(session, walk.stream_id, walk.by)
        else:
            noted = holes.note(session, held, batch.gap, now())
            ledger.advance(session, held, ahead, batch, now())
            if last:
                healed = ledger.settle(session, held, ahead, batch.usage, now(), draw)
    walk.progress, walk.cursor = ahead, batch.cursor
    if noted:
        _tell_gap(walk.label, batch.gap)
    if healed is not None:
        tell(log, logging.INFO, "stream works again", stream=walk.label, was=healed)
    return held is not None


def _tell_gap(label: str, gap: Gap | None) -> None:
    if gap is not None:
        span = {"since": gap.since, "until": gap.until}
        tell(log, logging.WARNING, "history has a gap", stream=label, **span)


def _tell_end(run: Run) -> None:
    found, trouble = run.stored, run.trouble or "-"
    counts = {"new": found.new, "changed": found.changed, "known": found.known}
    tell(log, logging.DEBUG, "poll ends", stream=run.stream, pages=run.pages, **counts,
         skipped=found.skipped, trouble=trouble)  # fmt: skip


def _spend(session: Session, walk: _Walk, usage: Usage, now: datetime) -> int:
    return budget.spend(session, walk.account_id, usage.items, budget.today(now))


def _failed(
    db: Database, walk: _Walk, error: Exception, folder: Path, now: Clock, draw: Draw
) -> Run:
    """Write down why a poll ended early; the cursor stays where the last page left it."""
    found = verdict(error, now())
    if found.trouble is Trouble.INTERNAL:
        found = Verdict(Trouble.INTERNAL, f"reference {crash(folder, error, now())}")
    with db.write() as session:
        news = _note_failure(session, walk, error, found, now, draw)
    if news:
        tell(
            log,
            logging.WARNING,
            "stream broke",
            stream=walk.label,
            trouble=found.trouble,
            note=found.note or "-",
        )
    return _run(walk, found)


def _note_failure(
    session: Session, walk: _Walk, error: Exception, found: Verdict, now: Clock, draw: Draw
) -> bool:
    """Return whether this failure is news that the log has not told yet."""
    held = ledger.hold(session, walk.stream_id, walk.by, walk.cursor)
    if isinstance(error, ConnectorError):
        limits.note(session, walk.account_id, error.usage, now())
        walk.progress.micros += _spend(session, walk, error.usage, now())
    if held is None:
        schedule.release(session, walk.stream_id, walk.by)
        return False
    return ledger.fail(session, held, walk.progress, found, now(), draw)


def _run(walk: _Walk, found: Verdict | None = None) -> Run:
    progress = walk.progress
    return Run(
        stream=walk.label,
        pages=progress.pages,
        stored=progress.stored,
        micros=progress.micros,
        trouble=found.trouble if found else None,
        note=found.note if found else None,
        gap=progress.gap,
        more=progress.more,
    )
