"""Answer windows after an account may answer longer, or no longer: the stored ones follow.

A window is written with its message. When an admin turns the option that makes it longer, what
came before would stay shut though it may be answered, or open though it may not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Kind
from db.models import Account, Conversation, Direction, Message
from db.session import KEEP_KEYS
from inbox.care.conversations import patience

LONGEST = timedelta(days=8)
"""Older messages than this have no window that is still open, whatever an account may."""


def turn(session: Session, account: Account, now: datetime) -> None:
    """Let what came lately be answerable for as long as the account may answer now."""
    platform = PLATFORMS[account.platform]
    options = {name: str(text) for name, text in account.options.items()}
    for kind in Kind:
        length = platform.window(kind, options)
        if length is not None:
            _turn(session, account, kind, length, now)


def _turn(session: Session, account: Account, kind: Kind, length: timedelta, now: datetime) -> None:
    came = session.execute(
        select(Message.id, Message.conversation_id, Message.created_at)
        .where(
            Message.account_id == account.id,
            Message.created_at > now - LONGEST,
            Message.kind == kind,
            Message.direction == Direction.INBOUND,
            Message.answer_until.is_not(None),
        )
        .order_by(Message.created_at, Message.id)
    ).all()
    ends = {conversation_id: at + length for _, conversation_id, at in came if conversation_id}
    waits = patience(session, account.id)
    for conversation_id, until in sorted(ends.items()):  # conversations first, as everybody locks
        row = session.get_one(Conversation, conversation_id, with_for_update=KEEP_KEYS)
        row.answer_until = until
        row.urgent_at = waits.urgent(row.waiting_since, until)
        session.flush()
    for message_id, _, at in came:
        session.execute(
            update(Message).where(Message.id == message_id).values(answer_until=at + length)
        )
