"""Rate limits as the platforms last told them: kept in the table, for all workers and the page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from connectors.base import Usage
from db.models import Limit
from db.upsert import insert_into


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
