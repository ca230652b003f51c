"""How long a stream with an adaptive pace waits now, by what it brought lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connectors.base import StreamSpec
from db.models import Stream
from inbox.queries import news
from inbox.rules import adaptive


def wait(session: Session, stream: Stream, spec: StreamSpec, now: datetime) -> timedelta | None:
    """Return how long to wait until the next look; None where the pace does not adapt.

    One that `looks` brings nothing new to adapt to, and would for ever be at its slowest.
    Whatever the bounds say, the wait is never less than the platform suffers.
    """
    within = news.bounds(stream)
    if within is None or spec.looks:
        return None
    last = news.last(session, stream.id)
    return max(adaptive.wait(now - last if last else None, within), spec.at_least)
