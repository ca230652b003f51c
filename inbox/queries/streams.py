"""What the Connectors page and the command line show of accounts, streams, runs and workers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, true
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from db.models import (
    Account,
    AccountState,
    Limit,
    PollRun,
    SkippedRecord,
    Stream,
    Trouble,
)
from db.models import Worker as WorkerRow
from inbox.queries import gaps, limits, news
from inbox.queries.gaps import GapView
from inbox.rules.adaptive import Bounds
from inbox.rules.budget import Thrift

QUIET_FOR = timedelta(seconds=30)
"""How long a worker may be silent before the page says that it stands still."""


@dataclass(frozen=True, slots=True)
class RunView:
    """One poll that is over: fetched = new + changed + known + skipped.

    `lag` is how old the newest new message was when it came in, None where none did.
    """

    started_at: datetime
    seconds: float
    fetched: int
    new: int
    changed: int
    known: int
    skipped: int
    micros: int
    trouble: Trouble | None
    note: str | None
    lag: timedelta | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class LimitView:
    """A rate limit of an account as last seen."""

    bucket: str
    ceiling: int
    remaining: int
    reset_at: datetime


@dataclass(frozen=True, slots=True)
class StreamView:
    """One stream. `running`: it is being polled now; `skipped`: records in the quarantine.

    `lacks` names the option of its account for want of which it rests; `adapts` is between what
    its pace follows the messages; `begun`: it stands somewhere, or did, so `backfill_days` are
    over; `filling`: it has not read yet what it began with; `shows_days`: so far back its platform
    shows anything, None where it says no such time. `spared_until`: till then what its platform
    still allows is kept for replies, and it rests; `saves_until`: till then a budget stops it.
    """

    id: int
    name: str
    label: str
    pace: str
    enabled: bool
    due_at: datetime
    not_before: datetime | None
    running: bool
    last_run_at: datetime | None
    last_ok_at: datetime | None
    trouble: Trouble | None
    trouble_note: str | None
    trouble_since: datetime | None
    at_least: timedelta
    last: RunView | None
    gaps: tuple[GapView, ...]
    skipped: int
    lacks: str | None = None
    adapts: Bounds | None = None
    backfill_days: int | None = None
    begun: bool = False
    filling: bool = False
    shows_days: int | None = None
    looks: bool = False
    spared_until: datetime | None = None
    saves_until: date | None = None

    def spared(self, now: datetime) -> datetime | None:
        """Return until when it rests for replies; None: it does not, or it rests longer anyhow."""
        until = self.spared_until
        if until is None or until <= now or until < (self.not_before or now):
            return None
        return until


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account with its streams and limits; `thrift`: how far a budget holds it back.

    Of all its streams, also where it comes with one of them alone, `troubled` are in trouble and
    `well` are polled without any.
    """

    id: int
    platform: str
    platform_label: str
    slug: str
    name: str
    handle: str | None
    sandbox: bool
    state: AccountState
    trouble: Trouble | None
    trouble_since: datetime | None
    token_expires_at: datetime | None
    streams: tuple[StreamView, ...]
    limits: tuple[LimitView, ...]
    thrift: Thrift = Thrift.USUAL
    troubled: int = 0
    well: int = 0

    @property
    def label(self) -> str:
        """Return the account's name in commands: twitter/lindenau_hilft."""
        return f"{self.platform}/{self.slug}"


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker process; `still_since` when it stopped beating, None while it lives."""

    id: str
    started_at: datetime
    beat_at: datetime
    still_since: datetime | None


def connected(session: Session, now: datetime) -> tuple[AccountView, ...]:
    """Return every account with its streams, by platform and name: a handful of queries in all."""
    accounts = session.scalars(select(Account).order_by(Account.platform, Account.slug)).all()
    streams = _streams(session, {account.id: account for account in accounts}, now, true())
    told: dict[int, list[LimitView]] = defaultdict(list)
    for row in session.scalars(select(Limit).order_by(Limit.account_id, Limit.bucket)):
        told[row.account_id].append(LimitView(row.bucket, row.ceiling, row.remaining, row.reset_at))
    return tuple(
        _account(account, tuple(streams[account.id]), tuple(told[account.id]), streams[account.id])
        for account in accounts
    )


def one(session: Session, number: int, now: datetime) -> tuple[StreamView, AccountView] | None:
    """Return one stream and its account, which comes with this stream alone; None: not there."""
    row = session.get(Stream, number)
    if row is None:
        return None
    account = session.get_one(Account, row.account_id)
    (stream,) = _streams(session, {account.id: account}, now, Stream.id == number)[account.id]
    told = select(Limit).where(Limit.account_id == account.id).order_by(Limit.bucket)
    views = tuple(
        LimitView(row.bucket, row.ceiling, row.remaining, row.reset_at)
        for row in session.scalars(told)
    )
    every = session.scalars(select(Stream).where(Stream.account_id == account.id)).all()
    return stream, _account(account, (stream,), views, every)


def _account(
    account: Account,
    streams: tuple[StreamView, ...],
    limits: tuple[LimitView, ...],
    every: Sequence[StreamView | Stream],
) -> AccountView:
    return AccountView(
        id=account.id,
        platform=account.platform,
        platform_label=PLATFORMS[account.platform].label,
        slug=account.slug,
        name=account.name,
        handle=account.handle,
        sandbox=account.sandbox,
        state=AccountState(account.state),
        trouble=Trouble(account.trouble) if account.trouble else None,
        trouble_since=account.trouble_since,
        token_expires_at=account.token_expires_at,
        streams=streams,
        limits=limits,
        thrift=Thrift(account.thrift),
        troubled=sum(each.trouble is not None for each in every),
        well=sum(each.enabled and each.trouble is None for each in every),
    )


def _streams(
    session: Session, accounts: dict[int, Account], now: datetime, which: ColumnElement[bool]
) -> dict[int, list[StreamView]]:
    """Return the streams that are wanted, by account."""
    mine = select(Stream.id).where(which)
    last = _last_runs(session, which)
    found_gaps = gaps.by_stream(session, mine)
    skipped = {row[0]: row[1] for row in session.execute(_quarantined(mine))}
    spared = limits.spared_until(session, accounts, now)
    found: dict[int, list[StreamView]] = defaultdict(list)
    for row in session.scalars(select(Stream).where(which).order_by(Stream.id)):
        account = accounts[row.account_id]
        found[row.account_id].append(
            _stream(
                row,
                account,
                last.get(row.id),
                found_gaps.get(row.id, []),
                skipped.get(row.id, 0),
                spared.get(row.account_id),
                now,
            )
        )
    return found


def _quarantined(mine: Select[int]) -> Select[int, int]:
    counted = select(SkippedRecord.stream_id, func.count())
    return counted.where(SkippedRecord.stream_id.in_(mine)).group_by(SkippedRecord.stream_id)


def _lacks(row: Stream, account: Account) -> str | None:
    needs = PLATFORMS[account.platform].stream(row.name).needs
    return needs if needs and not account.options.get(needs) else None


def _stream(
    row: Stream,
    account: Account,
    last: RunView | None,
    gaps: list[GapView],
    skipped: int,
    spared_until: datetime | None,
    now: datetime,
) -> StreamView:
    spec = PLATFORMS[account.platform].stream(row.name)
    return StreamView(
        id=row.id,
        name=row.name,
        label=f"{account.platform}/{account.slug}/{row.name}",
        pace=row.pace,
        enabled=row.enabled,
        due_at=row.due_at,
        not_before=row.not_before,
        running=row.lease_until is not None and row.lease_until > now,
        last_run_at=row.last_run_at,
        last_ok_at=row.last_ok_at,
        trouble=Trouble(row.trouble) if row.trouble else None,
        trouble_note=row.trouble_note,
        trouble_since=row.trouble_since,
        at_least=spec.at_least,
        last=last,
        gaps=tuple(gaps),
        skipped=skipped,
        lacks=_lacks(row, account),
        adapts=news.bounds(row),
        backfill_days=row.backfill_days,
        begun=row.cursor is not None or row.whole_at is not None,
        filling=row.cursor is not None and row.whole_at is None,
        looks=spec.looks,
        shows_days=spec.shows.days if spec.shows else None,
        spared_until=spared_until,
        saves_until=limits.saves_until(Thrift(account.thrift), row.name, now),
    )


def _last_runs(session: Session, which: ColumnElement[bool]) -> dict[int, RunView]:
    newest = (
        select(PollRun.id)
        .where(PollRun.stream_id == Stream.id)
        .order_by(PollRun.started_at.desc(), PollRun.id.desc())
        .limit(1)
        .correlate(Stream)
        .scalar_subquery()
    )
    rows = session.scalars(select(PollRun).join(Stream, PollRun.id == newest).where(which))
    return {row.stream_id: _run(row) for row in rows}


def _run(row: PollRun) -> RunView:
    return RunView(
        started_at=row.started_at,
        seconds=(row.finished_at - row.started_at).total_seconds(),
        fetched=row.fetched,
        new=row.new,
        changed=row.changed,
        known=row.known,
        skipped=row.skipped,
        micros=row.micros,
        trouble=Trouble(row.trouble) if row.trouble else None,
        note=row.note,
        lag=None if row.lag is None else timedelta(seconds=row.lag),
        pages=row.pages,
    )


def runs(session: Session, stream_id: int, limit: int = 20) -> tuple[RunView, ...]:
    """Return a stream's last runs, the newest first."""
    rows = session.scalars(
        select(PollRun)
        .where(PollRun.stream_id == stream_id)
        .order_by(PollRun.started_at.desc(), PollRun.id.desc())
        .limit(limit)
    )
    return tuple(_run(row) for row in rows)


def worker(session: Session, now: datetime) -> WorkerView | None:
    """Return the worker that beat last; None where none has run here for a day."""
    row = session.scalars(select(WorkerRow).order_by(WorkerRow.beat_at.desc()).limit(1)).first()
    if row is None:
        return None
    still = row.beat_at if now - row.beat_at > QUIET_FOR else None
    return WorkerView(row.id, row.started_at, row.beat_at, still)


def named(session: Session, label: str, *, resting: bool = True) -> list[tuple[int, str]]:
    """Return (id, label) of the streams that a word from the command line means.

    All of platform/account/stream may be given, or less of it: "twitter", "twitter/lindenau".
    Without `resting`, streams that are switched off are left out, but for one named in full.
    """
    wanted = label.strip("/").split("/") if label else []
    rows = session.execute(
        select(Stream.id, Account.platform, Account.slug, Stream.name)
        .where(or_(Stream.enabled, literal(resting or len(wanted) == 3)))
        .join(Account, Account.id == Stream.account_id)
        .order_by(Account.platform, Account.slug, Stream.name)
    )
    return [(number, "/".join(parts)) for number, *parts in rows if parts[: len(wanted)] == wanted]


def account_named(session: Session, label: str) -> int | None:
    """Return the id of the account called platform/slug; None when there is none."""
    platform, _, slug = label.partition("/")
    return session.scalar(
        select(Account.id).where(Account.platform == platform, Account.slug == slug)
    )
