"""Offers that wait for an answer, and how they end when something else happens meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Handover, NoticeKind, Outcome
from inbox.care import noticing


def end_there(
    session: Session, conversation_id: int, now: datetime, by: int | None = None
) -> int | None:
    """End the offer of a conversation that somebody has by now. The conversation is locked.

    Where `by` took it who was asked to, that is their answer, and who asked is told; returns who
    asked then. Who is to decide something has to say so: nobody does that in passing. That an
    earlier offer came back is no news any more: it does not stay where it was.
    """
    here, asked = Handover.conversation_id == conversation_id, None
    if by is not None:
        theirs = and_(Handover.to_id == by, Handover.until > now, Handover.remedy.is_(None))
        for offer_id, asked in _over(session, and_(here, theirs), Outcome.ACCEPTED, now):
            cause = f"handovers:{offer_id}"
            noticing.tell(session, NoticeKind.ACCEPTED, [asked], conversation_id, cause, now, by=by)
    _over(session, here, Outcome.ENDED, now)
    came_back = Handover.outcome.is_not(None), Handover.told_at.is_(None)
    session.execute(update(Handover).where(here, *came_back).values(told_at=now))
    return asked


def end_of(session: Session, agent_id: int, now: datetime) -> int:
    """End what somebody disabled has offered; what they were offered comes back. Both locked.

    Returns how many offers that were.
    """
    given = _over(session, Handover.from_id == agent_id, Outcome.ENDED, now)
    return len(given) + len(_over(session, Handover.to_id == agent_id, Outcome.EXPIRED, now))


def end_for(session: Session, stand_in_id: int | None, agent_id: int, now: datetime) -> None:
    """End what somebody has offered of an agent's whom they stand in for no more."""
    theirs = select(Conversation.id).where(Conversation.owner_id == agent_id)
    asked = Handover.from_id == stand_in_id, Handover.conversation_id.in_(theirs)
    if stand_in_id is not None:
        _over(session, and_(*asked), Outcome.ENDED, now)


def _over(
    session: Session, those: ColumnElement[bool], outcome: Outcome, now: datetime
) -> list[tuple[int, int]]:
    """Let offers be over that still wait; returns each one, and who asked."""
    told = now if outcome is Outcome.ACCEPTED else Handover.told_at
    over = session.execute(
        update(Handover)
        .where(those, Handover.outcome.is_(None))
        .values(outcome=outcome, answered_at=now, told_at=told)
        .returning(Handover.id, Handover.conversation_id, Handover.from_id)
        .execution_options(synchronize_session=False)
    ).all()
    for offer_id, conversation_id, _ in over:
        noticing.unsay(session, NoticeKind.OFFERED, conversation_id, f"handovers:{offer_id}")
    return [(offer_id, asks) for offer_id, _, asks in over]
