"""X's ids: 64-bit numbers as text, whose upper bits are milliseconds (docs.x.com, X IDs)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_SHIFT = 22
_FIRST = 1 << 40
"""Ids below were counted, not made from the time."""
_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)


def id_of(value: Any) -> str | None:
    """Return an id as text, None when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 <= value < 10**19 else ""
    return value if isinstance(value, str) and _DIGITS.fullmatch(value) else None


def time_of(number: int) -> datetime | None:
    """Return when an id was given out, None for one that does not tell."""
    if not _FIRST <= number < 1 << 63:
        return None
    return _EPOCH + timedelta(milliseconds=number >> _SHIFT)


def id_at(moment: datetime) -> int:
    """Return the lowest id that can be given out at a time."""
    return max(0, int((moment - _EPOCH).total_seconds() * 1000) << _SHIFT)


def earlier(number: int, by: timedelta) -> int:
    """Return the id that was given out that much earlier, at least one less, never below zero."""
    steps = int(by.total_seconds() * 1000)
    return max(0, min(number - 1, ((number >> _SHIFT) - steps) << _SHIFT))
