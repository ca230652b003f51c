"""When an agent gets an e-mail about what waits: slots of a day, in the agent's own zone.

    morning  one slot a working day
    hours    from the end of the quiet hours on, every so many hours until they begin

A slot is served once, whoever comes first. One that nobody could serve (the worker was down)
is late for a while, and then let go: news of this morning is none in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LATE = timedelta(hours=4)
"""How late the e-mail of a morning may come."""

DAY = 24 * 60


class Often(StrEnum):
    """How often; the words of the table."""

    NONE = "none"
    MORNING = "morning"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Wish:
    """When an agent wants e-mails. Minutes are those of a day in `zone`; 0 is Monday.

    Quiet hours that end when they begin are none.
    """

    often: Often = Often.NONE
    morning: int = 8 * 60
    every: int = 4
    quiet_from: int = 20 * 60
    quiet_until: int = 7 * 60
    days: frozenset[int] = frozenset(range(5))
    zone: str = "UTC"


def quiet(wish: Wish, at: datetime) -> bool:
    """Return whether a moment lies in the quiet hours; they may go past midnight."""
    return _in_quiet(wish, _minute(at.astimezone(ZoneInfo(wish.zone))))


def kept_back(wish: Wish) -> bool:
    """Return whether the e-mail of a morning waits until the quiet hours are over."""
    return wish.often is Often.MORNING and _in_quiet(wish, wish.morning)


def _in_quiet(wish: Wish, minute: int) -> bool:
    begins, ends = wish.quiet_from, wish.quiet_until
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def slot(wish: Wish, now: datetime) -> datetime | None:
    """Return the slot that an e-mail is due for now, None where none is."""
    if wish.often is Often.NONE or quiet(wish, now):
        return None
    found = _morning(wish, now) if wish.often is Often.MORNING else _hourly(wish, now)
    works = found.astimezone(ZoneInfo(wish.zone)).weekday() in wish.days
    if found > now or not works:
        return None
    if wish.often is Often.MORNING and now - found > LATE + _postponed(wish, found):
        return None
    return None if wish.often is Often.HOURS and quiet(wish, found) else found


def _morning(wish: Wish, now: datetime) -> datetime:
    return _at(now.astimezone(ZoneInfo(wish.zone)), wish.morning)


def _hourly(wish: Wish, now: datetime) -> datetime:
    """Return the last slot up to now; hours are hours, also in a night that clocks are changed."""
    here = now.astimezone(ZoneInfo(wish.zone))
    base = wish.quiet_until if wish.quiet_from != wish.quiet_until else 0
    first = _at(here, base)
    if first > now:
        first = _at(here - timedelta(days=1), base)
    every = timedelta(hours=max(wish.every, 1))
    return first + (now - first) // every * every


def _postponed(wish: Wish, found: datetime) -> timedelta:
    """Return how long quiet hours keep back an e-mail whose time lies in them."""
    if not quiet(wish, found):
        return timedelta(0)
    return timedelta(minutes=(wish.quiet_until - wish.morning) % DAY)


def _at(day: datetime, minute: int) -> datetime:
    """Return a minute of somebody's day as UTC."""
    wall = datetime.combine(day.date(), time(minute // 60 % 24, minute % 60), day.tzinfo)
    return wall.astimezone(UTC)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
