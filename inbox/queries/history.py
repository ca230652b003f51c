"""What a stream's polls were over a day or a week: in pieces for a chart, and summed up."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import PollRun

PIECES = 48
"""Bars of a chart: half an hour each over a day, three and a half hours each over a week."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some time of a stream: `seconds` of its longest poll, `lag` of the message that came latest.

    Both are None where there was none.
    """

    at: datetime
    runs: int = 0
    failed: int = 0
    new: int = 0
    seconds: float | None = None
    lag: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """All of it together; `lag` is the usual one (half of the polls with news had less)."""

    runs: int = 0
    failed: int = 0
    new: int = 0
    lag: timedelta | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The polls of a stream between two times."""

    since: datetime
    until: datetime
    pieces: tuple[Piece, ...]
    sum: Sum


def history(session: Session, stream_id: int, now: datetime, span: timedelta) -> History:
    """Return the polls of the last day, or whatever the span is, in pieces of equal length."""
    since = now - span
    rows = session.execute(
        select(
            PollRun.started_at,
            PollRun.finished_at,
            PollRun.new,
            PollRun.trouble,
            PollRun.lag,
        ).where(PollRun.stream_id == stream_id, PollRun.started_at >= since)
    ).all()
    length = span / PIECES
    by_piece: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_piece[min(int((row.started_at - since) / length), PIECES - 1)].append(row)
    pieces = tuple(_piece(since + n * length, by_piece[n]) for n in range(PIECES))
    return History(since, now, pieces, _sum(rows))


def cost(session: Session, stream_id: int, since: datetime) -> int:
    """Return what the polls since then cost, in millionths of a US dollar."""
    spent = select(func.sum(PollRun.micros)).where(
        PollRun.stream_id == stream_id, PollRun.started_at >= since
    )
    return int(session.scalar(spent) or 0)


def _piece(at: datetime, rows: Sequence[Any]) -> Piece:
    lags = [row.lag for row in rows if row.lag is not None]
    return Piece(
        at=at,
        runs=len(rows),
        failed=_failed(rows),
        new=sum(row.new for row in rows),
        seconds=max(
            ((row.finished_at - row.started_at).total_seconds() for row in rows), default=None
        ),
        lag=timedelta(seconds=max(lags)) if lags else None,
    )


def _sum(rows: Sequence[Any]) -> Sum:
    lags = [row.lag for row in rows if row.lag is not None]
    return Sum(
        runs=len(rows),
        failed=_failed(rows),
        new=sum(row.new for row in rows),
        lag=timedelta(seconds=int(statistics.median(lags))) if lags else None,
    )


def _failed(rows: Iterable[Any]) -> int:
    return sum(row.trouble is not None for row in rows)
