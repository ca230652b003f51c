"""Who reads what our routes tell, and the form it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.queries.agents import AgentView
from inbox.texts import Texts

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer: their card, their words, and the moment they look.

    `town` is the page of the stand-ins, where platforms are played.
    """

    agent: AgentView
    t: Texts
    now: datetime
    town: str | None = None

    def link(self, permalink: str | None) -> str | None:
        """Return the way to the original: what is played stands in the town, not out there."""
        return permalink and (self.town or permalink)


def iso(at: datetime | None) -> str | None:
    """Return a time in ISO 8601."""
    return at.isoformat() if at else None
