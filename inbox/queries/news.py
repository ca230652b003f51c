"""When a stream brought something new, and between what its pace adapts to that."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import Session

from db.models import PollRun, Stream
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import WrongPace

MOST = 5_000
"""Fruitful runs that are counted at most: about one a minute for half a week."""


def bounds(stream: Stream) -> Bounds | None:
    """Return between what the stream's pace adapts; None where the pace holds as it is."""
    if stream.fastest is None or stream.slowest is None:
        return None
    try:
        return Bounds(timedelta(seconds=stream.fastest), timedelta(seconds=stream.slowest))
    except WrongPace:
        return None  # a hand broke the row: the pace itself still holds


def last(session: Session, stream_id: int) -> datetime | None:
    """Return when a run of the stream last brought something new; None: never that we know."""
    return session.scalar(_fruitful(stream_id).limit(1))


def since(session: Session, stream_id: int, moment: datetime) -> list[datetime]:
    """Return when runs of the stream brought something new from then on, the newest first."""
    wanted = _fruitful(stream_id).where(PollRun.started_at >= moment).limit(MOST)
    return list(session.scalars(wanted))


def _fruitful(stream_id: int) -> Select[datetime]:
    return (
        select(PollRun.started_at)
        .where(PollRun.stream_id == stream_id, PollRun.new > literal_column("0"))
        .order_by(PollRun.started_at.desc())
    )
