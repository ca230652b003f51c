"""By when something is promised: times as people write them, on an agent's clock and calendar.

bis Freitag, by the end of the week   ──> when work ends on that day
morgen um 10 Uhr, tomorrow at noon    ──> the time that is said
in 3 Werktagen, within 48 hours       ──> counted from now, working days by the agent's week

A time that is over leads to the next day that can be meant; what is half said is read generously,
since the agent sees the time before anything leaves.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox.rules import time_words as w
from inbox.rules.hours import Hours, read

USUAL = "mon-fri 9:00-17:00"
"""The week of an agent who has entered none."""

LATEST = timedelta(days=366)
_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text says, in UTC, and where."""

    at: datetime
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What times are resolved by: a moment, and the agent's week on their clock."""

    now: datetime
    hours: Hours

    @property
    def today(self) -> date:
        """The day on the agent's clock."""
        return self.now.astimezone(ZoneInfo(self.hours.zone)).date()

    def at(self, day: date, clock: time) -> datetime:
        """Return that moment of the agent's clock, in UTC."""
        local = datetime.combine(day, clock, ZoneInfo(self.hours.zone))
        return local.astimezone(UTC)

    def closes(self, day: date) -> datetime:
        """Return when work ends on a day: evening where none is done; never what is over."""
        ends = [span.until for span in self.hours.spans if span.day == day.weekday()]
        minute = min(max(ends), 24 * 60 - 1) if ends else 18 * 60
        at = self.at(day, time(minute // 60, minute % 60))
        return at if at > self.now else self.at(day, _END)

    def works(self, day: date) -> bool:
        """Return whether the agent works on that weekday."""
        return any(span.day == day.weekday() for span in self.hours.spans)

    def working_day(self, count: int) -> date:
        """Return the working day that is so many ahead."""
        day = self.today
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def last_of_week(self, weeks: int) -> date:
        """Return the last working day of the week that is so many ahead; never one that is over."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=weeks)
        days = [monday + timedelta(days=each) for each in range(7)]
        worked = [day for day in days if self.works(day) and day >= self.today]
        return worked[-1] if worked else max(days[-1], self.today)


def calendar(now: datetime, hours: Hours | None, zone: str) -> Calendar:
    """Return an agent's calendar; who has entered no hours has the usual ones on their clock."""
    return Calendar(now, hours if hours is not None and hours.spans else read(USUAL, zone))


def find(text: str, known: Calendar) -> Time | None:
    """Return the time that a text says first; day and hour of it may stand apart."""
    relative = _relative(text, known)
    if relative is not None:
        return relative
    timed = w.DATE.sub(lambda date: "#" * len(date[0]), text)
    day, clock = _day(text, known), _clock(w.BETWEEN.sub(_only_until, timed))
    if clock is None:
        return None if day is None else Time(_of_day(text, day, known), day[1])
    said, span = clock
    if day is None:
        at = known.at(known.today, said)
        tomorrow = known.today + timedelta(days=1)
        return Time(at if at > known.now else known.at(tomorrow, said), span)
    whole = (min(span[0], day[1][0]), max(span[1], day[1][1]))
    at = known.at(day[0], said)
    return Time(at if at > known.now else known.closes(day[0]), whole)


def reached(said: str, known: Calendar) -> datetime | None:
    """Return by when somebody is called who says when they can be: None where no time is read.

    "zwischen 9 und 12" is over at twelve; what only begins ("ab 17 Uhr") has an hour's time.
    """
    found = find(said, known)
    if found is None and w.PART.search(said):
        found = find(f"morgen {said}", known)
    if found is None:
        return None
    return found.at + timedelta(hours=1) if w.BEGINS.search(said) else found.at


def _of_day(text: str, day: tuple[date, tuple[int, int]], known: Calendar) -> datetime:
    part = w.PART.search(text, max(0, day[1][0]))
    clocks = {"early": time(12), "noon": time(12), "later": time(17), "evening": time(20)}
    if part is not None and part.lastgroup is not None:
        at = known.at(day[0], clocks[part.lastgroup])
        if at > known.now:
            return at
    return known.closes(day[0])


def _relative(text: str, known: Calendar) -> Time | None:
    for words, minutes in w.MINUTES:
        span = words.search(text)
        if span is not None:
            return Time(known.now + timedelta(minutes=minutes), span.span())
    if w.WEEKS_FROM.search(text):
        return None
    found = w.RELATIVE.search(text)
    if found is None:
        return None
    said = re.findall(r"\d+", found["n"])
    count = int(said[-1]) if said else w.NUMBERS[found["n"].lower()]
    unit = found["unit"].lower()
    if unit.startswith("min"):
        at = known.now + timedelta(minutes=count)
    elif unit.startswith(("st", "h")):
        at = known.now + timedelta(hours=count)
    elif unit.startswith(("werk", "arbeit", "working", "business")):
        at = known.closes(known.working_day(count))
    else:
        days = {"t": 1, "d": 1, "w": 7, "f": 14, "m": 30}[unit[0]] * count
        at = known.closes(known.today + timedelta(days=days))
    return Time(at, found.span()) if at <= known.now + LATEST else None


def _day(text: str, known: Calendar) -> tuple[date, tuple[int, int]] | None:
    found = [*_weeks_from(text, known), *_dates(text, known), *_named(text, known)]
    found += [*_weeks(text, known), *_days(text, known)]
    today = w.ON_THAT_DAY.search(text) or w.SOON.search(text)
    if not found and today is not None:
        return known.today, today.span()
    return min(found, key=lambda one: (one[1][0], -one[1][1]), default=None)


def _weeks_from(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    """Yield what is a week and more away by a day's name: "Dienstag in einer Woche"."""
    for found in w.WEEKS_FROM.finditer(text):
        many = (found["in"] or found["count"] or found["many"] or "one").lower().split()[0]
        count = {"vierzehn": 2, "14": 2, "acht": 1, "8": 1}.get(many) or w.count(many)
        name = (found["day"] or found["from"] or "now").lower()
        first = next((day for day, _ in _days(name, known)), known.today)
        yield first + timedelta(weeks=count), found.span()
    monday = known.today + timedelta(days=7 - known.today.weekday())
    for found in w.NEXT_WEEKS.finditer(text):
        yield (
            monday + timedelta(days=w.DAY_OF[(found["first"] or found["last"]).lower()]),
            found.span(),
        )


def _named(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    for words, month, day in w.NAMED_DAYS:
        for found in words.finditer(text):
            yield _coming(known.today, month, day), found.span()
    for found in w.MONTH_PART.finditer(text):
        part, month = found["part"].lower(), w.MONTH_OF[found["month"].lower()]
        ends = part.endswith(("ende", "end of"))
        day = 15 if part.startswith("mi") or "middle" in part else 7
        if ends:
            year = known.today.year + (month < known.today.month)
            yield date(year, month, monthrange(year, month)[1]), found.span()
        else:
            yield _coming(known.today, month, day), found.span()
    for found in w.NEXT_WORKING.finditer(text):
        yield known.working_day(1), found.span()
    for found in w.ON_WEEKEND.finditer(text):
        yield known.today + timedelta(days=6 - known.today.weekday()), found.span()


def _coming(today: date, month: int, day: int) -> date:
    this = today.replace(month=month, day=day)
    return this if this >= today else this.replace(year=today.year + 1)


def _days(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    for found in w.DAY.finditer(text):
        abbreviated = found["abbr"] or found["abbr2"] or found["abbr3"] or found["abbr4"]
        name = found["weekday"] or abbreviated
        if name:
            ahead = (w.DAY_OF[name.lower()] - known.today.weekday()) % 7 or 7
        else:
            ahead = 2 if found["after"] else 1 if found["tomorrow"] else 0
        yield known.today + timedelta(days=ahead), found.span()


def _dates(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    for found in w.DAY_ALONE.finditer(text):
        yield from _day_alone(int(found["day"] or found["on"]), found.span(), known)
    for found in w.DATE.finditer(text):
        day = int(found["d1"] or found["d2"] or found["d3"])
        named = found["mn1"] or found["mn2"] or found["mn3"]
        month = w.MONTH_OF[named.lower()] if named else int(found["m1"])
        year = int(found["y1"]) if found["y1"] else known.today.year
        try:
            at = date(year + 2000 if year < 100 else year, month, day)
            if at < known.today and not found["y1"]:
                at = at.replace(year=year + 1)
        except ValueError:
            continue
        if known.today <= at <= known.today + LATEST:
            yield at, found.span()


def _day_alone(
    day: int, span: tuple[int, int], known: Calendar
) -> Iterator[tuple[date, tuple[int, int]]]:
    month = known.today.replace(day=1)
    for _ in range(3):
        if day <= monthrange(month.year, month.month)[1] and month.replace(day=day) >= known.today:
            yield month.replace(day=day), span
            return
        month = (month + timedelta(days=31)).replace(day=1)


def _weeks(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    month_end = w.MONTH_END.search(text)
    if month_end is not None:
        last = monthrange(known.today.year, known.today.month)[1]
        yield known.today.replace(day=last), month_end.span()
    for found in w.WEEK.finditer(text):
        weeks = 1 if found["next"] else 0
        part = (found["part"] or "").lower()
        ahead = {"anfang": 1, "early": 1, "mitte": 2, "mid": 2}.get(part)
        monday = known.today - timedelta(days=known.today.weekday()) + timedelta(weeks=weeks)
        day = known.last_of_week(weeks) if ahead is None else monday + timedelta(days=ahead)
        yield max(day, known.today), found.span()


def _clock(text: str) -> tuple[time, tuple[int, int]] | None:
    for found in w.CLOCK.finditer(text):
        if found["noon"] is not None:
            return time(12), found.span()
        if found["half"] is not None:
            named = found["half"].lower()
            hour = (int(named) if named.isdigit() else w.HALVES[named]) - 1
            minute = 30
        elif found["quarters"] or found["pasts"]:
            named = (found["quarters"] or found["pasts"]).lower()
            hour = int(named) if named.isdigit() else w.SPELT_HOURS[named]
            turned = w.QUARTERS[" ".join((found["quarter"] or found["past"]).lower().split())]
            hour, minute = hour + turned // 60, turned % 60
        else:
            named = (found["named"] or "").lower()
            hour = w.SPELT_HOURS.get(named) or int(
                found["h1"] or found["h2"] or found["h3"] or found["h4"]
            )
            minute = int(found["m1"] or found["m2"] or 0)
        half = (found["ap1"] or found["ap2"] or "").lower()[:1]
        hour = hour % 12 + 12 * (half == "p") if half else hour
        night = (found["h1"] or "").startswith("0")  # as a clock shows it: 06:30
        part = _part(text, found.span())
        if half or night or part == "early":
            pass
        elif hour < 7 or (hour < 12 and part in ("later", "evening")):
            hour += 12  # nobody means three at night
        if hour <= 23 and minute <= 59:
            return time(hour, minute), found.span()
    return None


def _only_until(begun: re.Match[str]) -> str:
    """Return blanks for how a span of hours begins, and what lets its end be read as an hour."""
    return f"{'at ':>{len(begun[0])}}"


def _part(text: str, span: tuple[int, int]) -> str | None:
    """Return the part of the day that stands beside an hour: "abends um 8", "um 8 am Abend"."""
    beside = w.PART.finditer(text, max(0, span[0] - 24), span[1] + 24)
    return next((one.lastgroup for one in beside if _touches(text, one.span(), span)), None)


def _touches(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    between = text[min(one[1], other[1]) : max(one[0], other[0])]
    return between.strip() in ("", "am", "in der", "in the")
