"""What rings: only what is new to everybody, not what comes late.

After a pause of the platform, of an account or of a worker a backlog comes in all at once. It is
in the list and under the bell, but it does not ring: it was written a while ago.
"""

from __future__ import annotations

from datetime import datetime, timedelta

FRESH = timedelta(minutes=5)
"""How long ago something may have been written."""

JUST = timedelta(minutes=2)
"""How long ago we may have learnt of it: a browser's hidden tab looks once a minute."""


def rings(written_at: datetime, at: datetime, now: datetime) -> bool:
    """Return whether a notice rings now: written lately, and known just now."""
    return at - written_at <= FRESH and now - at <= JUST
