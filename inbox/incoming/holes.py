"""Holes in a platform's history, each noted once, until an admin acknowledges it.

A thread that holds more than the platform tells of is looked at again with every poll, and each
time its platform names the same messages without their words. What of them is kept already is not
lost; what is lost lies between two messages that are kept, and so has the same bounds each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.base import Gap
from db import models
from db.models import Message, Reply, Stream
from db.upsert import insert_into


def note(session: Session, stream: Stream, gap: Gap | None, now: datetime) -> bool:
    """Write down a hole that a poll met, after its messages were stored; return whether it is news.

    The stream is locked: nobody else notes holes of it meanwhile.
    """
    if gap is None:
        return False
    return sum(_keep(session, stream, hole, now) for hole in _lost(session, stream, gap)) > 0


def _lost(session: Session, stream: Stream, gap: Gap) -> Iterator[Gap]:
    """Return what is missing of a gap: for messages that follow each other one hole."""
    if not gap.faded:
        yield gap
        return
    kept = _known(session, stream, [key for key, _ in gap.faded])
    unnamed = (gap.about or 0) - len(gap.faded)
    for known, run in groupby(gap.faded, lambda one: one[0] in kept):
        missing = list(run)
        if known:
            continue
        more = unnamed if missing[-1] is gap.faded[-1] else 0
        newest, oldest = missing[0][1], missing[-1][1]
        since, until = _beside(session, stream, gap, oldest, newest)
        yield replace(gap, since=since, until=until, about=len(missing) + more)


def _known(session: Session, stream: Stream, keys: list[str]) -> set[str | None]:
    """Return which messages are kept here, or were sent from here."""
    kept: set[str | None] = set()
    for table in (Message, Reply):
        mine = (table.account_id == stream.account_id) & table.external_id.in_(keys)
        kept |= set(session.scalars(select(table.external_id).where(mine)))
    return kept


def _beside(
    session: Session, stream: Stream, gap: Gap, oldest: datetime, newest: datetime
) -> tuple[datetime, datetime]:
    """Return when the message before lost ones was written, and the one behind them."""
    thread = (Message.account_id == stream.account_id) & (Message.thread_id == gap.thread_id)
    at = Message.created_at
    before = session.scalar(select(func.max(at)).where(thread, at <= oldest))
    behind = session.scalar(select(func.min(at)).where(thread, at >= newest))
    return before or oldest, behind or newest


def _keep(session: Session, stream: Stream, hole: Gap, now: datetime) -> bool:
    """Write a hole down, or let one of the same thread that is still open reach as far."""
    if hole.thread_id is not None:
        for one in _noted(session, stream, hole):
            if one.since <= hole.since and hole.until <= one.until:
                return False
            if one.acknowledged_at is None:
                one.since, one.until = min(one.since, hole.since), max(one.until, hole.until)
                one.about = max(one.about or 0, hole.about or 0) or None
                return False
    row = insert_into(session, models.Gap).values(
        stream_id=stream.id,
        thread_id=hole.thread_id or "",
        since=hole.since,
        until=hole.until,
        about=hole.about,
        found_at=now,
    )
    once = row.on_conflict_do_nothing(index_elements=["stream_id", "thread_id", "since", "until"])
    return session.scalar(once.returning(models.Gap.id)) is not None


def _noted(session: Session, stream: Stream, hole: Gap) -> list[models.Gap]:
    """Return the holes of its thread that overlap with it, those that were looked at first."""
    return list(
        session.scalars(
            select(models.Gap)
            .where(
                models.Gap.stream_id == stream.id,
                models.Gap.thread_id == hole.thread_id,
                models.Gap.since < hole.until,
                models.Gap.until > hole.since,
            )
            .order_by(models.Gap.acknowledged_at.is_(None), models.Gap.id)
        )
    )
