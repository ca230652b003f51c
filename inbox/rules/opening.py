"""When a house answers: a week with several spans a day, holidays, and closed days with a name.

    mon-fri 8:00-12:00 13:00-17:00   on a clock
    SN                               the holidays of a German state
    24 Dec - 31 Dec, Betriebsferien  own days

Opening time is what runs while the house is open, so a pledge of an hour that begins on Friday
evening ends on Monday morning. It adds up, is never negative, and knows both clock changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from holidays.countries.germany import Germany

from inbox.rules import clean, hours
from inbox.rules.hours import Hours

STATES = tuple(sorted(one for one in Germany.subdivisions if one.isupper()))
"""The German states whose holidays a calendar may keep, as ISO 3166-2 calls them."""

NAME = 60
"""Characters of a closed day's name."""
LONGEST = 92
"""Days that are closed in a row at most."""
MOST = 60
"""Entries of closed days at most."""
AHEAD = 400
"""Days within which a house is looked for that opens again."""
SOON = 120
"""Days within which the next closed day is told."""

_SPOKEN = {"de": "de", "en": "en_US"}


class WrongDays(ValueError):
    """Days that no house is closed on."""


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """Days on which nobody answers, and what they are called."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A calendar. `state` is whose holidays it keeps; "" for none."""

    hours: Hours
    state: str = ""
    closed: tuple[Closed, ...] = ()


def days(first: date, last: date, name: str) -> Closed:
    """Return closed days as somebody types them. Raises WrongDays."""
    called = clean.name(name)[:NAME]
    if not called or not timedelta(0) <= last - first < timedelta(days=LONGEST):
        raise WrongDays(name)
    return Closed(first, last, called)


def shut(opening: Opening, day: date, language: str = "de") -> str:
    """Return why the house is closed on a day that it would be open on; "" where it is not."""
    for one in opening.closed:
        if one.first <= day <= one.last:
            return one.name
    return _holidays(opening.state, day.year, language).get(day, "") if opening.state else ""


def stretches(
    opening: Opening, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Return when the house is open within a stretch of time, in UTC."""
    return hours.stretches(opening.hours, since, until, lambda day: bool(shut(opening, day)))


def between(opening: Opening | None, since: datetime, until: datetime) -> timedelta:
    """Return how much opening time a stretch has; without a calendar all of it counts."""
    if opening is None:
        return max(timedelta(0), until - since)
    found = (last - first for first, last in stretches(opening, since, until))
    return sum(found, timedelta(0))


def after(opening: Opening | None, since: datetime, span: timedelta) -> datetime:
    """Return when so much opening time has passed: a moment at which the house is open.

    Without a calendar, and where the house never opens, time passes as it does.
    """
    left, at, width = max(timedelta(0), span), since, timedelta(days=3)
    end = since + timedelta(days=AHEAD)
    while opening is not None and opening.hours.spans and at < end:
        for first, last in stretches(opening, at, at + width):
            if last - first >= left:
                return first + left
            left -= last - first
        at, width = at + width, min(2 * width, timedelta(days=60))
    return since + span


def next_closed(opening: Opening, today: date, language: str = "de") -> Closed | None:
    """Return the next days, today included, that are closed though the week would open them."""
    open_on = {span.day for span in opening.hours.spans}
    for ahead in range(SOON):
        day = today + timedelta(days=ahead)
        why = shut(opening, day, language) if day.weekday() in open_on else ""
        if why:
            last = day
            while shut(opening, last + timedelta(days=1), language) == why:
                last += timedelta(days=1)
            return Closed(day, last, why)
    return None


def today(opening: Opening, now: datetime) -> date:
    """Return the day on the calendar's clock."""
    return now.astimezone(ZoneInfo(opening.hours.zone)).date()


@lru_cache(256)  # a page of intake asks for some hundred days
def _holidays(state: str, year: int, language: str) -> Mapping[date, str]:
    spoken = _SPOKEN.get(language, "en_US")
    return MappingProxyType(dict(Germany(subdiv=state, years=[year], language=spoken)))
