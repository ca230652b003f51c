"""The parts of the list that an agent can choose by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
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
    return [
        ViewView(row.id, row.name, dict(row.look), row.shared, row.agent_id == agent_id, row.maker)
        for row in session.execute(_views(), {"agent": agent_id})
    ]


@cache  # to build it takes longer than to ask it
def _views() -> Select[*tuple[Any, ...]]:
    shown = (SavedView.id, SavedView.name, SavedView.look, SavedView.shared, SavedView.agent_id)
    return (
        select(*shown, CALLED.label("maker"))
        .join(Agent, Agent.id == SavedView.agent_id)
        .where(or_(SavedView.agent_id == bindparam("agent"), SavedView.shared))
        .order_by(SavedView.folded, SavedView.id)
        .limit(MOST)
    )
