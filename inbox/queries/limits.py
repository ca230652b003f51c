"""Which accounts do not poll for a while because what a platform still allows is for replies.

The clock asks it before it polls, the pages and the commands before they say when it will.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from db.models import Account, Limit
from inbox.rules import limits as rules

SHARED = frozenset(name for platform in PLATFORMS.values() for name in platform.shared)
"""Limits on which polls and replies of an account draw together, whichever the platform."""


def kept() -> ColumnElement[int]:
    """Return `inbox.rules.limits.kept` of a row's ceiling, as the database computes it."""
    whole: ColumnElement[int] = case(
        (Limit.ceiling < rules.LEAST * rules.HALF, Limit.ceiling // rules.HALF),
        (Limit.ceiling < rules.LEAST * rules.SHARE, rules.LEAST),
        else_=Limit.ceiling // rules.SHARE,
    )
    return whole


def _for_replies(now: datetime) -> ColumnElement[bool]:
    return and_(Limit.bucket.in_(sorted(SHARED)), Limit.reset_at > now, Limit.remaining <= kept())


def replies_only(now: datetime) -> ColumnElement[bool]:
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
