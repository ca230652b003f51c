"""Who stands in for somebody absent: their deputy, the deputy's deputy, and so on to somebody here.

A chain that comes back to somebody absent ends: then nobody stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = 366
"""Days of an absence, and days ahead that one may begin."""

NOTE = 200
"""Characters of the note; what is beyond is cut."""


class NoAbsence(ValueError):
    """These are no days on which somebody can be absent."""


def stand_in(agent: int, absent: Mapping[int, int | None], here: Collection[int]) -> int | None:
    """Return who does an absent agent's work. `absent` says whom each of those named.

    `here` are those who work in this house at all.
    """
    seen, at = {agent}, absent.get(agent)
    while at is not None and at in here and at not in seen:
        if at not in absent:
            return at
        seen.add(at)
        at = absent[at]
    return None


def span(first: date, last: date, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the moments from the begin of a day until the end of another on the agent's clock.

    Raises NoAbsence where it is over, the wrong way round, too long or too far ahead.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    if not first <= last or last < today or (last - first).days >= LONGEST:
        raise NoAbsence
    if (first - today).days > LONGEST or (today - first).days > LONGEST:
        raise NoAbsence
    midnights = (first, last + timedelta(days=1))
    begins, ends = (datetime.combine(day, time(), place).astimezone(UTC) for day in midnights)
    return begins, ends


def last_day(until: datetime, zone: str) -> date:
    """Return the last day of an absence that ends at a moment."""
    return (until.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date()
