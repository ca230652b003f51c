"""What is older than it is to be kept: the same words for the preview and for housekeeping.

A conversation goes as a whole, some time after its last word: never one in which somebody waits
for us, or in which something of ours has not left. Public messages around a thread go when no
conversation of it is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from db.models import (
    Conversation,
    ConversationState,
    Message,
    PollRun,
    RawMessage,
    Reply,
    ReplyState,
    SkippedRecord,
)
from inbox.rules.retention import Keep, before

MOST = 100_000
"""What the preview counts up to; one more means "more than that"."""

_RESTS = (ConversationState.WAITING, ConversationState.DONE)
_ON_ITS_WAY = (
    ReplyState.SCHEDULED,
    ReplyState.HELD,
    ReplyState.QUEUED,
    ReplyState.SENDING,
    ReplyState.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Over:
    """How many rows of each kind would go now; `waiting` conversations are old and stay."""

    raw: int
    skipped: int
    runs: int
    conversations: int
    messages: int
    around: int
    waiting: int

    @property
    def nothing(self) -> bool:
        """Return whether there is nothing to forget."""
        return not any((self.raw, self.skipped, self.runs, self.conversations, self.around))


def preview(session: Session, keep: Keep, now: datetime) -> Over:
    """Return what would go if these were the days, without changing anything."""
    talks = before(keep.messages, now)
    return Over(
        raw=_count(session, old_raw(before(keep.raw, now))),
        skipped=_count(session, old_skipped(before(keep.skipped, now))),
        runs=_count(session, old_runs(before(keep.runs, now))),
        conversations=_count(session, old_conversations(talks)),
        messages=_count(session, _messages_of(talks)),
        around=_count(session, old_context(talks)),
        waiting=_count(session, _still_waiting(talks)),
    )


def old_raw(moment: datetime | None) -> Select[int] | None:
    """Select raw records stored before a moment; None where all are kept."""
    return None if moment is None else select(RawMessage.message_id).where(
        RawMessage.stored_at < moment
    )  # fmt: skip


def old_skipped(moment: datetime | None) -> Select[int] | None:
    """Select skipped records last seen before a moment."""
    return None if moment is None else select(SkippedRecord.id).where(
        SkippedRecord.last_seen_at < moment
    )  # fmt: skip


def old_runs(moment: datetime | None) -> Select[int] | None:
    """Select runs begun before a moment."""
    return None if moment is None else select(PollRun.id).where(PollRun.started_at < moment)


def old_conversations(moment: datetime | None) -> Select[int] | None:
    """Select conversations at rest whose last word is older than a moment, the oldest first."""
    if moment is None:
        return None
    return (
        select(Conversation.id)
        .where(Conversation.last_message_at < moment, _rests())
        .order_by(Conversation.last_message_at, Conversation.id)
    )


def old_context(moment: datetime | None) -> Select[int] | None:
    """Select older messages that stand around a thread of which no conversation is left."""
    if moment is None:
        return None
    alive = (
        select(Conversation.id)
        .where(
            Conversation.account_id == Message.account_id,
            Conversation.thread_id == Message.thread_id,
        )
        .exists()
    )
    return select(Message.id).where(
        Message.conversation_id.is_(None), Message.created_at < moment, ~alive
    )


def _rests() -> ColumnElement[bool]:
    leaving = (
        select(Reply.id)
        .where(Reply.conversation_id == Conversation.id, Reply.state.in_(_ON_ITS_WAY))
        .exists()
    )
    return and_(
        Conversation.state.in_(_RESTS),
        Conversation.waiting_since.is_(None),
        Conversation.unsent_at.is_(None),
        ~leaving,
    )


def _messages_of(moment: datetime | None) -> Select[int] | None:
    talks = old_conversations(moment)
    if talks is None:
        return None
    return select(Message.id).where(Message.conversation_id.in_(talks.order_by(None)))


def _still_waiting(moment: datetime | None) -> Select[int] | None:
    if moment is None:
        return None
    return select(Conversation.id).where(Conversation.last_message_at < moment, ~_rests())


def _count(session: Session, rows: Select[int] | None) -> int:
    if rows is None:
        return 0
    capped = rows.order_by(None).limit(MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(capped)) or 0
