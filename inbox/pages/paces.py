"""Paces in words that a person understands: presets, what one means, what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from babel import dates

from inbox.rules.pace import DAYS, Pace, Quiet, WrongPace, read
from inbox.texts import Texts, mark

OWN = "own"
EXAMPLE = "every 5m quiet 22:00-6:00 Europe/Berlin"

WRONG: dict[str, str] = {
    "empty": mark("Write how often, for example: every 5m"),
    "word": mark("“{word}” is not understood here. Begin with every or cron."),
    "length": mark("“{word}” is no length of time: write 60s, 5m or 2h."),
    "too_long": mark("“{word}” is longer than a week."),
    "days": mark("“{word}” names no weekdays: write mon-fri, sat,sun or daily."),
    "hours": mark("“{word}” are no times: write 9:00,13:30 or 8-18/5min."),
    "step": mark("“{word}”: the minutes have to divide an hour."),
    "zone": mark("“{word}” is no time zone: write Europe/Berlin, for example."),
    "quiet": mark("“{word}” are no quiet hours: write 22:00-6:00."),
    "never": mark("Like this it would never run."),
    "too_fast": mark("This is faster than the platform allows: at least {word} lie between two."),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A pace to choose by name; `id` keeps the choice, `pace` is what is saved."""

    id: str
    name: str
    pace: str


def presets(every: timedelta, at_least: timedelta, zone: str) -> tuple[Preset, ...]:
    """Return the choices for a stream: its platform's usual pace, quicker, calmer, by the clock."""
    usual, quick = _jittered(every), _jittered(max(every / 2, at_least))
    calm, thrifty = (_jittered(max(timedelta(minutes=n), at_least)) for n in (5, 15))
    return (
        Preset("usual", mark("Usual"), usual),
        Preset("quick", mark("Quick: half the wait"), quick),
        Preset("calm", mark("Calm: every 5 minutes"), calm),
        Preset("thrifty", mark("Thrifty: every 15 minutes"), thrifty),
        Preset("night", mark("Usual, but quiet at night"), f"{usual} quiet 22:00-6:00 {zone}"),
        Preset(
            "office",
            mark("Weekdays from 8 to 18, every 5 minutes"),
            f"cron mon-fri 8-18/5min {zone}",
        ),
    )


def _jittered(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    return f"every {seconds}s jitter {max(1, seconds // 12)}s"


def chosen(pace: str, offered: tuple[Preset, ...]) -> str:
    """Return the id of the preset that a stored pace is, or OWN."""
    try:
        meant = str(read(pace))
    except WrongPace:
        return OWN
    return next((preset.id for preset in offered if str(read(preset.pace)) == meant), OWN)


def in_words(t: Texts, text: str) -> str:
    """Return what a pace means: every 5 minutes, Mon to Fri from 8:00 to 18:00."""
    try:
        pace = read(text)
    except WrongPace:
        return text
    return "".join((_rhythm(t, pace), _quiet(t, pace.quiet) if pace.quiet else ""))


def wrong(t: Texts, error: WrongPace) -> str:
    """Return what to write instead."""
    return t(WRONG.get(error.code, WRONG["empty"]), word=error.word)


def _rhythm(t: Texts, pace: Pace) -> str:
    if pace.every is not None:
        return _every(t, pace.every)
    assert pace.cron is not None
    cron = pace.cron
    days = _days(t, cron.days)
    if cron.step:
        length = t.lasting(timedelta(minutes=cron.step), exact=True)
        span = f"{cron.first}:00–{cron.until}:00"
        return t("{days} {span}, every {length}", days=days, span=span, length=length)
    times = ", ".join(f"{at.hour}:{at.minute:02}" for at in cron.times)
    return t("{days} at {times}", days=days, times=times)


def _every(t: Texts, length: timedelta) -> str:
    once = {60: mark("every minute"), 3_600: mark("every hour"), 86_400: mark("every day")}
    seconds = int(length.total_seconds())
    if seconds in once:
        return t(once[seconds])
    return t("every {length}", length=t.lasting(length, exact=True))


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
