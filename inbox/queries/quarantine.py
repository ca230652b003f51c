"""The records of a stream that could not be read or stored, as admins see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from db.models import SkippedRecord

MOST = 256 * 1024
"""Bytes of a record that are read for the page: no platform's record is nearly as big."""


@dataclass(frozen=True, slots=True)
class SkippedView:
    """A record in the quarantine, without its bytes."""

    id: int
    reason: str
    size: int
    first_seen_at: datetime
    last_seen_at: datetime


def listed(session: Session, stream_id: int, limit: int) -> tuple[SkippedView, ...]:
    """Return a stream's records, the one that came last first."""
    rows = session.execute(
        select(
            SkippedRecord.id,
            SkippedRecord.reason,
            func.length(SkippedRecord.raw).label("size"),
            SkippedRecord.first_seen_at,
            SkippedRecord.last_seen_at,
        )
        .where(SkippedRecord.stream_id == stream_id)
        .order_by(SkippedRecord.last_seen_at.desc(), SkippedRecord.id.desc())
        .limit(limit)
    )
    return tuple(
        SkippedView(row.id, row.reason, row.size, row.first_seen_at, row.last_seen_at)
        for row in rows
    )


def raw(session: Session, skipped_id: int) -> bytes | None:
    """Return what came, at most 256 kB of it; None when the record is not there any more."""
    some = func.substr(SkippedRecord.raw, 1, MOST, type_=LargeBinary)
    return session.scalar(select(some).where(SkippedRecord.id == skipped_id))


def ids(session: Session, stream_id: int) -> list[int]:
    """Return the records of a stream, the one that came first first."""
    kept = select(SkippedRecord.id).where(SkippedRecord.stream_id == stream_id)
    return list(session.scalars(kept.order_by(SkippedRecord.first_seen_at, SkippedRecord.id)))
