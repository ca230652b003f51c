"""The parts of the list that an agent can choose by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Agent, SavedView
from inbox.queries.teams import CALLED

MOST = 200


@dataclass(frozen=True, slots=True)
class ViewView:
    """A kept look; `maker` is who made what is everybody's."""

    id: int
    name: str
    look: dict[str, str]
    shared: bool
    mine: bool
    maker: str


def views(session: Session, agent_id: int | None) -> list[ViewView]:
    """Return an agent's own views and everybody's, by name."""
    here = or_(SavedView.agent_id == agent_id, SavedView.shared)
    rows = session.execute(
        select(SavedView, CALLED.label("maker"))
        .join(Agent, Agent.id == SavedView.agent_id)
        .where(here)
        .order_by(SavedView.folded, SavedView.id)
        .limit(MOST)
    )
    return [
        ViewView(
            row.SavedView.id,
            row.SavedView.name,
            dict(row.SavedView.look),
            row.SavedView.shared,
            row.SavedView.agent_id == agent_id,
            row.maker,
        )
        for row in rows
    ]
