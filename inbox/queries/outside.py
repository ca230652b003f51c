"""Calls and e-mails that agents noted, and which of them gave customers their answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.models import OUTSIDE, Message, Outside, OutsideDraft


def draft(session: Session, agent_id: int | None, conversation_id: int) -> dict[str, Any] | None:
    """Return what an agent is about to note of a conversation, None where nothing is begun."""
    if agent_id is None:
        return None
    row = session.get(OutsideDraft, (agent_id, conversation_id))
    return row.said if row is not None else None


def answering(session: Session, messages: Iterable[Message]) -> frozenset[int]:
    """Return which of these messages are calls or e-mails that gave an answer."""
    those = [one.id for one in messages if one.direction in OUTSIDE]
    if not those:
        return frozenset()
    found = select(Outside.message_id).where(Outside.message_id.in_(those), Outside.answers)
    return frozenset(session.scalars(found))


def answered_by() -> ColumnElement[bool]:
    """Hold for a message that is a human answer given on the phone or by e-mail."""
    gave = select(Outside.message_id).where(Outside.answers)
    return Message.direction.in_(OUTSIDE) & Message.deleted_at.is_(None) & Message.id.in_(gave)
