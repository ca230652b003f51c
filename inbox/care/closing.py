"""Putting a conversation away as done, with what did not leave there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Reply
from inbox.care import conversations, owed
from inbox.care.delivery import Event, hold_conversation, move
from inbox.care.rights import Actor, Right, require
from inbox.queries import loose_ends


class StillPromised(Exception):
    """Something is promised there that is neither kept nor broken; nothing was changed."""


class PromisedAnew(StillPromised):
    """An answer that promises something was to put its conversation away; nothing was sent."""


def close(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Put a conversation away as done; a new word of the customer opens it again.

    A reply that failed is given up with it, for good; one that may be out still waits for its
    agent. Raises StillPromised, NotAllowed, NoConversation.
    """
    require(actor, Right.REPLY)
    hold_conversation(session, conversation_id)
    if owed.open_there(session, conversation_id):
        raise StillPromised(conversation_id)
    conversations.closed(session, actor, conversation_id, now)
    lost = (
        select(Reply)
        .where(Reply.conversation_id == conversation_id, loose_ends.failed())
        .order_by(Reply.id)
        .with_for_update(key_share=True, of=Reply)
    )
    for reply in list(session.scalars(lost)):
        move(session, reply, Event.GIVEN_UP, now, agent_id=actor.agent_id)
