"""How long a stream with an adaptive pace waits now, by what it brought lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from connectors.base import StreamSpec
from db.models import PollRun, Stream
from inbox.rules import adaptive
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import WrongPace


def bounds(stream: Stream) -> Bounds | None:
    """Return between what the stream's pace adapts; None where the pace holds as it is."""
    if stream.fastest is None or stream.slowest is None:
        return None
    try:
        return Bounds(timedelta(seconds=stream.fastest), timedelta(seconds=stream.slowest))
    except WrongPace:
        return None  # a hand broke the row: the pace itself still holds


def wait(session: Session, stream: Stream, spec: StreamSpec, now: datetime) -> timedelta | None:
    """Return how long to wait until the next look; None where the pace does not adapt.

    Whatever the bounds say, it is never less than the platform suffers.
    """
    within = bounds(stream)
    if within is None:
        return None
    news = last_news(session, stream.id)
    quiet = now - news if news else None
    return max(adaptive.wait(quiet, within), spec.at_least)


def last_news(session: Session, stream_id: int) -> datetime | None:
    """Return when a run of the stream last brought something new; None: never that we know."""
    return session.scalar(
        select(PollRun.started_at)
        .where(PollRun.stream_id == stream_id, PollRun.new > literal_column("0"))
        .order_by(PollRun.started_at.desc())
        .limit(1)
    )
