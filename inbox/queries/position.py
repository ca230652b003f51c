"""Where a page of something long begins: what a browser hands back to read on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two rows of the list; rows without a time stand behind all others."""

    at: datetime | None
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}~{self.id}"

    @classmethod
    def read(cls, text: str) -> Position:
        """Read a position that a browser hands back. Raises ValueError."""
        at, _, number = text.partition("~")
        when = datetime.fromisoformat(at) if at else None
        if when is not None and when.tzinfo is None:
            raise ValueError("a position's time must carry its zone")
        return cls(when, int(number))
