"""Putting a conversation off until a moment, and bringing it back when that has come.

It comes back sooner when its customer writes, and before the platform takes no more answers.
Where a reply of ours needs its agent it cannot be put off: nobody would look at it meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationState
from inbox.care import audit, conversations
from inbox.care.conversations import Event
from inbox.care.patience import patience
from inbox.care.rights import SYSTEM, Actor, Right, require
from inbox.rules.snoozing import in_time, wakes_at

AT_ONCE = 200
"""Conversations that are brought back in one transaction."""


class NeedsYou(Exception):
    """A reply of ours there failed, or may not be there; nothing was changed."""


def snooze(
    session: Session, actor: Actor, conversation_id: int, asked: str, zone: str, now: datetime
) -> datetime:
    """Put a conversation off until a time on the agent's clock; returns when it comes back, in UTC.

    Raises NoTime, NeedsYou, NotAllowed, NoConversation.
    """
    return put_off(session, actor, conversation_id, wakes_at(asked, now, zone), now)


def put_off(
    session: Session, actor: Actor, conversation_id: int, until: datetime, now: datetime
) -> datetime:
    """Put a conversation off until a moment; returns when it comes back.

    That is as long as it can be answered, and when the next promise there is due, at the latest.

    Raises NeedsYou, NotAllowed, NoConversation.
    """
    require(actor, Right.REPLY)
    conversation = conversations.locked(session, conversation_id)
    if conversation.unsent_at is not None:
        raise NeedsYou(conversation_id)
    margin = patience(session, conversation.account_id).margin
    until = in_time(until, conversation.answer_until, margin, now)
    promised = conversation.promise_at
    until = min(until, promised) if promised is not None and promised > now else until
    conversation.state = conversations.after(conversation.state, Event.SNOOZED)
    conversation.snoozed_until = until
    subject = f"conversations:{conversation_id}"
    audit.record(session, actor, "snoozed", subject, now, until=until.isoformat())
    return until


def due(session: Session, now: datetime) -> bool:
    """Return whether something has to come back."""
    return session.scalar(_over(now).limit(1)) is not None


def wake(session: Session, now: datetime) -> int:
    """Bring back what is due, the oldest first and `AT_ONCE` at most; returns how many.

    It waits for us again: since its customer wrote, or since it should have come back. It is urgent
    unless they are blocked.
    """
    since = Conversation.snoozed_until
    first = _over(now).order_by(since, Conversation.id).limit(AT_ONCE)
    # a CTE is asked once; a subquery that locks PostgreSQL may ask again, and find the next ones
    due = first.with_for_update(skip_locked=True, key_share=True).cte("due")
    woken = session.scalars(
        update(Conversation)
        .where(Conversation.id.in_(select(due.c.id)))
        .values(
            state=conversations.after(ConversationState.SNOOZED, Event.WOKE),
            waiting_since=func.coalesce(Conversation.waiting_since, since),
            urgent_at=func.coalesce(Conversation.urgent_at, since),
            snoozed_until=None,
        )
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).all()
    mute = conversations.blocked(session, woken)
    session.execute(update(Conversation).where(Conversation.id.in_(mute)).values(urgent_at=None))
    for number in sorted(woken):
        audit.record(session, SYSTEM, "woke", f"conversations:{number}", now)
    return len(woken)


def _over(now: datetime) -> Select[int]:
    return select(Conversation.id).where(
        Conversation.state == ConversationState.SNOOZED, Conversation.snoozed_until <= now
    )
