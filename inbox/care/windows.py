"""Answer windows after an account may answer longer, or no longer: the stored ones follow.

A window is written with its message. When an admin turns the option that makes it longer, what
came before would stay shut though it may be answered, or open though it may not. Days of messages
are rewritten in pieces, each by itself: customers and senders wait for none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Kind
from db.models import Account, Conversation, Direction, Message
from db.session import Database
from inbox.care.conversations import blocked
from inbox.care.patience import patience
from inbox.rules import urgency

LONGEST = timedelta(days=8)
"""Older messages than this have no window that is still open, whatever an account may."""

_Came = Select[int, int | None, str, datetime]

AT_ONCE = 50
"""Conversations that are rewritten in one transaction."""


def lengths(platform: str, options: Mapping[str, Any]) -> dict[Kind, timedelta]:
    """Return how long an account with these options may answer, where there is an end to it."""
    given = {name: str(text) for name, text in options.items()}
    found = {kind: PLATFORMS[platform].window(kind, given) for kind in Kind}
    return {kind: length for kind, length in found.items() if length is not None}


def turn(db: Database, account_id: int, now: datetime) -> None:
    """Let what came lately be answerable for as long as the account may answer now.

    The account is never locked: who settles a reply holds a conversation and then wants it.
    """
    came = _came(account_id, now)
    with db.read() as session:
        wanted = came.with_only_columns(Message.conversation_id).distinct()
        ids = sorted(key for key in session.scalars(wanted) if key is not None)
    for begin in range(0, len(ids), AT_ONCE):
        _piece(db, account_id, came, ids[begin : begin + AT_ONCE])


def _came(account_id: int, now: datetime) -> _Came:
    return select(Message.id, Message.conversation_id, Message.kind, Message.created_at).where(
        Message.account_id == account_id,
        Message.created_at > now - LONGEST,
        Message.direction == Direction.INBOUND,
        Message.answer_until.is_not(None),
    )


def _piece(db: Database, account_id: int, came: _Came, ids: Sequence[int]) -> None:
    """Rewrite a few conversations; what the account may is read once they are ours."""
    with db.write() as session:
        rows = {
            row.id: row
            for row in session.scalars(
                select(Conversation)
                .where(Conversation.id.in_(ids))
                .order_by(Conversation.id)
                .with_for_update(key_share=True)
            )
        }
        may = _may(session, account_id)
        waits = patience(session, account_id)
        mute = blocked(session, ids)
        here = came.where(Message.conversation_id.in_(ids), Message.kind.in_(list(may)))
        ends = []
        for message in session.execute(here.order_by(Message.created_at, Message.id)):
            until = message.created_at + may[Kind(message.kind)]
            ends.append({"id": message.id, "answer_until": until})
            row = rows[message.conversation_id]
            row.answer_until = until
            urgent = urgency.urgent_at(row.waiting_since, until, waits.margin, row.sign_at)
            row.urgent_at = None if row.id in mute else urgent
        session.flush()
        if ends:
            session.execute(update(Message), ends)


def _may(session: Session, account_id: int) -> dict[Kind, timedelta]:
    of = select(Account.platform, Account.options).where(Account.id == account_id)
    platform, options = session.execute(of).one()
    return lengths(platform, options)
