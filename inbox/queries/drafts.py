"""What is typed and not sent: as the composer takes it up again, and who has begun something."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Agent, Draft, Reply
from inbox.queries import loose_ends


class Why(StrEnum):
    """Why there is more in a draft than was typed there: words came back, or two were joined."""

    WROTE_AGAIN = "wrote_again"
    SENT_BACK = "sent_back"
    LEFT = "left"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent reads beside words that came back; `by` sent them back, with a `note`.

    `joined`: below them stands what was typed meanwhile.
    """

    why: Why
    by: str = ""
    note: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it stands: `stamp` is to be handed in with the next save; "" is an empty one.

    `private`: these words are meant for the author of a public message alone. `promised`: what its
    agent said about the promises found in it. `split`: what is too long for one leaves in parts.
    """

    key: str
    text: str
    stamp: str
    private: bool = False
    told: Told | None = None
    promised: dict[str, Any] = field(default_factory=dict)
    split: bool = False


def kept(row: Draft) -> Kept:
    """Return a draft with what a browser has to know to write over it."""
    told = Told(**row.told | {"why": Why(row.told["why"])}) if row.told else None
    return Kept(
        row.key, row.text, row.updated_at.isoformat(), row.private, told, row.promised or {},
        row.split,
    )  # fmt: skip


def draft(session: Session, agent_id: int | None, conversation_id: int) -> Kept | None:
    """Return what an agent has typed there and not sent yet, None where there is nothing."""
    if agent_id is None:
        return None
    row = session.get(Draft, (agent_id, conversation_id))
    return kept(row) if row else None


def begun(session: Session, conversation_id: int) -> dict[int, str]:
    """Return who of those at work here has begun an answer there, with what the screen calls them.

    Whoever began first comes first.
    """
    writers = (
        select(Agent)
        .join(Draft, Draft.agent_id == Agent.id)
        .where(
            Draft.conversation_id == conversation_id,
            func.trim(Draft.text) != "",
            Agent.disabled_at.is_(None),
        )
        .order_by(Draft.began_at, Agent.id)
    )
    return {agent.id: agent.called for agent in session.scalars(writers)}


def for_approval(session: Session, conversation_id: int) -> bool:
    """Return whether a reply there waits for a colleague's eyes."""
    held = select(Reply.id).where(Reply.conversation_id == conversation_id, loose_ends.to_approve())
    return session.scalar(held.limit(1)) is not None
