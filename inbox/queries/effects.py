"""What another pace would come to, by a stream's own history: lag, calls, share, cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import StreamSpec
from db.models import Account, Limit, PollRun, Stream
from inbox.queries import news
from inbox.rules import adaptive
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import LONGEST, Rhythm, read, rhythm

MONTH = 30.4
LOOKED_BACK = timedelta(days=7)
"""Days of a stream's own history by which an adaptive pace is judged."""

WINDOW = timedelta(minutes=15)
"""X counts its calls in windows of a quarter of an hour (docs.x.com, rate limits)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a pace would come to, by this stream's own history.

    `lag` is the usual wait until a message is seen, `longest` the longest silence;
    `dollars_a_month` None where the platform has no prices or nothing is known yet; `share` is
    the part of its rate limit of `ceiling` calls that it uses at its quickest, None where the
    platform does not tell a limit in calls.
    """

    pace: str
    lag: timedelta
    longest: timedelta
    calls_a_day: float
    dollars_a_month: float | None
    too_fast: timedelta | None
    share: float | None = None
    ceiling: int | None = None
    adapts: Bounds | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """What polls were so far: their pages on average, and dollars a day and a page."""

    pages: float = 1.0
    a_day: float | None = None
    a_page: float = 0.0


def pace_effect(
    session: Session, stream_id: int, text: str, now: datetime, bounds: Bounds | None = None
) -> Effect:
    """Return what another pace would come to. Raises WrongPace when it cannot be read.

    Calls count the pages of a poll as they were on average. What a message costs is paid once
    however often one looks, so only a stream that looks at stored messages again costs more
    the more often it does. An adaptive pace is tried on the news of the last days.
    """
    stream = session.get_one(Stream, stream_id)
    platform = PLATFORMS[session.get_one(Account, stream.account_id).platform]
    spec, pace = platform.stream(stream.name), read(text)
    comes_to, quickest = rhythm(pace), rhythm(pace).shortest
    if bounds is not None:
        calm = adaptive.course(
            news.since(session, stream_id, now - LOOKED_BACK), now - LOOKED_BACK, now, bounds
        )
        most = comes_to.a_day if pace.cron else math.inf
        a_day = min(calm.a_day * adaptive.awake(pace), most)
        longest = max(comes_to.longest, comes_to.longest - quickest + bounds.slowest)
        comes_to = Rhythm(a_day, calm.lag + pace.jitter / 2, min(longest, LONGEST), quickest)
        quickest = bounds.fastest if pace.cron is None else quickest
    past = _past(session, stream_id)
    calls = comes_to.a_day * past.pages
    ceiling = _ceiling(session, stream, spec, percent=platform.percent)
    return Effect(
        pace=str(pace),
        lag=comes_to.lag,
        longest=comes_to.longest,
        calls_a_day=calls,
        dollars_a_month=_dollars(past, spec, calls) if platform.prices else None,
        too_fast=spec.at_least if quickest < spec.at_least else None,
        share=_share(quickest, past.pages, ceiling) if ceiling else None,
        ceiling=ceiling,
        adapts=bounds,
    )


def _dollars(past: _Past, spec: StreamSpec, calls_a_day: float) -> float | None:
    if past.a_day is None:
        return None
    return (past.a_page * calls_a_day if spec.looks else past.a_day) * MONTH


def _share(quickest: timedelta, pages: float, ceiling: int) -> float:
    """Return the part of a limit that the liveliest window of a pace uses."""
    return max(WINDOW / quickest, 1.0) * pages / ceiling


def _ceiling(session: Session, stream: Stream, spec: StreamSpec, *, percent: bool) -> int | None:
    """Return how many calls a window of the stream's own limit has, as the platform last told."""
    if percent or spec.bucket is None:
        return None
    return session.scalar(
        select(Limit.ceiling).where(
            Limit.account_id == stream.account_id, Limit.bucket == spec.bucket
        )
    )


def _past(session: Session, stream_id: int) -> _Past:
    """Return what the stream's polls came to so far."""
    row = session.execute(
        select(
            func.count(PollRun.id),
            func.sum(PollRun.pages),
            func.sum(PollRun.micros),
            func.min(PollRun.started_at),
            func.max(PollRun.finished_at),
        ).where(PollRun.stream_id == stream_id)
    ).one()
    count, pages, micros, first, until = row
    if not count:
        return _Past()
    days = max((until - first) / timedelta(days=1), 1.0)  # the first poll brings old messages too
    dollars = float(micros) / 1_000_000
    return _Past(max(float(pages) / count, 1.0), dollars / days, dollars / max(float(pages), 1.0))
