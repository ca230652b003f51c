"""A pace that follows what comes in: quick while messages come, slow when a stream is quiet.

    after a minute of quiet    as quickly as the admin allows
    after an hour              in ten minutes
    after a night              as slowly as the admin allows

The next look waits a sixth of the time that nothing has come, inside the admin's bounds: who
writes after a long silence waits a little longer, and no silence is paid for look by look.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from inbox.rules.pace import LONGEST, Pace, WrongPace, length, read, rhythm

SHARE = 6
"""The next look waits this part of the silence so far."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what an adaptive pace stays. Raises WrongPace ("bounds") for what are none."""

    fastest: timedelta
    slowest: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.fastest < self.slowest <= LONGEST:
            raise WrongPace("bounds")

    def __str__(self) -> str:
        return f"{length(self.fastest)} to {length(self.slowest)}"

    @classmethod
    def read(cls, text: str) -> Bounds:
        """Read what `str` wrote. Raises WrongPace."""
        ends = [read(f"every {end}").every for end in text.split(" to ")]
        if len(ends) != 2 or None in ends:
            raise WrongPace("bounds")
        fastest, slowest = (end or timedelta() for end in ends)
        return cls(fastest, slowest)


def wait(quiet: timedelta | None, bounds: Bounds) -> timedelta:
    """Return how long to wait after a stream was quiet for so long; None: nothing ever came."""
    if quiet is None:
        return bounds.slowest
    seconds = timedelta(seconds=int(quiet.total_seconds()) // SHARE)
    return min(max(seconds, bounds.fastest), bounds.slowest)


def looks(quiet: timedelta, bounds: Bounds) -> float:
    """Return how many looks fall into a silence: many at its beginning, then ever fewer."""
    slows, slowest = SHARE * bounds.fastest, SHARE * bounds.slowest
    found = min(quiet, slows) / bounds.fastest
    if quiet > slows:
        found += SHARE * math.log(min(quiet, slowest) / slows)
    if quiet > slowest:
        found += (quiet - slowest) / bounds.slowest
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """What an adaptive pace comes to: looks a day, and how long a message usually waits."""

    a_day: float
    lag: timedelta


def course(news: Sequence[datetime], since: datetime, until: datetime, bounds: Bounds) -> Course:
    """Return what would have been between two times, in which new things came at `news`.

    Nothing is known of what came before `since`: it counts as the beginning of a silence.
    """
    edges = [since, *sorted(at for at in news if since < at < until), until]
    silences = [after - before for before, after in pairwise(edges)]
    found = sum(looks(silence, bounds) for silence in silences)
    ended = silences[:-1] or silences
    waits = sum((wait(silence, bounds) for silence in ended), timedelta(0))
    return Course(found / ((until - since) / DAY), waits / len(ended) / 2)


def awake(pace: Pace) -> float:
    """Return which part of the day a pace looks at all: without quiet hours, in a cron's hours."""
    if pace.every is not None:
        return rhythm(pace).a_day * ((pace.every + pace.jitter / 2) / DAY)
    assert pace.cron is not None
    step = timedelta(minutes=pace.cron.step)
    return min(rhythm(pace).a_day * (step / DAY), 1.0) if pace.cron.step else 1.0
