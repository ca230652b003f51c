"""From a pace to the next moment a stream is due: APScheduler triggers, used as pure objects."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from inbox.rules.budget import LONGEST_STRETCH, STRETCH
from inbox.rules.pace import Cron, Pace

Draw = Callable[[], float]
"""A number from 0 up to 1, drawn anew each time."""

_INSTANT = timedelta(microseconds=1)


def trigger(pace: Pace, last: datetime) -> BaseTrigger:
    """Return the trigger of a pace for a stream that was last polled at `last`."""
    if pace.cron is not None:
        return _cron(pace.cron)
    assert pace.every is not None
    seconds = int(pace.every.total_seconds())
    return IntervalTrigger(seconds=seconds, start_date=last + pace.every, timezone=UTC)


def next_due(
    pace: Pace,
    last: datetime,
    now: datetime,
    not_before: datetime | None = None,
    draw: Draw = random.random,
    wait: timedelta | None = None,
) -> datetime:
    """Return when a stream polled at `last` is due again: aware UTC, never before `now`.

    Missed times are not made up for: however long nobody polled, there is one next time.
    Jitter comes on top, then the end of quiet hours, then what the platform allows. `wait` is
    how long an adaptive pace waits this time: hours without polls and fixed times still hold.
    """
    if wait is not None and pace.every is not None:
        pace = replace(pace, every=wait)
    elif wait is not None:
        last += wait - _slack(pace)
    due = _fire(trigger(pace, last), max(last, now))
    due += pace.jitter * draw()
    if not_before is not None:
        due = max(due, not_before)
    if pace.quiet is not None:
        due = _after_quiet(pace, due)
    return due.astimezone(UTC)


def thrifty_due(
    pace: Pace,
    last: datetime,
    now: datetime,
    not_before: datetime | None = None,
    draw: Draw = random.random,
    wait: timedelta | None = None,
) -> datetime:
    """Return when a stream is due that saves: most of its times are left out, never for long."""
    due = next_due(pace, last, now, not_before, draw, wait)
    for _ in range(STRETCH - 1):
        later = next_due(pace, due, due, draw=draw, wait=wait)
        if later - last > LONGEST_STRETCH:
            break
        due = later
    return due


def _slack(pace: Pace) -> timedelta:
    """Return how much earlier a fixed time may lie than the wait before it would have it."""
    step = pace.cron.step if pace.cron else 0
    return timedelta(minutes=step) / 2


def _fire(of: BaseTrigger, after: datetime) -> datetime:
    """Return a trigger's first time after a moment, computed in UTC so that clocks may change."""
    seek = after.astimezone(UTC) + _INSTANT
    while True:
        found: datetime = of.get_next_fire_time(None, seek)
        fired = found.astimezone(UTC)
        if fired > after:
            return fired
        seek += timedelta(hours=1)  # the hour that an autumn night has twice


def _after_quiet(pace: Pace, due: datetime) -> datetime:
    """Move out of the quiet hours; a cron goes on at its own next time behind them."""
    assert pace.quiet is not None
    for _ in range(400):  # a year of days: a cron that only fires in its quiet hours never does
        awake = pace.quiet.over(due)
        if awake == due:
            return due
        if pace.cron is None:
            return awake
        due = _fire(_cron(pace.cron), awake - _INSTANT)
    return due


@lru_cache(maxsize=512)
def _cron(cron: Cron) -> BaseTrigger:
    zone = ZoneInfo(cron.zone)
    days = "*" if cron.days == "daily" else cron.days
    if cron.step:
        hours = f"{cron.first}-{cron.until - 1}"
        minutes = "0" if cron.step == 60 else f"*/{cron.step}"
        return CronTrigger(day_of_week=days, hour=hours, minute=minutes, timezone=zone)
    return OrTrigger(
        [
            CronTrigger(day_of_week=days, hour=at.hour, minute=at.minute, timezone=zone)
            for at in cron.times
        ]
    )
