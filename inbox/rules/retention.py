"""How long things are kept: days by kind, 0 for ever. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """Days that each kind of record is kept.

    `raw`: what platforms sent, word for word; `skipped`: records that could not be read; `runs`:
    the history of polls; `messages`: what was said, counted from the last word of a conversation.
    """

    raw: int = 0
    skipped: int = 0
    runs: int = 0
    messages: int = 0


def before(days: int, now: datetime) -> datetime | None:
    """Return the moment up to which records go; None where they are kept for ever."""
    return now - timedelta(days=days) if days > 0 else None
