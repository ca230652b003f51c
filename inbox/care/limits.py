"""Rate limits as the platforms last told them: kept in the table, for all workers and the page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Usage
from db.models import Account, Limit
from db.upsert import insert_into
from inbox.rules import limits as rules

SHARED = frozenset(name for platform in PLATFORMS.values() for name in platform.shared)
"""Limits on which polls and replies of an account draw together, whichever the platform."""


def note(session: Session, account_id: int, usage: Usage, now: datetime) -> None:
    """Keep the limits that an answer told; of one told twice the later word counts."""
    if not usage.buckets:
        return
    row = insert_into(session, Limit)
    newest = {bucket.name: bucket for bucket in usage.buckets}
    seen = ("ceiling", "remaining", "reset_at", "seen_at")
    session.execute(
        row.on_conflict_do_update(
            index_elements=["account_id", "bucket"],
            set_={name: row.excluded[name] for name in seen},
        ),
        [
            {
                "account_id": account_id,
                "bucket": name,
                "ceiling": newest[name].limit,
                "remaining": newest[name].remaining,
                "reset_at": newest[name].reset,
                "seen_at": now,
            }
            for name in sorted(newest)
        ],
    )


def kept() -> ColumnElement[int]:
    """Return `inbox.rules.limits.kept` of a row's ceiling, as the database computes it."""
    whole: ColumnElement[int] = case(
        (Limit.ceiling < rules.LEAST * rules.HALF, Limit.ceiling // rules.HALF),
        (Limit.ceiling < rules.LEAST * rules.SHARE, rules.LEAST),
        else_=Limit.ceiling // rules.SHARE,
    )
    return whole


def replies_only(now: datetime) -> ColumnElement[bool]:
    """Return whether polls of an account have had their share of a limit that replies need too."""
    return (
        select(Limit.bucket)
        .where(
            and_(
                Limit.account_id == Account.id,
                Limit.bucket.in_(sorted(SHARED)),
                Limit.reset_at > now,
                Limit.remaining <= kept(),
            )
        )
        .correlate(Account)
        .exists()
    )
