"""A pace as two questions that anybody can answer: how often, and when.

    every 5 minutes + around the clock     every 5m jitter 25s
    every 5 minutes + quiet at night       every 5m jitter 25s quiet 22:00-6:00 Europe/Berlin
    every 5 minutes + in working hours     cron mon-fri 8-18/5min Europe/Berlin jitter 25s

A pace that is no answer to them is written as text, see `inbox.rules.pace`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum

from inbox.rules.pace import Cron, Pace, Quiet

MINUTE = timedelta(minutes=1)
OFTEN = (MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
SELDOM = (10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 240 * MINUTE, 1_440 * MINUTE)
NIGHT = (time(22), time(6))
OFFICE = ("mon-fri", 8, 18)


class When(StrEnum):
    """At what hours a stream is polled."""

    ALWAYS = "always"
    NIGHT = "night"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Timetable:
    """Both answers. `zone` is where the hours are meant."""

    every: timedelta
    when: When
    zone: str


def often(at_least: timedelta, usual: timedelta, present: Pace | None) -> tuple[timedelta, ...]:
    """Return the choices of "how often": the platform's usual one and the present are there."""
    mine = (_every(present),) if present else ()
    return tuple(sorted({usual, *(each for each in (*OFTEN, *mine) if each >= at_least)}))


def seldom(fastest: timedelta, present: timedelta | None) -> tuple[timedelta, ...]:
    """Return the choices of how slow an adaptive pace may become; the present one is there."""
    mine = (present,) if present else ()
    return tuple(sorted(each for each in {*SELDOM, *mine} if each > fastest))


def _every(pace: Pace) -> timedelta:
    """Return how often a pace polls; 0 for fixed times of the day."""
    return pace.every or MINUTE * (pace.cron.step if pace.cron else 0)


def compose(table: Timetable) -> Pace:
    """Return the pace of a timetable; polls spread a little, so that not all come at once.

    In working hours nothing is quicker than once a minute.
    """
    jitter = timedelta(seconds=max(1, int(table.every.total_seconds()) // 12))
    if table.when is When.OFFICE:
        days, first, until = OFFICE
        step = max(1, int(table.every / MINUTE))
        return Pace(cron=Cron(days, table.zone, (), first, until, step), jitter=jitter)
    quiet = Quiet(*NIGHT, table.zone) if table.when is When.NIGHT else None
    return Pace(every=table.every, jitter=jitter, quiet=quiet)


def read_back(pace: Pace, offered: tuple[timedelta, ...], zone: str) -> Timetable | None:
    """Return the timetable that a pace is, whatever its jitter; None when it is another one.

    `zone` is taken where the pace has none of its own.
    """
    every = _every(pace)
    if every not in offered:
        return None
    for when in When:
        at = pace.cron.zone if pace.cron else pace.quiet.zone if pace.quiet else zone
        table = Timetable(every, when, at)
        if replace(compose(table), jitter=pace.jitter) == pace:
            return table
    return None
