"""The rows of the promise ledger, as conversations, owners and replies change around them.

Whose a promise is follows its conversation: what its owner gives away goes along, what a queue
holds becomes theirs who takes it. What was in a reply that never left was never promised: until
it is delivered, a promise is made and no more, and nobody but these rows knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Promise, PromiseState

_OPEN = Promise.state == PromiseState.OPEN
_STANDS = Promise.state.in_((PromiseState.MADE, PromiseState.OPEN))


def open_there(session: Session, conversation_id: int) -> bool:
    """Return whether something is promised in a conversation and not settled."""
    there = select(Promise.id).where(Promise.conversation_id == conversation_id, _OPEN)
    return session.scalar(there.limit(1)) is not None


def next_due(session: Session, conversation_id: int) -> datetime | None:
    """Return when the next open promise of a conversation is due."""
    there = select(func.min(Promise.due_at)).where(
        Promise.conversation_id == conversation_id, _OPEN
    )
    found: datetime | None = session.scalar(there)
    return found


def follow(session: Session, conversation_id: int, had: int | None, to: int | None) -> None:
    """Let go along what is promised, as a conversation changes hands. It is locked."""
    whose = or_(Promise.owner_id.is_(None), Promise.owner_id == had)
    _give(session, [Promise.conversation_id == conversation_id, whose], to)


def free(session: Session, agent_id: int) -> None:
    """Give what somebody promised who keeps nothing now to whoever has its conversation.

    Where that is a queue it is the queue's. What they had is let go already.
    """
    whose = (
        select(Conversation.owner_id)
        .where(
            Conversation.id == Promise.conversation_id,
            Conversation.owner_id.is_distinct_from(agent_id),
        )
        .scalar_subquery()
    )
    _give(session, [Promise.owner_id == agent_id], whose)


def dropped(session: Session, reply_ids: Iterable[int]) -> list[int]:
    """Let go of what was promised in replies that did not leave; returns their conversations."""
    found = session.execute(
        delete(Promise)
        .where(Promise.reply_id.in_(sorted(reply_ids)))
        .returning(Promise.conversation_id)
        .execution_options(synchronize_session=False)
    )
    return sorted({conversation_id for (conversation_id,) in found})


def delivered(session: Session, reply_id: int) -> bool:
    """Let count what a reply promises that its customer has now; whether there is any."""
    return bool(session.execute(_counting(), {"of": reply_id}).all())


@cache  # to build it takes longer than to write it
def _counting() -> Any:
    """Any: an update that returns something has another type than one that does not."""
    made = Promise.reply_id == bindparam("of"), Promise.state == PromiseState.MADE
    counts = update(Promise).where(*made).values(state=PromiseState.OPEN).returning(Promise.id)
    return counts.execution_options(synchronize_session=False)


def gather(session: Session, reply_ids: Iterable[int], to: int) -> None:
    """Let promises stand in the first part of an answer whose others are written anew."""
    session.execute(
        update(Promise)
        .where(Promise.reply_id.in_(sorted(reply_ids)))
        .values(reply_id=to)
        .execution_options(synchronize_session=False)
    )


def _give(session: Session, those: list[ColumnElement[bool]], to: object) -> None:
    """Write an owner into promises that stand, locked in the order of their ids."""
    session.flush()
    rows = select(Promise.id).where(*those, _STANDS).order_by(Promise.id)
    held = session.scalars(rows.with_for_update(key_share=True)).all()
    if held:
        session.execute(
            update(Promise)
            .where(Promise.id.in_(held))
            .values(owner_id=to)
            .execution_options(synchronize_session=False)
        )
