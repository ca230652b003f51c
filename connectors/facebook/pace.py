"""How often old things are looked at again: the livelier and the younger, the sooner. Pure."""

from __future__ import annotations

SHORTEST, LONGEST = 60, 6 * 3_600
CALM, CALMEST = 300, 1_800


def rest(quiet: int) -> int:
    """Return the seconds between two readings of a thread that was quiet for so many seconds.

    Half an hour: every time; a day: once an hour; six days and more: every six hours.
    """
    wait = quiet // 24
    return 0 if wait < SHORTEST else min(wait, LONGEST)


def overdue(read: int, last: int, now: int) -> float:
    """Return how due a thread is that was read at `read` and lively at `last`; from 1 on it is."""
    wait = rest(now - last)
    return (now - read) / wait if wait else float(max(now - read, 0) + 1)


def pause(calm: int) -> int:
    """Return the seconds before the oldest posts are gone through anew.

    `calm` is how many times in a row nothing was found: at once, then five minutes, ten, twenty,
    half an hour.
    """
    return min(CALM * 2 ** min(calm - 1, 10), CALMEST) if calm else 0
