"""What alarms are made of, and what the pages show of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    AccountState,
    Agent,
    Alarm,
    Gap,
    Mail,
    PollRun,
    Role,
    Stream,
    Trouble,
)
from inbox.queries.logins import renews
from inbox.rules.alarms import MEMORY, Cause, Fact
from inbox.texts import USUAL

AT_MOST = 5_000
"""Arrivals of a stream's past that are looked at, the newest; the busiest fill a month so."""

_BROUGHT = PollRun.new > literal_column("0")
"""Literal: only so does SQLite see that its partial index serves."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A stream that is meant to run. `last_new_at`: when a poll last brought something."""

    id: int
    account_id: int
    account: str
    platform: str
    name: str
    enabled: bool
    failures: int
    trouble: Trouble | None
    trouble_since: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None


@dataclass(frozen=True, slots=True)
class Signed:
    """An account and how its login stands."""

    id: int
    name: str
    platform: str
    state: AccountState
    since: datetime | None
    token_expires_at: datetime | None
    access_ends_at: datetime | None
    renewed: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """The holes of a stream that nobody has confirmed, as one: the newest one's id and all."""

    stream_id: int
    account_id: int
    account: str
    platform: str
    stream: str
    newest: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm as the page shows it; `seen_by` is the name of who has seen it."""

    id: int
    cause: Cause
    facts: dict[str, Fact]
    raised_at: datetime
    healed_at: datetime | None
    seen_at: datetime | None
    seen_by: str | None


@dataclass(frozen=True, slots=True)
class Admin:
    """Somebody who is told by e-mail."""

    id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Post:
    """How e-mails go: how many wait after several tries or were given up, and why."""

    stuck: int
    since: datetime | None
    trouble: str | None


def streams(session: Session) -> tuple[Watched, ...]:
    """Return the streams of active accounts, by id; paused ones too, for a refusal pauses."""
    newest = (
        select(func.max(PollRun.started_at))
        .where(PollRun.stream_id == Stream.id, _BROUGHT)
        .correlate(Stream)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Stream, Account.name, Account.platform, newest)
        .join(Account, Account.id == Stream.account_id)
        .where(Account.state == AccountState.ACTIVE)
        .order_by(Stream.id)
    )
    return tuple(
        Watched(
            id=row.id,
            account_id=row.account_id,
            account=account,
            platform=platform,
            name=row.name,
            enabled=row.enabled,
            failures=row.failures,
            trouble=Trouble(row.trouble) if row.trouble else None,
            trouble_since=row.trouble_since,
            last_ok_at=row.last_ok_at,
            last_new_at=last,
        )
        for row, account, platform, last in rows
    )


def arrivals(session: Session, stream_id: int, last: datetime) -> Sequence[datetime]:
    """Return when polls of a stream brought something up to the `last`, the oldest first."""
    found = session.scalars(
        select(PollRun.started_at)
        .where(PollRun.stream_id == stream_id, PollRun.started_at > last - MEMORY, _BROUGHT)
        .order_by(PollRun.started_at.desc())
        .limit(AT_MOST)
    ).all()
    return found[::-1]


def logins(session: Session) -> tuple[Signed, ...]:
    """Return every account that is connected, and how its login stands."""
    rows = session.scalars(select(Account).where(Account.credentials != "").order_by(Account.id))
    return tuple(
        Signed(
            id=row.id,
            name=row.name,
            platform=row.platform,
            state=AccountState(row.state),
            since=row.trouble_since,
            token_expires_at=row.token_expires_at,
            access_ends_at=row.access_ends_at,
            renewed=renews(row),
        )
        for row in rows
    )


def missed(session: Session) -> tuple[Missed, ...]:
    """Return the unconfirmed holes, together for each stream."""
    rows = session.execute(
        select(
            Gap.stream_id,
            Account.id,
            Account.name,
            Account.platform,
            Stream.name,
            func.max(Gap.id),
            func.min(Gap.since),
            func.max(Gap.until),
        )
        .join(Stream, Stream.id == Gap.stream_id)
        .join(Account, Account.id == Stream.account_id)
        .where(Gap.acknowledged_at.is_(None))
        .group_by(Gap.stream_id, Account.id, Account.name, Account.platform, Stream.name)
        .order_by(Gap.stream_id)
    )
    return tuple(Missed(*row) for row in rows)


def post(session: Session, tries: int) -> Post:
    """Return how many e-mails do not leave: given up, or tried so often in vain."""
    row = session.execute(
        select(func.count(), func.min(Mail.queued_at), func.max(Mail.trouble)).where(
            Mail.sent_at.is_(None), or_(Mail.failed_at.is_not(None), Mail.tries >= tries)
        )
    ).one()
    return Post(*row)


def admins(session: Session) -> tuple[Admin, ...]:
    """Return who is told by e-mail: admins who have an address and can sign in."""
    rows = session.scalars(
        select(Agent)
        .where(Agent.role == Role.ADMIN, Agent.disabled_at.is_(None), Agent.email.is_not(None))
        .order_by(Agent.id)
    )
    return tuple(
        Admin(row.id, row.called, row.email, row.language or USUAL) for row in rows if row.email
    )


def unseen(session: Session) -> int:
    """Return how many open alarms nobody has seen."""
    return (
        session.scalar(
            select(func.count(Alarm.id)).where(Alarm.open_key.is_not(None), Alarm.seen_at.is_(None))
        )
        or 0
    )


def current(session: Session) -> tuple[AlarmView, ...]:
    """Return the open alarms, unseen ones first, the newest first."""
    order = (Alarm.seen_at.is_not(None), Alarm.raised_at.desc(), Alarm.id.desc())
    return _views(session, Alarm.open_key.is_not(None), order, AT_MOST)


def past(session: Session, limit: int = 50) -> tuple[AlarmView, ...]:
    """Return alarms that are over, the last first."""
    order = (Alarm.healed_at.desc(), Alarm.id.desc())
    return _views(session, Alarm.healed_at.is_not(None), order, limit)


def _views(
    session: Session,
    which: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]],
    limit: int,
) -> tuple[AlarmView, ...]:
    rows = session.execute(
        select(Alarm, func.coalesce(func.nullif(Agent.work_name, ""), Agent.login))
        .outerjoin(Agent, Agent.id == Alarm.seen_by)
        .where(which)
        .order_by(*order)
        .limit(limit)
    )
    return tuple(
        AlarmView(
            row.id, Cause(row.cause), row.facts, row.raised_at, row.healed_at, row.seen_at, by
        )
        for row, by in rows
    )
