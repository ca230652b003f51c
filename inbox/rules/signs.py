"""By when somebody who waits hears from us: everybody has such a time, in opening hours.

    wrote, nobody answered          the pledge after that, in opening time
    was only put off                the pledge after our word, in opening time
    was promised something          when it is due; whoever writes again has the sooner of both

Before it passes its owner is called, at it the deputy, an hour of opening time after it the lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.rules import opening
from inbox.rules.opening import Opening

BEFORE = AFTER = timedelta(hours=1)
"""Opening time before the sign at which its owner is called, and after it the lead."""

STALE = timedelta(days=1)
"""What is so long past when we first see it was overdue before we knew: nobody is called."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer waits for.

    Since when nobody answered them, since when our last word puts them off, and when the next
    open promise is due.
    """

    waits: datetime | None = None
    put_off: datetime | None = None
    promised: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """By when somebody hears from us, and when its owner is called (None: a promise calls)."""

    at: datetime
    call_at: datetime | None


def sign(wanted: Wanted, kept: Opening | None, pledge: timedelta) -> Sign | None:
    """Return by when somebody hears from us next; None where nobody waits for anything."""
    put_off = wanted.put_off if wanted.promised is None else None
    since = min(filter(None, (wanted.waits, put_off)), default=None)
    pledged = opening.after(kept, since, pledge) if since is not None else None
    if pledged is None or since is None:
        return Sign(wanted.promised, None) if wanted.promised is not None else None
    if wanted.promised is not None and wanted.promised <= pledged:
        return Sign(wanted.promised, None)
    return Sign(pledged, opening.after(kept, since, pledge - min(BEFORE, pledge / 2)))


def last_call(at: datetime, kept: Opening | None) -> datetime:
    """Return when the lead is called, where nobody gave a sign."""
    return opening.after(kept, at, AFTER)
