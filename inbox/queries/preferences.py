"""What an agent chose about their own screens."""

from __future__ import annotations

from dataclasses import dataclass

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
    found = session.get(Preference, agent_id) if agent_id is not None else None
    if found is None:
        return Preferences()
    return Preferences(found.dense, found.steps_away_at is not None, found.single_keys)
