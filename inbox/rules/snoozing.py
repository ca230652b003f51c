"""When a conversation that is put off comes back: chosen in words, or by date and time.

What is chosen is a time on the agent's own clock; where that clock is put forward over it, the
hour after the gap is taken. On a Sunday "next Monday" is not tomorrow, but the one after.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LATER = timedelta(hours=2)
MORNING = time(8)
LONGEST = timedelta(days=366)


class Choice(StrEnum):
    """The times that are one click away."""

    LATER = "later"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


class NoTime(ValueError):
    """What was asked for is no time, is over, or lies more than a year ahead."""


def wakes_at(asked: str, now: datetime, zone: str) -> datetime:
    """Return when it comes back, in UTC: a `Choice`, or a local time as 2026-11-23T08:00.

    Raises NoTime.
    """
    here = now.astimezone(ZoneInfo(zone))
    match asked:
        case Choice.LATER:
            return now.astimezone(UTC) + LATER
        case Choice.TOMORROW:
            local = datetime.combine(here.date() + timedelta(days=1), MORNING)
        case Choice.MONDAY:
            ahead = 7 - here.weekday()
            ahead += 7 if ahead == 1 else 0
            local = datetime.combine(here.date() + timedelta(days=ahead), MORNING)
        case _:
            local = _read(asked)
    try:
        at = local.replace(tzinfo=here.tzinfo).astimezone(UTC)
    except OverflowError:
        raise NoTime(asked) from None
    if not now < at <= now + LONGEST:
        raise NoTime(asked)
    return at


def in_time(
    chosen: datetime, answer_until: datetime | None, margin: timedelta, now: datetime
) -> datetime:
    """Return when it comes back, so that it can still be answered then.

    That is `margin` before the answer window closes, at the latest; where even that is over, it
    is the time that was chosen.
    """
    if answer_until is None or answer_until - margin <= now:
        return chosen
    return min(chosen, answer_until - margin)


def is_early(until: datetime | None, answer_until: datetime | None, margin: timedelta) -> bool:
    """Return whether what is put off comes back only because its answer window closes then."""
    return until is not None and answer_until is not None and until == answer_until - margin


def _read(asked: str) -> datetime:
    try:
        read = datetime.strptime(asked, "%Y-%m-%dT%H:%M")
    except ValueError:
        raise NoTime(asked) from None
    return read
