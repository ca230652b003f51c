"""Messages looked at again, newest first, pass after pass: what was edited, what is gone.

    cursor {"began", "at", "id"}   a pass under way: everything newer than that was looked at
    cursor {"ended"}               a pass is over; the next poll begins another one

A pass covers what was said in the last `revisit_days`. What arrives meanwhile is the next
pass's; an id that could not be seen this time says nothing and is asked for again then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Batch, Connector, Cursor, Found, Kind, Platform
from db.models import Account, Direction, Message
from db.session import Database

_SAID = (Direction.INBOUND, Direction.OUTBOUND, Direction.CONTEXT)


@dataclass(frozen=True, slots=True)
class _Pass:
    """Where a pass stands; without `at` it has only begun."""

    began: datetime
    at: datetime | None = None
    id: int = 0


def looks(platform: str, stream: str) -> bool:
    """Return whether a stream looks at stored messages instead of fetching."""
    return any(spec.name == stream and spec.looks for spec in PLATFORMS[platform].streams)


def page(
    db: Database,
    connector: Connector,
    account_id: int,
    cursor: Cursor | None,
    days: int,
    now: datetime,
) -> Batch:
    """Look at the next messages of a pass and return what was seen as a page. Raises as `look`."""
    here = _read(cursor, now)
    with db.read() as session:
        platform = PLATFORMS[session.get_one(Account, account_id).platform]
        rows = _next(session, account_id, platform, here, days)
    if not rows:
        return Batch((), _ended(now))
    found = connector.look([row.external_id for row in rows])
    return _page(rows, found, here, now, more=len(rows) == platform.looks_at)


def _page(rows: Sequence[Any], found: Found, here: _Pass, now: datetime, *, more: bool) -> Batch:
    """Return what was seen; what nobody asked for is left out."""
    context = {row.external_id for row in rows if row.direction == Direction.CONTEXT}
    asked = {row.external_id for row in rows}
    seen = [message for message in found.messages if message.external_id in asked]
    last = rows[-1]
    return Batch(
        messages=tuple(each for each in seen if each.external_id not in context),
        context=tuple(each for each in seen if each.external_id in context),
        gone={key: why for key, why in found.gone.items() if key in asked},
        cursor=_write(_Pass(here.began, last.created_at, last.id)) if more else _ended(now),
        more=more,
        usage=found.usage,
    )


def _next(
    session: Session, account_id: int, platform: Platform, here: _Pass, days: int
) -> Sequence[Any]:
    kinds = [kind.value for kind in Kind if platform.looks_for(kind)]
    wanted = (
        select(Message.id, Message.external_id, Message.direction, Message.created_at)
        .where(
            Message.account_id == account_id,
            Message.created_at >= here.began - timedelta(days=days),
            Message.external_id.is_not(None),
            Message.gone.is_(None),
            Message.direction.in_(_SAID),
            Message.kind.in_(kinds),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(platform.looks_at)
    )
    if here.at is not None:
        wanted = wanted.where(tuple_(Message.created_at, Message.id) < (here.at, here.id))
    return session.execute(wanted).all()


def _read(cursor: Cursor | None, now: datetime) -> _Pass:
    """Return where a pass stands; one that ended, or that nobody can read, begins anew."""
    try:
        told = json.loads(cursor or "{}")
        if "ended" in told:
            return _Pass(now)
        began, at = (datetime.fromisoformat(told[name]) for name in ("began", "at"))
        return _Pass(began, at, int(told["id"]))
    except (ValueError, TypeError, KeyError):
        return _Pass(now)


def _write(here: _Pass) -> Cursor:
    at = here.at.isoformat() if here.at else None
    return Cursor(json.dumps({"began": here.began.isoformat(), "at": at, "id": here.id}))


def _ended(now: datetime) -> Cursor:
    return Cursor(json.dumps({"ended": now.isoformat()}))
