"""What somebody absent has, and nobody does in their stead, passes to its queue.

Only what is done stays theirs: it passes when it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from db.models import Absence, Conversation, ConversationState
from inbox.care import owed


def alone() -> Select[int]:
    """Return the agents who are absent and in whose stead nobody works."""
    return select(Absence.agent_id).where(under_way(), Absence.stand_in_id.is_(None))


def under_way() -> ColumnElement[bool]:
    """Return which absences have begun and are not over."""
    return Absence.began_at.is_not(None) & Absence.ended_at.is_(None)


def is_alone(session: Session, agent_id: int) -> bool:
    """Return whether an agent is absent, and nobody works in their stead."""
    return session.scalar(alone().where(Absence.agent_id == agent_id).limit(1)) is not None


def stood_for(session: Session, agent_id: int) -> frozenset[int]:
    """Return for whom an agent stands in, until the commit: before any conversation is locked."""
    rows = select(Absence).where(under_way(), Absence.stand_in_id == agent_id).order_by(Absence.id)
    kept = session.scalars(
        rows.with_for_update(read=True), execution_options={"populate_existing": True}
    )
    return frozenset(row.agent_id for row in kept)


def stood_in(session: Session, agent_id: int) -> bool:
    """Return whether an agent is absent, and somebody works in their stead."""
    away = select(Absence.id).where(under_way(), Absence.stand_in_id.is_not(None))
    return session.scalar(away.where(Absence.agent_id == agent_id).limit(1)) is not None


def pass_on(session: Session, conversation_ids: Iterable[int]) -> None:
    """Put what was just opened again into its queue, where its owner is absent. It is locked."""
    those = Conversation.id.in_(sorted(conversation_ids)), Conversation.owner_id.in_(alone())
    session.flush()
    _free(session, *those)


def let_go(session: Session, agent_id: int) -> int:
    """Put into their queues what is not done of an agent's; returns how many."""
    whose = Conversation.owner_id == agent_id, Conversation.state != ConversationState.DONE
    freed = _free(session, *whose)
    owed.free(session, agent_id)
    return freed


def left(session: Session) -> list[int]:
    """Return the agents who are absent, alone, and have something open."""
    those = Conversation.owner_id.in_(alone()), Conversation.state == ConversationState.OPEN
    return sorted(
        filter(None, session.scalars(select(Conversation.owner_id).where(*those).distinct()))
    )


def _free(session: Session, *those: ColumnElement[bool]) -> int:
    rows = select(Conversation.id).where(*those).order_by(Conversation.id)
    found = session.scalars(rows.with_for_update(key_share=True)).all()
    if found:
        session.execute(update(Conversation).where(*those).values(owner_id=None))
    return len(found)
