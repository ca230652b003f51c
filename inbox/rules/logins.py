"""How long a login still lasts, told in three steps: two weeks, one week, one day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STEPS = (14, 7, 1)
"""Days before the end at which it is said, each time a little louder."""


class Ending(StrEnum):
    """What ends: the login itself, or a person's consent that it rests on."""

    LOGIN = "login"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Countdown:
    """What ends, when, and the step that is reached; 0: it is over."""

    what: Ending
    at: datetime
    step: int


def countdown(
    login_ends: datetime | None, consent_ends: datetime | None, now: datetime, *, renewed: bool
) -> Countdown | None:
    """Return what ends next, from two weeks before on; a login that renews itself never does."""
    ends = [(login_ends, Ending.LOGIN)] if login_ends and not renewed else []
    ends += [(consent_ends, Ending.CONSENT)] if consent_ends else []
    if not ends:
        return None
    at, what = min(ends, key=lambda one: one[0])
    if at <= now:
        return Countdown(what, at, 0)
    reached = [step for step in STEPS if at - now <= timedelta(days=step)]
    return Countdown(what, at, min(reached)) if reached else None
