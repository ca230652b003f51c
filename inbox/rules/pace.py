"""How often a stream is polled, as one line of text that an admin can read and write.

    every 60s                                     seconds, minutes or hours: 60s, 5m, 2h
    every 60s jitter 5s                           0 to 5 s later each time, drawn anew
    cron mon-fri 8-18/5min Europe/Berlin          every 5 minutes from 8:00 until before 18:00
    cron daily 9:00,13:30 Europe/Berlin           at these times
    cron sat,sun 10:00 UTC jitter 2m
    ... quiet 22:00-6:00 Europe/Berlin            at the end of any: no polls in these hours

Weekdays are names (a number means Monday to one half of the world and Sunday to the other),
a cron has its time zone. `inbox.care.pacing` turns a pace into an APScheduler trigger.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=7)
_DAY = 24 * 60
_WEEK = 7 * _DAY
_UNITS = {"s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"(\d{1,6})(s|m|h)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)")
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})/(\d{1,2})min")


class WrongPace(ValueError):
    """A pace that cannot be read or may not be set: `code` says why, `word` where.

    Codes: empty, word, length, too_long, days, hours, step, zone, quiet, never, too_fast.
    """

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code}: {word}" if word else code)
        self.code = code
        self.word = word


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day without polls, by the clock of a zone; they may run past midnight."""

    start: time
    end: time
    zone: str

    def over(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours it lies in (UTC)."""
        here = moment.astimezone(ZoneInfo(self.zone))
        clock = here.time()
        if self.start < self.end:
            inside, days = self.start <= clock < self.end, 0
        else:
            inside = clock >= self.start or clock < self.end
            days = 1 if clock >= self.start else 0
        if not inside:
            return moment
        day = here.date() + timedelta(days=days)
        ends = datetime.combine(day, self.end, ZoneInfo(self.zone)).astimezone(UTC)
        return max(ends, moment)

    def __str__(self) -> str:
        return f"quiet {_clock(self.start)}-{_clock(self.end)} {self.zone}"


@dataclass(frozen=True, slots=True)
class Cron:
    """Fixed times of chosen weekdays: either single ones, or every `step` minutes of hours."""

    days: str
    zone: str
    times: tuple[time, ...] = ()
    first: int = 0
    until: int = 24
    step: int = 0

    def __str__(self) -> str:
        when = ",".join(_clock(at) for at in self.times)
        return f"cron {self.days} {when or f'{self.first}-{self.until}/{self.step}min'} {self.zone}"


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace that was read: either `every` or `cron`, with jitter and quiet hours."""

    every: timedelta | None = None
    cron: Cron | None = None
    jitter: timedelta = timedelta(0)
    quiet: Quiet | None = None

    def __str__(self) -> str:
        parts = [f"every {length(self.every)}" if self.every else str(self.cron)]
        if self.jitter:
            parts.append(f"jitter {length(self.jitter)}")
        if self.quiet:
            parts.append(str(self.quiet))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a pace comes to: polls a day on average, and how long a message waits to be seen.

    `lag` is the usual wait while polls run, `longest` the longest silence of a week, `shortest`
    the least time between two polls.
    """

    a_day: float
    lag: timedelta
    longest: timedelta
    shortest: timedelta


def rhythm(pace: Pace) -> Rhythm:
    """Return what a pace comes to, by arithmetic; quiet hours are taken as of its own zone."""
    if pace.every is not None:
        mean = pace.every + pace.jitter / 2
        silent = _silence(pace.quiet)
        awake = 1 - silent / timedelta(days=1)
        longest = pace.every + pace.jitter + silent
        return Rhythm(timedelta(days=1) / mean * awake, mean / 2, longest, pace.every)
    assert pace.cron is not None
    slots = [slot for slot in _slots(pace.cron) if not _hushed(pace.quiet, slot)]
    if not slots:
        return Rhythm(0.0, LONGEST, LONGEST, LONGEST)
    rounds = zip(slots, [*slots[1:], slots[0] + _WEEK], strict=True)
    gaps = [timedelta(minutes=after - before) for before, after in rounds]
    usual = timedelta(seconds=statistics.median(gap.total_seconds() for gap in gaps))
    return Rhythm(len(slots) / 7, usual / 2, max(gaps) + pace.jitter, min(gaps))


def _slots(cron: Cron) -> list[int]:
    """Return the minutes of a week, Monday 0:00 on, at which a cron polls."""
    minutes = [at.hour * 60 + at.minute for at in cron.times]
    if cron.step:
        minutes = list(range(cron.first * 60, cron.until * 60, cron.step))
    return [day * _DAY + minute for day in _weekdays(cron.days) for minute in minutes]


def _weekdays(word: str) -> list[int]:
    if word == "daily":
        return list(range(7))
    named: set[int] = set()
    for part in word.split(","):
        first, _, last = part.partition("-")
        named |= set(range(DAYS.index(first), DAYS.index(last or first) + 1))
    return sorted(named)


def _silence(quiet: Quiet | None) -> timedelta:
    if quiet is None:
        return timedelta(0)
    return timedelta(minutes=(_minute(quiet.end) - _minute(quiet.start)) % _DAY)


def _hushed(quiet: Quiet | None, slot: int) -> bool:
    if quiet is None:
        return False
    since = (slot % _DAY - _minute(quiet.start)) % _DAY
    return timedelta(minutes=since) < _silence(quiet)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


@lru_cache(maxsize=512)
def read(text: str) -> Pace:
    """Return the pace that a text means. Raises WrongPace, which says what is wrong with it."""
    words = text.lower().split()
    zones = text.split()
    if not words:
        raise WrongPace("empty")
    if words[0] == "every":
        pace, at = Pace(every=_long(_word(words, 1))), 2
    elif words[0] == "cron":
        pace, at = Pace(cron=_cron(_word(words, 1), _word(words, 2), _word(zones, 3))), 4
    else:
        raise WrongPace("word", words[0])
    whole = _ending(pace, words[at:], zones[at:])
    if rhythm(whole).a_day == 0:
        raise WrongPace("never")
    return whole


def _ending(pace: Pace, words: list[str], zones: list[str]) -> Pace:
    """Read what may stand behind any pace: jitter, quiet hours."""
    if not words:
        return pace
    if words[0] == "jitter" and not pace.jitter and not pace.quiet:
        return _ending(replace(pace, jitter=_long(_word(words, 1))), words[2:], zones[2:])
    if words[0] == "quiet" and not pace.quiet:
        quiet = _quiet(_word(words, 1), _word(zones, 2))
        return _ending(replace(pace, quiet=quiet), words[3:], zones[3:])
    raise WrongPace("extra", words[0])


def _word(words: list[str], at: int) -> str:
    if len(words) <= at:
        raise WrongPace("short", words[-1])
    return words[at]


def _long(word: str) -> timedelta:
    found = _LENGTH.fullmatch(word)
    if found is None or int(found[1]) == 0:
        raise WrongPace("length", word)
    long = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if long > LONGEST:
        raise WrongPace("too_long", word)
    return long


def _cron(days: str, when: str, zone: str) -> Cron:
    named = _days(days)
    place = _zone(zone)
    if hours := _HOURS.fullmatch(when):
        first, until, step = (int(part) for part in hours.groups())
        if not 0 <= first < until <= 24:
            raise WrongPace("hours", when)
        if step == 0 or 60 % step:
            raise WrongPace("step", when)
        return Cron(named, place, first=first, until=until, step=step)
    return Cron(named, place, times=tuple(sorted({_time(word) for word in when.split(",")})))


def _days(word: str) -> str:
    if word == "daily":
        return word
    for part in word.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise WrongPace("days", word)
        if DAYS.index(last or first) < DAYS.index(first):
            raise WrongPace("days", word)
    return word


def _time(word: str) -> time:
    found = _TIME.fullmatch(word)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise WrongPace("hours", word)
    return time(int(found[1]), int(found[2]))


def _zone(word: str) -> str:
    try:
        return ZoneInfo(word).key
    except (KeyError, ValueError, OSError):
        raise WrongPace("zone", word) from None


def _quiet(hours: str, zone: str) -> Quiet:
    first, dash, last = hours.partition("-")
    if not dash:
        raise WrongPace("quiet", hours)
    quiet = Quiet(_time(first), _time(last), _zone(zone))
    if quiet.start == quiet.end:
        raise WrongPace("quiet", hours)
    return quiet


def length(span: timedelta) -> str:
    """Return a length as a pace writes it: 90s, 5m, 2h."""
    seconds = int(span.total_seconds())
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds % size == 0 and seconds >= 2 * size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
