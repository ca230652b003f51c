"""What a poll writes about itself: run, cursor, limits, and the state of its stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, Update, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from connectors import PLATFORMS
from connectors.base import Batch, Cursor, StreamSpec, Usage
from db.models import Account, PollRun, Stream, Trouble
from inbox.care import accounts, adapting
from inbox.care.pacing import Draw, next_due, thrifty_due
from inbox.incoming.intake import Stored
from inbox.incoming.verdict import Verdict, due_after
from inbox.rules.limits import resumes
from inbox.rules.pace import Pace, Rhythm, WrongPace, read, rhythm


@dataclass
class Progress:
    """How far a poll has come; `run_id` once its row stands.

    `first`: the stream has only begun, so what comes is old and says nothing of the lag.
    """

    stream_id: int
    started_at: datetime
    first: bool = False
    pages: int = 0
    stored: Stored = field(default_factory=Stored)
    micros: int = 0
    gap: bool = False
    more: bool = False
    lag: timedelta | None = None
    run_id: int | None = None

    def add(self, stored: Stored, micros: int, batch: Batch, now: datetime) -> None:
        """Count one more page, stored at `now`."""
        self.pages += 1
        self.stored += stored
        if stored.newest is not None and not self.first:
            age = max(now - stored.newest, timedelta(0))
            self.lag = age if self.lag is None else min(self.lag, age)
        self.micros += micros
        self.gap = self.gap or batch.gap is not None
        self.more = batch.more


def hold(session: Session, stream_id: int, by: str, cursor: Cursor | None) -> Stream | None:
    """Return the stream, locked, if it is still ours and stands where we left it; else None."""
    stream = session.scalar(_ours(), {"of": stream_id, "by": by})
    return stream if stream is not None and stream.cursor == cursor else None


@cache  # to build statements takes longer than to ask them
def _ours() -> Select[Stream]:
    ours = select(Stream).where(Stream.id == bindparam("of"), Stream.lease_by == bindparam("by"))
    return ours.with_for_update(key_share=True)


def advance(
    session: Session, stream: Stream, progress: Progress, batch: Batch, now: datetime
) -> None:
    """Move the cursor to the page that was stored, and write the run so far.

    With the last page of a walk all is read that was there when the walk began, not more: one
    that runs backwards takes its time.
    """
    stream.cursor = batch.cursor
    stream.walk_at = stream.walk_at or progress.started_at
    if not batch.more:
        stream.whole_at, stream.walk_at, stream.again_days = stream.walk_at, None, None
    _write_run(session, progress, None, now)


def settle(
    session: Session,
    stream: Stream,
    progress: Progress,
    usage: Usage,
    now: datetime,
    draw: Draw,
) -> str | None:
    """End a good poll: next due, lease back; returns the trouble that it healed.

    With pages left to read the stream is due again as soon as its platform suffers it. One that
    a refusal had stopped goes on: it was asked by hand, and the platform answers again.
    """
    healed, not_before = stream.trouble, resumes(usage.buckets, now)
    account = session.get_one(Account, stream.account_id)
    spec = PLATFORMS[account.platform].stream(stream.name)
    when = thrifty_due if account.thrift else next_due
    wait = adapting.wait(session, stream, spec, now)
    due = when(_pace(stream, spec), progress.started_at, now, not_before, draw, wait)
    if progress.more:
        soon = now + spec.at_least
        due = min(due, max(soon, not_before or soon))
    stream.due_at, stream.not_before = due, not_before
    stream.failures, stream.last_run_at, stream.last_ok_at = 0, now, now
    stream.enabled = stream.enabled or stream.trouble == Trouble.REFUSED
    stream.trouble = stream.trouble_note = stream.trouble_since = None
    stream.lease_until = stream.lease_by = None
    return healed


def rhythm_of(stream: Stream, account: Account) -> Rhythm:
    """Return the rhythm in which a stream of an account is polled."""
    return rhythm(_pace(stream, PLATFORMS[account.platform].stream(stream.name)))


def _pace(stream: Stream, spec: StreamSpec) -> Pace:
    """Return the stream's pace; its platform's polite one where a hand broke the text."""
    try:
        return read(stream.pace)
    except WrongPace:
        return Pace(every=spec.every)


def fail(
    session: Session,
    stream: Stream,
    progress: Progress,
    found: Verdict,
    now: datetime,
    draw: Draw,
) -> bool:
    """End a poll that broke: trouble, next try, lease back; returns whether that is news.

    A stream that a refusal stopped stays refused whatever else happens when it is tried by hand.
    """
    news = stream.trouble is None or (found.stops_stream and stream.enabled)
    stream.failures += 1
    stream.last_run_at = now
    stream.trouble_since = stream.trouble_since or now
    if stream.enabled or stream.trouble != Trouble.REFUSED:
        stream.trouble, stream.trouble_note = found.trouble, found.note
    stream.due_at = due_after(found, stream.failures, now, draw)
    stream.not_before = found.not_before
    stream.enabled = stream.enabled and not found.stops_stream
    stream.lease_until = stream.lease_by = None
    _write_run(session, progress, found, now)
    if found.stops_account is None:
        return news
    accounts.stop(session, stream.account_id, found.stops_account, found.trouble, now)
    return False  # the account's own line tells it, once for all its streams


def _write_run(session: Session, progress: Progress, found: Verdict | None, now: datetime) -> None:
    stored = progress.stored
    values = {
        "stream_id": progress.stream_id,
        "started_at": progress.started_at,
        "finished_at": max(now, progress.started_at),
        "pages": progress.pages,
        "fetched": stored.fetched,
        "new": stored.new,
        "changed": stored.changed,
        "known": stored.known,
        "skipped": stored.skipped,
        "micros": progress.micros,
        "lag": None if progress.lag is None else int(progress.lag.total_seconds()),
        "trouble": found.trouble if found else None,
        "note": found.note if found else None,
    }
    if progress.run_id is None:
        progress.run_id = session.execute(_begun(), values).scalar_one()
    else:
        session.execute(_gone_on(), {**values, "of": progress.run_id})


_RUNS = PollRun.metadata.tables[PollRun.__tablename__]


@cache
def _begun() -> ReturningInsert[int]:
    return insert(_RUNS).returning(_RUNS.c.id)


@cache
def _gone_on() -> Update:
    """What is written are the values given; `of` says to which run."""
    return update(_RUNS).where(_RUNS.c.id == bindparam("of"))
