"""The fact library as the page lists it and the composer offers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Agent, Fact
from inbox.queries.teams import CALLED


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact; `over` says that it ran out. `by`: who said it last, None when unknown."""

    id: int
    title: str
    text: str
    language: str | None
    valid_until: datetime | None
    over: bool
    updated_at: datetime
    by: str | None


def facts(session: Session, now: datetime, *, over: bool = True) -> list[FactView]:
    """Return the facts by title; what ran out only with `over`. There are a few hundred at most."""
    wanted = (
        select(Fact, CALLED.label("called"))
        .outerjoin(Agent, Agent.id == Fact.updated_by)
        .order_by(Fact.folded, Fact.id)
    )
    if not over:
        wanted = wanted.where(or_(Fact.valid_until.is_(None), Fact.valid_until > now))
    return [
        FactView(
            id=fact.id,
            title=fact.title,
            text=fact.text,
            language=fact.language,
            valid_until=fact.valid_until,
            over=fact.valid_until is not None and fact.valid_until <= now,
            updated_at=fact.updated_at,
            by=called,
        )
        for fact, called in session.execute(wanted)
    ]
