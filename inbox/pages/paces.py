"""Paces in words that a person understands: the choices, what one means, what is wrong with it."""

from __future__ import annotations

from datetime import timedelta

from babel import dates

from inbox.rules.adaptive import Bounds
from inbox.rules.pace import DAYS, Pace, Quiet, WrongPace, read
from inbox.rules.timetable import When
from inbox.texts import Texts, mark

EXAMPLES = (
    "every 90s",
    "every 5m quiet 22:00-6:00 Europe/Berlin",
    "cron mon-fri 8-18/5min Europe/Berlin",
    "cron sat,sun 9:00,16:30 Europe/Berlin",
)
"""Paces in one line, for whoever writes their own."""

TIMES: dict[When, str] = {
    When.ALWAYS: mark("Around the clock"),
    When.NIGHT: mark("Quiet at night, 22:00 to 6:00"),
    When.OFFICE: mark("Working hours, Mon to Fri, 8:00 to 18:00"),
}

WRONG: dict[str, str] = {
    "empty": mark("Write how often, for example: every 5m"),
    "word": mark("“{word}” is not understood here. Begin with every or cron."),
    "extra": mark("“{word}” is not understood here. Only jitter and quiet may follow, once each."),
    "short": mark(
        "After “{word}” something is missing. Write for example: every 5m quiet 22:00-6:00"
        " Europe/Berlin, or cron mon-fri 9:00,15:00 Europe/Berlin."
    ),
    "length": mark("“{word}” is no length of time: write 60s, 5m or 2h."),
    "too_long": mark("“{word}” is longer than a week."),
    "days": mark("“{word}” names no weekdays: write mon-fri, sat,sun or daily."),
    "hours": mark("“{word}” are no times: write 9:00,13:30 or 8-18/5min."),
    "step": mark("“{word}”: the minutes have to divide an hour."),
    "zone": mark("“{word}” is no time zone: write Europe/Berlin, for example."),
    "quiet": mark("“{word}” are no quiet hours: write 22:00-6:00."),
    "never": mark("Like this it would never run."),
    "looks": mark("Here nothing new ever comes that a pace could follow."),
    "bounds": mark("At the slowest has to be slower than usual."),
    "too_fast": mark("This is faster than the platform allows: at least {word} lie between two."),
}


def readable(text: str) -> Pace | None:
    """Return the pace that a text means, None where a hand broke it."""
    try:
        return read(text)
    except WrongPace:
        return None


def in_words(t: Texts, text: str, adapts: Bounds | None = None) -> str:
    """Return what a pace means: every 5 minutes, Mon to Fri from 8:00 to 18:00."""
    pace = readable(text)
    if pace is None:
        return text
    quiet = _quiet(t, pace.quiet) if pace.quiet else ""
    slows = ""
    if adapts is not None:
        slowest = how_often(t, adapts.slowest)
        slows = t(", down to {slowest} while nobody writes", slowest=slowest)
    return "".join((_rhythm(t, pace), slows, quiet, _elsewhere(t, pace)))


def choice(t: Texts, every: timedelta, usual: timedelta) -> str:
    """Return how often as a button says it; the platform's usual pace is named so."""
    said = how_often(t, every)
    return t("{often} (usual)", often=said) if every == usual else said


def wrong(t: Texts, error: WrongPace) -> str:
    """Return what to write instead."""
    return t(WRONG.get(error.code, WRONG["empty"]), word=error.word)


def _rhythm(t: Texts, pace: Pace) -> str:
    if pace.every is not None:
        return how_often(t, pace.every)
    assert pace.cron is not None
    cron = pace.cron
    days = _days(t, cron.days)
    if cron.step:
        often = how_often(t, timedelta(minutes=cron.step))
        span = f"{cron.first}:00–{cron.until}:00"
        return t("{days} {span}, {often}", days=days, span=span, often=often)
    times = ", ".join(f"{at.hour}:{at.minute:02}" for at in cron.times)
    return t("{days} at {times}", days=days, times=times)


def how_often(t: Texts, length: timedelta) -> str:
    """Return a frequency: every minute, every 5 minutes, every hour."""
    once = {60: mark("every minute"), 3_600: mark("every hour"), 86_400: mark("every day")}
    seconds = int(length.total_seconds())
    if seconds in once:
        return t(once[seconds])
    return t("every {length}", length=t.lasting(length, exact=True))


def _elsewhere(t: Texts, pace: Pace) -> str:
    """Name the zone of a pace's hours where it is not the reader's own."""
    zones = {part.zone for part in (pace.cron, pace.quiet) if part} - {t.zone}
    return f" ({', '.join(sorted(zones))})" if zones else ""


def _days(t: Texts, named: str) -> str:
    if named == "daily":
        return t("daily")
    short = dates.get_day_names("abbreviated", locale=t.language)
    for number, name in enumerate(DAYS):
        named = named.replace(name, short[number].rstrip("."))
    return named.replace("-", "–").replace(",", ", ")


def _quiet(t: Texts, quiet: Quiet) -> str:
    start, end = (f"{at.hour}:{at.minute:02}" for at in (quiet.start, quiet.end))
    return t(", quiet from {start} to {end}", start=start, end=end)
