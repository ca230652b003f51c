"""What an agent chose about their own screens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Preference


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one agent; as they stand here where nothing was chosen."""

    dense: bool = False
    steps_away: bool = False
    single_keys: bool = True


def of(session: Session, agent_id: int | None) -> Preferences:
    """Return what an agent chose."""
    found = session.execute(_of(), {"agent": agent_id}).one_or_none() if agent_id else None
    if found is None:
        return Preferences()
    return Preferences(found.dense, found.steps_away_at is not None, found.single_keys)


@cache  # to build it takes longer than to ask it
def _of() -> Select[*tuple[Any, ...]]:
    chosen = (Preference.dense, Preference.steps_away_at, Preference.single_keys)
    return select(*chosen).where(Preference.agent_id == bindparam("agent"))
