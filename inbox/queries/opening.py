"""When queues answer: the house's calendar, and those of teams that have their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import models
from inbox.rules import opening
from inbox.rules.hours import read
from inbox.rules.opening import Closed

HOUSE = None
"""The team that is none: whose calendar every queue has that has not its own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A calendar, and within how much opening time an answer is pledged (None: as its account)."""

    opening: opening.Opening
    pledge: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars there are, by team."""

    own: Mapping[int | None, Kept] = field(default_factory=dict)

    def of(self, team_id: int | None) -> Kept | None:
        """Return the calendar of a queue: its own, else the house's, else None."""
        return self.own.get(team_id) or self.own.get(HOUSE)


def calendars(session: Session) -> Calendars:
    """Return every calendar, with one statement."""
    return Calendars({row.team_id: _kept(row) for row in session.scalars(select(models.Opening))})


def closed_of(kept: list[Any]) -> tuple[Closed, ...]:
    """Return closed days as they are kept in a row."""
    return tuple(
        Closed(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["name"])
        for one in kept
    )


def _kept(row: models.Opening) -> Kept:
    week = opening.Opening(read(row.hours, row.zone), row.state, closed_of(row.closed))
    return Kept(week, timedelta(minutes=row.pledge) if row.pledge else None)
