"""Messages looked at when they come of age, where every look is billed: a few times in all.

    said ── an hour ── a day ── a week      each age once, then never again

Edits end within an hour, and who deletes mostly does so soon: young messages are looked at often,
old ones seldom. How far we are is one moment: what came of an age since then is due. While
nothing comes of age nothing is asked and nothing is paid.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from connectors.base import Cursor
from db.models import Message


@dataclass(frozen=True, slots=True)
class Since:
    """Up to when everything was looked at; with an `id`, at that moment only up to this one."""

    upto: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A message that came of an age, and when."""

    at: datetime
    row: Any


def due(
    session: Session,
    wanted: Select[int, str | None, str, datetime],
    ages: Sequence[timedelta],
    since: Since,
    now: datetime,
    most: int,
) -> list[Due]:
    """Return what came of an age since then, the longest due first, at most so many."""
    found: list[Due] = []
    for age in ages:
        if since.id is None:
            beyond = Message.created_at > since.upto - age
        else:
            beyond = tuple_(Message.created_at, Message.id) > (since.upto - age, since.id)
        rows = session.execute(
            wanted.where(beyond, Message.created_at <= now - age)
            .order_by(Message.created_at, Message.id)
            .limit(most)
        )
        found += [Due(row.created_at + age, row) for row in rows]
    return sorted(found, key=lambda each: (each.at, each.row.id))[:most]


def after(found: Sequence[Due], now: datetime, most: int) -> Since:
    """Return how far we are once these were looked at."""
    if len(found) < most:
        return Since(now)
    return Since(found[-1].at, found[-1].row.id)


def read(cursor: Cursor | None, now: datetime) -> Since:
    """Return how far we are: at first, and where nobody can read it, at this moment."""
    try:
        told = json.loads(cursor or "{}")
        upto, key = datetime.fromisoformat(told["upto"]), told["id"]
        if upto.tzinfo is None or not (key is None or type(key) is int):
            return Since(now)
        return Since(min(upto, now), key)
    except (ValueError, TypeError, KeyError):
        return Since(now)


def write(since: Since) -> Cursor:
    """Return how far we are as text."""
    return Cursor(json.dumps({"upto": since.upto.isoformat(), "id": since.id}))
