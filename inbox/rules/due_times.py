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

from inbox.rules.hours import Hours, read

USUAL = "mon-fri 9:00-17:00"
"""The week of an agent who has entered none."""

LATEST = timedelta(days=366)
_END = time(23, 59)
_EVENING = time(18)

_NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einer", "einem", "einen", "a", "an", "one"), 1),
    **dict.fromkeys(("zwei", "two", "a couple of"), 2),
    **dict.fromkeys(("drei", "three", "ein paar", "paar", "wenigen", "a few"), 3),
    **dict.fromkeys(("vier", "four"), 4),
    **dict.fromkeys(("fünf", "fuenf", "five"), 5),
    **dict.fromkeys(("sechs", "six"), 6),
    **dict.fromkeys(("sieben", "seven"), 7),
    **dict.fromkeys(("acht", "eight"), 8),
    **dict.fromkeys(("zehn", "ten"), 10),
    **dict.fromkeys(("vierzehn", "fourteen"), 14),
}
_SPELT = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_COUNT = rf"(?:\d{{1,3}}(?:\s?(?:-|–|bis|to)\s?(?=\d))?){{1,2}}|{_SPELT}"

_WEEKDAYS = (
    ("montag", "mo", "monday", "mon"),
    ("dienstag", "di", "tuesday", "tues", "tue"),
    ("mittwoch", "mi", "wednesday", "wed"),
    ("donnerstag", "do", "thursday", "thurs", "thu"),
    ("freitag", "fr", "friday", "fri"),
    ("samstag", "sonnabend", "saturday", "sat"),
    ("sonntag", "sunday"),
)
_DAY_OF = {name: day for day, names in enumerate(_WEEKDAYS) for name in names}
_LONG = "|".join(name for name in _DAY_OF if len(name) > 5)
_SHORT = "|".join(name for name in _DAY_OF if len(name) <= 5)
_MONTHS = (
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feb"),
    ("märz", "maerz", "march"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_MONTH_OF = {name: month for month, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))

_RELATIVE = re.compile(
    rf"(?<!\w)(?:in|innerhalb(?:\svon)?|innert|binnen|within|über)\s(?:den\s|the\s)?"
    rf"(?:nächsten\s|next\s)?(?:spätestens\s|etwa\s|ca\.?\s|rund\s|about\s)?(?P<n>{_COUNT})"
    r"[\s-]?(?P<unit>minuten?|min|stündchen|stunden?|std|h|werktag(?:e|en|es)?|arbeitstag(?:e|en|es)?"
    r"|tag(?:e|en|es)?|wochen?|monat(?:e|en|s)?|minutes?|mins?|hours?|hrs?|(?:working|business)\sdays?"
    r"|days?|weeks?|months?)(?!\w)",
    re.IGNORECASE,
)
_HALF_HOUR = re.compile(
    r"(?<!\w)(?:in (?:einer halben|ner halben) stunde|in half an hour)(?!\w)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!\w)(?:(?P<after>übermorgen|uebermorgen|(?:the\s)?day after tomorrow)"
    r"|(?<!guten )(?<!schönen )(?<!heute )(?<!heut )(?<!am )(?<!jeden )(?<!diesen )(?<!gestern )"
    r"(?P<tomorrow>morgen|tomorrow|tmrw|tmr)(?!s\b)"
    r"|(?P<today>heute?(?!\smorgen)|today|tonight|this (?:afternoon|evening))"
    rf"|(?:(?P<next>nächste[nrs]?|kommende[nrs]?|next|this coming)\s)?(?P<weekday>{_LONG})"
    rf"|(?<=bis\s)(?:zum\s)?(?P<abbr>{_SHORT})(?=[\s.,!]|$)|(?<=am\s)(?P<abbr2>{_SHORT})(?=[\s.,!]|$)"
    rf"|(?<=by\s)(?P<abbr3>{_SHORT})(?=[\s.,!]|$)|(?<=on\s)(?P<abbr4>{_SHORT})(?=[\s.,!]|$)"
    r")(?!\w)",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"(?<!\w)(?:sofort|umgehend|unverzüglich|gleich|right away|straight away|immediately|asap"
    r"|right now|shortly|at once)(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?<![\w.])(?P<d1>\d{{1,2}})\.\s?(?:(?P<m1>\d{{1,2}})\.(?:\s?(?P<y1>\d{{4}}|\d\d(?!\d)))?"
    rf"|(?P<mn1>{_MONTH})(?!\w))"
    rf"|(?<!\w)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<mn2>{_MONTH})(?!\w)"
    rf"|(?<!\w)(?P<mn3>{_MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:.]\d|\w)",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(
    r"(?<=\bzum\s|\bden\s|\bdem\s|\bthe\s)(?P<day>\d{1,2})(?:\.(?=\s*(?:\Z|\W|[a-zäöü]))|(?:st|nd|rd|th)\b)"
    rf"(?!\s?(?:\d|of\b|(?:{_MONTH})\b))"
    rf"|(?<=\bam\s)(?P<on>\d{{1,2}})\.(?=\s*(?:\Z|\W|[a-zäöü]))(?!\s?(?:\d|(?:{_MONTH})\b))",
    re.IGNORECASE,
)
"""A day of this month, or of the next where it is over: "bis zum 30.", "by the 30th"."""

_WEEK = re.compile(
    r"(?<!\w)(?:(?P<part>anfang|mitte|ende|early|mid|(?:the\s)?end of)\s)?"
    r"(?:(?:der|in der|the|of)\s)?(?:"
    r"(?P<next>(?:nächste|kommende)[rn]?\swoche|next week)"
    r"|(?P<this>(?:diese[rn]?|laufende[rn]?)\swoche|this week)"
    r"|(?<=ende )der woche|(?<=end of )the week|wochenende|weekend)(?!\w)",
    re.IGNORECASE,
)
_MONTH_END = re.compile(
    r"(?<!\w)(?:monatsende|ende (?:des|diesen|dieses) monats|end of (?:the|this) month)(?!\w)",
    re.IGNORECASE,
)
_HOURS = "eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
_HOURS_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SPELT_HOURS = {
    named: hour for hours in (_HOURS, _HOURS_EN) for hour, named in enumerate(hours.split("|"), 1)
}
_GOES_ON = (
    r"(?=\s?uhr\b|\s(?:an|zurück|durch|vorbei|bei|ab|und|oder|wieder|noch|telefonisch|früh|in der"
    r"|am|morgens?|abends?|vormittags?|nachmittags?|heute|sharp|and|or|on|in the|tomorrow|today)\b"
    r"|\s?[^\w\s€$£%]|\s*\Z)"
)
"""What follows an hour that has no "Uhr" behind it: no thing that is counted."""

_CLOCK = re.compile(
    r"(?<![\w:.,€$£])(?:(?P<h1>\d{1,2})(?::|(?<=um \d\d)\.|\.(?=\d\d\s?uhr))(?P<m1>\d\d)"
    r"(?!\d|\.\d|\s?(?:€|euro|eur\b|%))"
    r"(?:\s?(?P<ap1>[ap]\.?m\b\.?)|\s?uhr|\s?h\b)?"
    r"|(?P<h2>\d{1,2})\s?(?:uhr(?:\s(?P<m2>\d\d)(?!\d))?|(?P<ap2>[ap]\.?m\b\.?)|h\b)"
    r"|(?:um|gegen|at)\s(?P<h3>\d{1,2})(?![\w:.,]*\d)(?!\s?[€$£%\w])(?!\s(?:euro|tag|stund|day|hour))"
    rf"|(?:um|gegen|at)\s(?P<h4>\d{{1,2}})(?![\w:.,]*\d)(?!\w){_GOES_ON}"
    rf"|(?:um|gegen|at)\s(?P<named>{'|'.join(_SPELT_HOURS)})(?!\w){_GOES_ON}(?:\suhr)?"
    rf"|halb\s(?P<half>{_HOURS}|\d{{1,2}})"
    r"|(?P<noon>(?:zum|bis|gegen|am|um)?\s?mittags?\b|\bby noon|\bat noon|\bmidday|\blunchtime)"
    r")(?!\w)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?<!\w)(?:(?P<early>früh|in der früh|vormittags?|morning|(?<=am )morgen)"
    r"|(?P<noon>mittags?|noon|midday|lunchtime)"
    r"|(?P<later>nachmittags?|afternoon)|(?P<evening>abends?|evening|tonight))(?!\w)",
    re.IGNORECASE,
)
_HALVES = {named: hour for hour, named in enumerate(_HOURS.split("|"), 1)}


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
    day, clock = _day(text, known), _clock(_DATE.sub(lambda date: "#" * len(date[0]), text))
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


def _of_day(text: str, day: tuple[date, tuple[int, int]], known: Calendar) -> datetime:
    part = _PART.search(text, max(0, day[1][0]))
    clocks = {"early": time(12), "noon": time(12), "later": time(17), "evening": time(20)}
    if part is not None and part.lastgroup is not None:
        at = known.at(day[0], clocks[part.lastgroup])
        if at > known.now:
            return at
    return known.closes(day[0])


def _relative(text: str, known: Calendar) -> Time | None:
    half = _HALF_HOUR.search(text)
    if half is not None:
        return Time(known.now + timedelta(minutes=30), half.span())
    found = _RELATIVE.search(text)
    if found is None:
        return None
    said = re.findall(r"\d+", found["n"])
    count = int(said[-1]) if said else _NUMBERS[found["n"].lower()]
    unit = found["unit"].lower()
    if unit.startswith("min"):
        at = known.now + timedelta(minutes=count)
    elif unit.startswith(("st", "h")):
        at = known.now + timedelta(hours=count)
    elif unit.startswith(("werk", "arbeit", "working", "business")):
        at = known.closes(known.working_day(count))
    else:
        days = {"t": 1, "d": 1, "w": 7, "m": 30}[unit[0]] * count
        at = known.closes(known.today + timedelta(days=days))
    return Time(at, found.span()) if at <= known.now + LATEST else None


def _day(text: str, known: Calendar) -> tuple[date, tuple[int, int]] | None:
    found = [*_dates(text, known), *_weeks(text, known), *_days(text, known)]
    soon = _SOON.search(text)
    if not found and soon is not None:
        return known.today, soon.span()
    return min(found, key=lambda one: (one[1][0], -one[1][1]), default=None)


def _days(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    for found in _DAY.finditer(text):
        abbreviated = found["abbr"] or found["abbr2"] or found["abbr3"] or found["abbr4"]
        name = found["weekday"] or abbreviated
        if name:
            ahead = (_DAY_OF[name.lower()] - known.today.weekday()) % 7 or 7
        else:
            ahead = 2 if found["after"] else 1 if found["tomorrow"] else 0
        yield known.today + timedelta(days=ahead), found.span()


def _dates(text: str, known: Calendar) -> Iterator[tuple[date, tuple[int, int]]]:
    for found in _DAY_ALONE.finditer(text):
        yield from _day_alone(int(found["day"] or found["on"]), found.span(), known)
    for found in _DATE.finditer(text):
        day = int(found["d1"] or found["d2"] or found["d3"])
        named = found["mn1"] or found["mn2"] or found["mn3"]
        month = _MONTH_OF[named.lower()] if named else int(found["m1"])
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
    month_end = _MONTH_END.search(text)
    if month_end is not None:
        last = monthrange(known.today.year, known.today.month)[1]
        yield known.today.replace(day=last), month_end.span()
    for found in _WEEK.finditer(text):
        weeks = 1 if found["next"] else 0
        part = (found["part"] or "").lower()
        ahead = {"anfang": 1, "early": 1, "mitte": 2, "mid": 2}.get(part)
        monday = known.today - timedelta(days=known.today.weekday()) + timedelta(weeks=weeks)
        day = known.last_of_week(weeks) if ahead is None else monday + timedelta(days=ahead)
        yield max(day, known.today), found.span()


def _clock(text: str) -> tuple[time, tuple[int, int]] | None:
    for found in _CLOCK.finditer(text):
        if found["noon"] is not None:
            return time(12), found.span()
        if found["half"] is not None:
            named = found["half"].lower()
            hour = (int(named) if named.isdigit() else _HALVES[named]) - 1
            minute = 30
        else:
            named = (found["named"] or "").lower()
            hour = _SPELT_HOURS.get(named) or int(
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


def _part(text: str, span: tuple[int, int]) -> str | None:
    """Return the part of the day that stands beside an hour: "abends um 8", "um 8 am Abend"."""
    beside = _PART.finditer(text, max(0, span[0] - 24), span[1] + 24)
    return next((one.lastgroup for one in beside if _touches(text, one.span(), span)), None)


def _touches(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    between = text[min(one[1], other[1]) : max(one[0], other[0])]
    return between.strip() in ("", "am", "in der", "in the")
