"""What waits for our answer, as `inbox.rules.heat` looks at it: the newest unanswered messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import Conversation, Direction, Message
from inbox.rules import heat
from inbox.rules.heat import Said, Seen


def seen(session: Session, conversation_ids: Collection[int]) -> dict[int, tuple[Seen, ...]]:
    """Return the signs in each of these conversations; one that waits for nobody has none.

    Read along the index of each conversation's messages, from its oldest unanswered one on.
    """
    told = unanswered(session, conversation_ids)
    return {one: heat.signs(told.get(one, ())) for one in conversation_ids}


def unanswered(session: Session, conversation_ids: Collection[int]) -> dict[int, list[Said]]:
    """Return what each of these customers wrote and nobody has answered, in its order."""
    said: dict[int, list[Said]] = {}
    asked = {"ids": list(conversation_ids)}
    for row in session.execute(_unanswered(), asked) if conversation_ids else ():
        said.setdefault(row.conversation_id, []).append(Said(row.text, row.created_at))
    return {one: sorted(texts, key=lambda each: each.at) for one, texts in said.items()}


@cache  # to build it takes longer than to ask it
def _unanswered() -> Select[int, str, datetime]:
    late = func.row_number().over(
        partition_by=Message.conversation_id,
        order_by=(Message.created_at.desc(), Message.id.desc()),
    )
    waits = (
        select(
            Message.conversation_id,
            func.substr(Message.text, 1, heat.LOOKED_AT).label("text"),
            Message.created_at,
            late.label("late"),
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.conversation_id.in_(bindparam("ids", expanding=True)),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Message.created_at >= Conversation.waiting_since,
            Message.stored_at >= Conversation.waiting_since,
        )
        .subquery()
    )
    return select(waits.c.conversation_id, waits.c.text, waits.c.created_at).where(
        waits.c.late <= heat.NEWEST
    )
