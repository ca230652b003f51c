"""How long somebody may be blocked: never for good, and longer only by an admin. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AGENTS = 30
ADMINS = 365
LONGEST_REASON = 300


class NoDay(ValueError):
    """Nobody can be blocked until that day; `most` is how many days it may be."""

    def __init__(self, most: int) -> None:
        super().__init__("no such day")
        self.most = most


def most(*, admin: bool) -> int:
    """Return for how many days somebody may block."""
    return ADMINS if admin else AGENTS


def ends(asked: str, now: datetime, zone: str, *, admin: bool) -> datetime:
    """Return the end of a day on the agent's clock, in UTC: that far a block goes. Raises NoDay."""
    days = most(admin=admin)
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise NoDay(days) from None
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if not today <= day <= today + timedelta(days=days):
        raise NoDay(days)
    return datetime.combine(day + timedelta(days=1), time(), here).astimezone(now.tzinfo)
