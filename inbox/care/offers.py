"""Offers that wait for an answer, and how they end when something else happens meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Handover, NoticeKind, Outcome
from inbox.care import noticing


def end_there(session: Session, conversation_id: int, now: datetime) -> None:
    """End the offer of a conversation that somebody has by now. The conversation is locked."""
    _end(session, Handover.conversation_id == conversation_id, Outcome.ENDED, now)


def end_of(session: Session, agent_id: int, now: datetime) -> int:
    """End what somebody disabled has offered; what they were offered comes back. Both locked.

    Returns how many offers that were.
    """
    given = _end(session, Handover.from_id == agent_id, Outcome.ENDED, now)
    return given + _end(session, Handover.to_id == agent_id, Outcome.EXPIRED, now)


def end_for(session: Session, stand_in_id: int | None, agent_id: int, now: datetime) -> None:
    """End what somebody has offered of an agent's whom they stand in for no more."""
    theirs = select(Conversation.id).where(Conversation.owner_id == agent_id)
    asked = Handover.from_id == stand_in_id, Handover.conversation_id.in_(theirs)
    if stand_in_id is not None:
        _end(session, and_(*asked), Outcome.ENDED, now)


def _end(session: Session, those: ColumnElement[bool], outcome: Outcome, now: datetime) -> int:
    ended = session.execute(
        update(Handover)
        .where(those, Handover.outcome.is_(None))
        .values(outcome=outcome, answered_at=now)
        .returning(Handover.id, Handover.conversation_id)
        .execution_options(synchronize_session=False)
    ).all()
    for offer_id, conversation_id in ended:
        noticing.unsay(session, NoticeKind.OFFERED, conversation_id, f"handovers:{offer_id}")
    return len(ended)
