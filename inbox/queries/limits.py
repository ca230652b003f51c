"""Which accounts do not poll for a while: for their replies, or because a budget says so.

The clock asks it before it polls, the pages and the commands before they say when it will.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from connectors import PLATFORMS
from db.models import Account, Limit
from inbox.rules import limits as rules
from inbox.rules.budget import Thrift, next_month

SHARED = frozenset(name for platform in PLATFORMS.values() for name in platform.shared)
"""Limits on which polls and replies of an account draw together, whichever the platform."""

SPARED = tuple(
    sorted(
        {spec.name for p in PLATFORMS.values() for spec in p.streams if spec.needs or spec.looks}
    )
)
"""Streams that a budget stops before those in which people write to us."""


def kept() -> ColumnElement[int]:
    """Return `inbox.rules.limits.kept` of a row's ceiling, as the database computes it."""
    whole: ColumnElement[int] = case(
        (Limit.ceiling < rules.LEAST * rules.HALF, Limit.ceiling // rules.HALF),
        (Limit.ceiling < rules.LEAST * rules.SHARE, rules.LEAST),
        else_=Limit.ceiling // rules.SHARE,
    )
    return whole


def _for_replies(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(Limit.bucket.in_(sorted(SHARED)), Limit.reset_at > now, Limit.remaining <= kept())


def replies_only(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return whether polls of an account have had their share of a limit that replies need too."""
    return (
        select(Limit.bucket)
        .where(Limit.account_id == Account.id, _for_replies(now))
        .correlate(Account)
        .exists()
    )


def spared_until(session: Session, accounts: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return until when polls of these accounts rest for their replies; those that do not miss."""
    rows = session.execute(
        select(Limit.account_id, func.max(Limit.reset_at))
        .where(Limit.account_id.in_(sorted(accounts)), _for_replies(now))
        .group_by(Limit.account_id)
    )
    return {row[0]: row[1] for row in rows}


def afforded(name: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return whether its budget lets the account poll a stream of that name."""
    only_people = and_(Account.thrift == Thrift.PEOPLE_ONLY, name.not_in(SPARED))
    return or_(Account.thrift < Thrift.PEOPLE_ONLY, only_people)


def saves_until(held: Thrift, stream: str, now: datetime) -> date | None:
    """Return until when a budget that holds so far stops a stream of that name; None: it goes on.

    That is when the next month begins; a budget that is raised lets it go on before.
    """
    if held < Thrift.PEOPLE_ONLY or (held is Thrift.PEOPLE_ONLY and stream not in SPARED):
        return None
    return next_month(now.astimezone(UTC).date())
