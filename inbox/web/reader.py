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
    """Who reads the answer: their card, their words, and the moment they look."""

    agent: AgentView
    t: Texts
    now: datetime


def iso(at: datetime | None) -> str | None:
    """Return a time in ISO 8601."""
    return at.isoformat() if at else None
