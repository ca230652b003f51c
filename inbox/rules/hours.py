"""When an agent works: weekdays by name, spans of the day, on the clock of a time zone.

    mon-thu 9:00-12:30 13:30-17:00; fri 9:00-14:00       several spans a day
    fri 22:00-6:00                                       past midnight: it is kept as two spans

Moments are compared in UTC, so a span lasts as long as its clock says: where the clock is put
forward over an end of it the change itself is taken, where an hour comes twice both belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from inbox.rules.pace import DAYS

DAY = 24 * 60
AHEAD = 15
"""Days that are looked at for the next working moment: a week, and what a zone may leave out."""

LONGEST = 400
"""Characters of a week."""

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?")


class WrongHours(ValueError):
    """Hours that cannot be read; `word` is where."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a minute of a weekday (0 is Monday) until another of the same day, 24:00 at most."""

    day: int
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of an agent. Spans are sorted and do not touch."""

    spans: tuple[Span, ...]
    zone: str

    def __str__(self) -> str:
        """Return the week as it is written; days that are alike stand together."""
        days = [(day, of_day(self, day)) for day in range(7)]
        runs = [(said, [day for day, _ in run]) for said, run in groupby(days, lambda one: one[1])]
        return "; ".join(f"{_named(run)} {said}" for said, run in runs if said)


def read(text: str, zone: str) -> Hours:
    """Read a week as it is written above; nothing means never. Raises WrongHours."""
    if len(text) > LONGEST:
        raise WrongHours(text[:40])
    spans: list[Span] = []
    for part in filter(None, (part.strip() for part in text.lower().split(";"))):
        days, _, rest = part.partition(" ")
        for day in _days(days):
            spans += on_day(day, rest)
    return Hours(_merged(spans), _zone(zone))


def week(days: Iterable[str], zone: str) -> Hours:
    """Return a week from what is typed for each day, Monday first. Raises WrongHours."""
    spans = [span for day, typed in enumerate(days) if typed.strip() for span in on_day(day, typed)]
    return Hours(_merged(spans), _zone(zone))


def on_day(day: int, text: str) -> list[Span]:
    """Read the spans of one day: `9-12:30, 13:30-17`. Raises WrongHours."""
    tidy = re.sub(r"\s*[-–—]\s*", "-", text)  # whatever dash is typed
    words = tidy.replace(",", " ").split()
    if not words:
        raise WrongHours(text.strip() or DAYS[day])
    return [span for word in words for span in _spans(day, word)]


def of_day(hours: Hours, day: int) -> str:
    """Return the spans of a weekday as they are typed: `9:00-12:30 13:30-17:00`."""
    mine = (span for span in hours.spans if span.day == day)
    return " ".join(f"{clock(span.since)}-{clock(span.until)}" for span in mine)


def clock(minute: int) -> str:
    """Return a minute of the day as a clock shows it: 9:00."""
    return f"{minute // 60}:{minute % 60:02}"


Shut = Callable[[date], bool]
"""Whether nobody works on a day of the week's own clock, whatever the week says."""


def never(_: date) -> bool:
    """Return that a day is as the week says."""
    return False


def works_at(hours: Hours, at: datetime) -> bool:
    """Return whether an agent works at a moment."""
    return any(since <= at < until for since, until in _around(hours, at, at))


def works_until(hours: Hours, at: datetime) -> datetime | None:
    """Return when the span ends that a moment lies in; None when it lies in none."""
    return next((until for since, until in _around(hours, at, at) if since <= at < until), None)


def next_moment(hours: Hours, at: datetime) -> datetime | None:
    """Return the next working moment: `at` itself while they work, None for who never does."""
    ahead = _around(hours, at, at + timedelta(days=AHEAD))
    return next((max(since, at) for since, until in ahead if until > at), None)


def seconds_between(hours: Hours, since: datetime, until: datetime) -> int:
    """Return how many seconds of a stretch of time are working ones."""
    found = (last - first for first, last in stretches(hours, since, until))
    return int(sum(found, timedelta(0)).total_seconds())


def stretches(
    hours: Hours, since: datetime, until: datetime, shut: Shut = never
) -> list[tuple[datetime, datetime]]:
    """Return when an agent works within a stretch of time, in UTC; not on days that are shut."""
    cut = ((max(a, since), min(b, until)) for a, b in _around(hours, since, until, shut))
    return [(first, last) for first, last in cut if first < last]


def _around(
    hours: Hours, since: datetime, until: datetime, shut: Shut = never
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of the days around a stretch of time, in UTC; those that touch are one."""
    zone = ZoneInfo(hours.zone)
    day, last = since.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
    held: tuple[datetime, datetime] | None = None
    while day <= last + timedelta(days=1):
        mine = [one for one in hours.spans if one.day == day.weekday()]
        for span in mine if mine and not shut(day) else ():
            begins, ends = _instant(day, span.since, zone, 0), _instant(day, span.until, zone, 1)
            if held is not None and begins <= held[1]:
                held = (held[0], max(held[1], ends))
            elif begins < ends:
                if held is not None:
                    yield held
                held = (begins, ends)
        day += timedelta(days=1)
    if held is not None:
        yield held


def _instant(day: date, minute: int, zone: ZoneInfo, fold: int) -> datetime:
    """Return when a clock shows a minute of a day: the first (fold 0) or the last time."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    first, second = (wall.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    if first <= second:
        return second if fold else first
    before, after = second, first  # the clock never shows it: it is put forward between these
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _spans(day: int, word: str) -> list[Span]:
    found = _SPAN.fullmatch(word)
    if found is None:
        raise WrongHours(word)
    numbers = [int(number or 0) for number in found.groups()]
    since, until = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if max(numbers[1], numbers[3]) > 59 or since >= DAY or until > DAY or since == until:
        raise WrongHours(word)
    if since < until:
        return [Span(day, since, until)]
    rest = [Span((day + 1) % 7, 0, until)] if until else []
    return [Span(day, since, DAY), *rest]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in sorted(spans):
        if found and found[-1].day == span.day and span.since <= found[-1].until:
            before = found.pop()
            found.append(Span(span.day, before.since, max(before.until, span.until)))
        else:
            found.append(span)
    return tuple(found)


def _days(word: str) -> list[int]:
    found: list[int] = []
    for part in word.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise WrongHours(word)
        since, until = DAYS.index(first), DAYS.index(last or first)
        found += [day % 7 for day in range(since, until + (7 if until < since else 0) + 1)]
    return found


def _named(run: list[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise WrongHours(name) from None
