"""What the platform no longer shows is not kept here either: forgotten at once, in one transaction.

    text, versions, raw record, attachments, media, preview     emptied
    what was passed on of it as praise                          emptied
    what drafts repeat of it                                    "[…]" in its place
    replies to it that have not left                            held, before their agent
    ids, times, why it is gone, our own words                   stay

Files that nobody refers to any more are swept up by housekeeping.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from connectors.base import Answerable, Gone, Refusal
from db.models import (
    Conversation,
    Direction,
    Draft,
    Media,
    Message,
    MessageVersion,
    Praise,
    RawMessage,
    Reply,
    ReplyState,
)
from inbox.care import conversations, unsent
from inbox.care.delivery import Event, hold_conversation, move
from inbox.rules import quotes, urgency

WAITING = (ReplyState.SCHEDULED, ReplyState.QUEUED, ReplyState.HELD)
"""States in which a reply can still be kept from leaving."""


def remove(
    session: Session,
    message_ids: Iterable[int],
    gone: Gone,
    now: datetime,
    deleted_at: datetime | None = None,
) -> int:
    """Forget what these messages said and return how many were still here; commits nothing.

    `deleted_at` is the platform's time where it told one. What we wrote ourselves keeps its
    text: it is ours, and only shown as no longer there.
    """
    found = _here(session, message_ids)
    if not found:
        return 0
    ids = [row.id for row in found]
    matters = _matters(session, found)
    for matter in matters:
        hold_conversation(session, matter)
    for table in (MessageVersion, RawMessage, Media):
        _run(session, delete(table).where(table.message_id.in_(ids)))
    _run(session, update(Praise).where(Praise.message_id.in_(ids)).values(words=""))
    gone_now = {"deleted_at": deleted_at or now, "gone": gone.value}
    theirs = [row for row in found if row.direction != Direction.OUTBOUND]
    empty = {"text": "", "attachments": [], "clipped": False, "rating": None}
    closed = {"answerable": Answerable.GONE.value}
    _run(session, update(Message).where(Message.id.in_(ids)).values(**gone_now))
    _run(
        session,
        update(Message).where(Message.id.in_([row.id for row in theirs])).values(**empty, **closed),
    )
    _unquote(session, matters, [row.text for row in theirs], now)
    for row in theirs:
        _stop_replies(session, row.account_id, row.external_id, now)
        if row.direction == Direction.INBOUND and row.conversation_id is not None:
            since = urgency.waits_from(row.created_at, row.stored_at)
            conversations.taken_back(session, row.conversation_id, since)
    return len(found)


def hold(session: Session, reply: Reply, now: datetime) -> None:
    """Keep a reply from leaving whose message is gone: its agent takes it back, or lets it be."""
    reply.refusal, reply.held_for, reply.held_note = Refusal.GONE, None, None
    move(session, reply, Event.GONE, now)


def _here(session: Session, message_ids: Iterable[int]) -> list[Any]:
    wanted = (
        select(
            Message.id,
            Message.account_id,
            Message.external_id,
            Message.thread_id,
            Message.conversation_id,
            Message.direction,
            Message.text,
            Message.created_at,
            Message.stored_at,
        )
        .where(Message.id.in_(sorted(message_ids)), Message.gone.is_(None))
        .order_by(Message.id)
    )
    return list(session.execute(wanted))


def _matters(session: Session, found: Sequence[Any]) -> list[int]:
    """Return the conversations of the messages and all others of their threads, in order."""
    matters = {row.conversation_id for row in found} - {None}
    for account_id in {row.account_id for row in found}:
        threads = sorted({row.thread_id for row in found if row.account_id == account_id})
        beside = select(Conversation.id).where(
            Conversation.account_id == account_id, Conversation.thread_id.in_(threads)
        )
        matters |= set(session.scalars(beside))
    return sorted(matters)


def _unquote(session: Session, matters: Sequence[int], texts: Sequence[str], now: datetime) -> None:
    """Take out of drafts what they repeat of these texts."""
    drafts = select(Draft).where(Draft.conversation_id.in_(matters), Draft.text != "")
    ordered = drafts.order_by(Draft.conversation_id, Draft.agent_id)
    for draft in session.scalars(ordered.with_for_update(key_share=True)):
        kept = draft.text
        for text in texts:
            kept = quotes.without(kept, text)
        if kept != draft.text:
            draft.text, draft.updated_at = kept, now
    session.flush()


def _stop_replies(session: Session, account_id: int, external_id: str, now: datetime) -> None:
    """Hold what has not left of the replies to a message, all parts of each."""
    first = select(Reply.draft_key).where(
        Reply.account_id == account_id, Reply.part == 1, Reply.target == external_id
    )
    waiting = (
        select(Reply)
        .where(
            Reply.account_id == account_id,
            Reply.state.in_(WAITING),
            or_(Reply.refusal.is_(None), Reply.refusal != Refusal.GONE),
            or_(Reply.target == external_id, Reply.draft_key.in_(first)),
        )
        .order_by(Reply.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for reply in list(session.scalars(waiting)):
        if reply.state != ReplyState.HELD or not unsent.came_back(session, reply):
            hold(session, reply, now)


def _run(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
