"""What an agent may wish for a reply besides its words: a time, what follows, who looks first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db.models import Agent, HeldFor
from inbox.care.delivery import Event
from inbox.care.owning import NobodyThere
from inbox.queries.agents import needs_approval
from inbox.rules import clean

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A second pair of eyes: of one colleague, or (None) of whoever comes first; and why."""

    of: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """`at` is its time, `follow` what then becomes of the conversation (see care.following)."""

    at: datetime | None = None
    follow: str | None = None
    approval: Asked | None = None


def plan(
    session: Session,
    wish: Wish,
    agent: Agent,
    now: datetime,
    undo: timedelta,
    held: Collection[str] = (),
) -> tuple[Event, dict[str, Any]]:
    """Return how a reply begins, and the columns that say so. Raises NobodyThere.

    Whoever needs approval, for themselves or by their role, asks for it, whatever they wish. `held`
    are the rules that its agent gave a reason for: they hold it once, not again at its time.
    """
    kept = {
        "at": wish.at.isoformat() if wish.at else None,
        "follow": wish.follow,
        "despite": sorted(held),
    }
    columns: dict[str, Any] = {
        "plan": {name: value for name, value in kept.items() if value} or None,
        "undo_until": now,
        "not_before": wish.at or now,
    }
    approval = wish.approval or (Asked() if needs_approval(session, agent) else None)
    if approval is not None:
        note = {"of": _colleague(session, agent, approval.of), "note": worded(approval.note)}
        return Event.APPROVAL, columns | {"held_for": HeldFor.APPROVAL, "held_note": note}
    if wish.at is not None:
        return Event.SCHEDULED, columns
    return Event.QUEUED, columns | {"undo_until": now + undo, "not_before": now + undo}


def worded(note: str) -> str:
    """Return a note to a colleague as it is kept."""
    return clean.clean(note).text.strip()[:LONGEST_NOTE]


def _colleague(session: Session, agent: Agent, of: int | None) -> int | None:
    asked = session.get(Agent, of) if of is not None else None
    if of is not None and (asked is None or asked.disabled_at is not None or of == agent.id):
        raise NobodyThere(of)
    return of
