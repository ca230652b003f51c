"""How somebody is to be treated, over all their contacts: with care, or by the team's line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Apart, Care, Contact, Conversation


@dataclass(frozen=True, slots=True)
class Treated:
    """What agents said of a customer. `cared`: that they grieved or were ill, now or before.

    `apart`: the agent who asks is not given them again.
    """

    care: Care | None = None
    cared: bool = False
    team_line: bool = False
    apart: bool = False


def of_conversation(session: Session, conversation_id: int, agent_id: int = 0) -> Treated:
    """Return how the customer of a conversation is to be treated, by an agent where one asks."""
    row = session.execute(_same(), {"of": conversation_id, "agent": agent_id}).one()
    care, cared = Care(row.care) if row.care else None, row.cared is not None
    return Treated(care, cared, bool(row.line), row.apart is not None)


@cache  # to build it takes longer than to ask it
def _same() -> Select[*tuple[Any, ...]]:
    here, other = aliased(Contact), aliased(Contact)
    line = func.max(cast(other.team_line, Integer))
    return (
        select(
            func.max(other.care).label("care"),
            func.max(other.cared_at).label("cared"),
            line.label("line"),
            func.max(Apart.at).label("apart"),
        )
        .select_from(Conversation)
        .join(here, here.id == Conversation.contact_id)
        .join(other, or_(other.id == here.id, other.person_id == here.person_id))
        .outerjoin(Apart, and_(Apart.contact_id == other.id, Apart.agent_id == bindparam("agent")))
        .where(Conversation.id == bindparam("of"))
    )
