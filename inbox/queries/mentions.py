"""Where notes name an agent: one mention a conversation stands for all of them, the last."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, select, tuple_
from sqlalchemy.orm import aliased

from db.models import Mention

_LATER = aliased(Mention)


def last_of(agent_id: int | BindParameter[int] | None) -> ColumnElement[bool]:
    """Return that a mention is an agent's last one in its conversation."""
    after = tuple_(_LATER.at, _LATER.message_id) > tuple_(Mention.at, Mention.message_id)
    same = _LATER.conversation_id == Mention.conversation_id
    return and_(
        Mention.agent_id == agent_id,
        ~exists().where(same, _LATER.agent_id == Mention.agent_id, after),
    )


def unread_by(agent_id: int | None) -> Select[int]:
    """Select the conversations in which an agent was named and has not looked since."""
    unseen = Mention.seen_at.is_(None)
    return select(Mention.conversation_id).where(Mention.agent_id == agent_id, unseen).distinct()
