"""How many of those we answered went on by another channel, and who took the first step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, or_, select, union
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import Conversation, Direction, Message, Outside, Reply, ReplyState, Wait


@dataclass(frozen=True, slots=True)
class Moved:
    """Conversations that were answered or sent elsewhere, and those that went on elsewhere."""

    answered: int = 0
    by_us: int = 0
    by_them: int = 0


def moved(session: Session, since: datetime, until: datetime) -> Moved:
    """Return the figures of the conversations that were answered in this time.

    A step is a call or an e-mail that an agent noted, our private answer to a public message, or
    a reply that sent them elsewhere for a reason.
    """
    asked = {"since": since, "until": until}
    ours: dict[int, datetime] = {}
    theirs: dict[int, datetime] = {}
    for conversation_id, direction, at in session.execute(_outside(), asked):
        (theirs if direction == Direction.HEARD else ours)[conversation_id] = at
    for conversation_id, at in _earliest(session.execute(_sent(), asked)):
        ours[conversation_id] = min(at, ours.get(conversation_id, at))
    us = sum(at < theirs.get(one, until) for one, at in ours.items())
    return Moved(
        answered=session.scalar(select(func.count()).select_from(_answered().subquery()), asked)
        or 0,
        by_us=us,
        by_them=len(ours.keys() | theirs.keys()) - us,
    )


def _earliest(rows: Iterable[Any]) -> Iterable[tuple[int, datetime]]:
    return ((row[0], row[1]) for row in rows if row[1] is not None)


@cache  # to build a statement takes longer than to ask it
def _answered() -> CompoundSelect[*tuple[Any, ...]]:
    """Return those who have an answer, or nothing but the word to ask elsewhere."""
    answered = select(Wait.conversation_id).where(
        Wait.ended_at >= bindparam("since"),
        Wait.ended_at < bindparam("until"),
        Wait.answered_at.is_not(None),
        Wait.conversation_id.is_not(None),
    )
    sent_away = select(Reply.conversation_id).where(
        Reply.moves.is_(True),
        Reply.state == ReplyState.DELIVERED,
        Reply.sent_at >= bindparam("since"),
        Reply.sent_at < bindparam("until"),
    )
    return union(answered, sent_away)


@cache
def _outside() -> Select[*tuple[Any, ...]]:
    return (
        select(Message.conversation_id, Message.direction, func.min(Message.created_at))
        .join(Outside, Outside.message_id == Message.id)
        .where(Message.conversation_id.in_(_answered()), Message.deleted_at.is_(None))
        .group_by(Message.conversation_id, Message.direction)
    )


@cache
def _sent() -> Select[*tuple[Any, ...]]:
    return (
        select(Reply.conversation_id, func.min(Reply.sent_at))
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(
            Reply.conversation_id.in_(_answered()),
            Reply.state == ReplyState.DELIVERED,
            or_(
                Reply.moves.is_(True),
                and_(Reply.private.is_(True), Conversation.kind != Kind.DIRECT),
            ),
        )
        .group_by(Reply.conversation_id)
    )
