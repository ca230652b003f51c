"""Records that could not be read, let go of: when they came another way, or nobody misses them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import SkippedRecord
from inbox.care import audit
from inbox.care.rights import Actor, Right, require


def forget(
    session: Session, actor: Actor, stream_id: int, numbers: Sequence[int], now: datetime
) -> int:
    """Forget some of a stream's records, for good; returns how many there were.

    What a person saw is what goes: records that came meanwhile stay.
    """
    require(actor, Right.CONNECTORS)
    gone = session.scalars(
        delete(SkippedRecord)
        .where(SkippedRecord.stream_id == stream_id, SkippedRecord.id.in_(numbers))
        .returning(SkippedRecord.id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        subject = f"streams:{stream_id}"
        audit.record(session, actor, "records forgotten", subject, now, count=len(gone))
    return len(gone)
