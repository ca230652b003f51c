"""Messages looked at again, newest first, pass after pass: what was edited, what is gone.

    cursor {"began", "at", "id", ...}   a pass under way: everything newer than that was seen
    cursor {"ended"}                    a pass is over; the next poll begins another one

A pass covers what was said in the last `revisit_days`. However long it takes, the newest page
is seen again in between: what was just said is changed most. What arrives meanwhile is the next
pass's; an id that could not be seen this time says nothing and is asked for again then.

Where looks are billed there are no passes: see `inbox.incoming.ages`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Batch, Connector, Cursor, Found, Kind, Platform
from db.models import Account, Direction, Message
from db.session import Database
from inbox.incoming import ages

_SAID = (Direction.INBOUND, Direction.OUTBOUND, Direction.CONTEXT)


@dataclass(frozen=True, slots=True)
class _Pass:
    """Where a pass stands; without `at` it has only begun.

    `fresh_at` is when the newest page was last seen, `fresh` whether that was the last thing.
    """

    began: datetime
    at: datetime | None = None
    id: int = 0
    fresh_at: datetime | None = None
    fresh: bool = False


def looks(platform: str, stream: str) -> bool:
    """Return whether a stream looks at stored messages instead of fetching."""
    return any(spec.name == stream and spec.looks for spec in PLATFORMS[platform].streams)


def pages(platform: str, stream: str) -> int | None:
    """Return how many pages one poll of a stream takes at most, None where nobody counts them."""
    return next((spec.pages for spec in PLATFORMS[platform].streams if spec.name == stream), None)


def page(
    db: Database,
    connector: Connector,
    account_id: int,
    cursor: Cursor | None,
    days: int,
    started: datetime,
    now: datetime,
) -> Batch:
    """Look at the next messages and return what was seen as a page. Raises as `look`.

    `started` is when this poll began: the newest page is seen once a poll, the pass goes on.
    """
    with db.read() as session:
        platform = PLATFORMS[session.get_one(Account, account_id).platform]
    if ages_ := _ages(platform, days):
        return _come_of_age(db, connector, account_id, platform, ages_, cursor, now)
    here = _read(cursor, now)
    between = _between(here, started)
    with db.read() as session:
        where = replace(here, at=None) if between else here
        rows = _next(session, account_id, platform, where, days)
    if not rows:
        return Batch((), _ended(now))
    found = connector.look([row.external_id for row in rows])
    if between:
        return _page(rows, found, _write(replace(here, fresh_at=now, fresh=True)), more=True)
    if len(rows) < platform.looks_at:
        return _page(rows, found, _ended(now), more=False)
    newest = here.at is None
    last = rows[-1]
    ahead = _Pass(
        here.began, last.created_at, last.id, now if newest else here.fresh_at, fresh=newest
    )
    return _page(rows, found, _write(ahead), more=True)


def _ages(platform: Platform, days: int) -> tuple[timedelta, ...]:
    """Return at which ages messages are looked at, none where they are all the time."""
    every = (age for spec in platform.streams if spec.looks for age in spec.ages)
    return tuple(age for age in every if age <= timedelta(days=days))


def _come_of_age(
    db: Database,
    connector: Connector,
    account_id: int,
    platform: Platform,
    at_ages: Sequence[timedelta],
    cursor: Cursor | None,
    now: datetime,
) -> Batch:
    """Look at what came of an age since the last time."""
    since, most = ages.read(cursor, now), platform.looks_at
    with db.read() as session:
        found = ages.due(session, _said(account_id, platform), at_ages, since, now, most)
    ahead = ages.write(ages.after(found, now, most))
    if not found:
        return Batch((), ahead)
    rows = list({each.row.id: each.row for each in found}.values())
    seen = connector.look([row.external_id for row in rows])
    return _page(rows, seen, ahead, more=len(found) == most)


def _between(here: _Pass, started: datetime) -> bool:
    """Return whether the newest page is seen now, in the middle of a pass."""
    under_way = here.at is not None and here.fresh_at is not None and not here.fresh
    return under_way and here.fresh_at is not None and here.fresh_at < started


def _page(rows: Sequence[Any], found: Found, cursor: Cursor, *, more: bool) -> Batch:
    """Return what was seen; what nobody asked for is left out."""
    context = {row.external_id for row in rows if row.direction == Direction.CONTEXT}
    asked = {row.external_id for row in rows}
    seen = [message for message in found.messages if message.external_id in asked]
    return Batch(
        messages=tuple(each for each in seen if each.external_id not in context),
        context=tuple(each for each in seen if each.external_id in context),
        gone={key: why for key, why in found.gone.items() if key in asked},
        cursor=cursor,
        more=more,
        usage=found.usage,
    )


def _next(
    session: Session, account_id: int, platform: Platform, here: _Pass, days: int
) -> Sequence[Any]:
    wanted = (
        _said(account_id, platform)
        .where(Message.created_at >= here.began - timedelta(days=days))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(platform.looks_at)
    )
    if here.at is not None:
        wanted = wanted.where(tuple_(Message.created_at, Message.id) < (here.at, here.id))
    return session.execute(wanted).all()


def _said(account_id: int, platform: Platform) -> Select[int, str | None, str, datetime]:
    """Return what can be looked at again."""
    kinds = [kind.value for kind in Kind if platform.looks_for(kind)]
    return select(Message.id, Message.external_id, Message.direction, Message.created_at).where(
        Message.account_id == account_id,
        Message.external_id.is_not(None),
        Message.gone.is_(None),
        Message.direction.in_(_SAID),
        Message.kind.in_(kinds),
    )


def _read(cursor: Cursor | None, now: datetime) -> _Pass:
    """Return where a pass stands; one that ended, or that nobody can read, begins anew."""
    try:
        told = json.loads(cursor or "{}")
        if "ended" in told:
            return _Pass(now)
        began, at, seen = (_aware(told[name]) for name in ("began", "at", "fresh_at"))
        return _Pass(began, at, int(told["id"]), seen, fresh=told["fresh"] is True)
    except (ValueError, TypeError, KeyError):
        return _Pass(now)


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


def _write(here: _Pass) -> Cursor:
    told = {"began": here.began, "at": here.at, "fresh_at": here.fresh_at}
    times = {name: at.isoformat() if at else None for name, at in told.items()}
    return Cursor(json.dumps({**times, "id": here.id, "fresh": here.fresh}))


def _ended(now: datetime) -> Cursor:
    return Cursor(json.dumps({"ended": now.isoformat()}))
