"""Replies on their way out, and every step they took."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of

_MOVES, _MOVES_ON_SQLITE = text("moves IS true"), text("moves IS 1")


class ReplyState(StrEnum):
    """Where a reply is on its way out; `inbox.care.delivery` holds the transitions."""

    SCHEDULED = "scheduled"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class HeldFor(StrEnum):
    """What a held reply waits for; a later part that waits for the one before has none of them."""

    APPROVAL = "approval"
    REVIEW = "review"


class Reply(Base):
    """One signed text on its way to one platform. What is previewed, stored and sent is `text`."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("draft_key", "part"),
        one_of("state", ReplyState),
        one_of("held_for", HeldFor),
        CheckConstraint("signature <> '' AND replace(text, signature, '') <> text", name="signed"),
        Index("ix_replies_due", "state", "not_before"),
        Index("ix_replies_conversation", "conversation_id", "id"),
        Index("ix_replies_account_external", "account_id", "external_id"),
        Index("ix_replies_after", "after_id"),
        Index(
            "ix_replies_moves",
            "sent_at",
            sqlite_where=_MOVES_ON_SQLITE,
            postgresql_where=_MOVES,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str]
    draft_key: Mapped[str] = mapped_column(comment="one click, one reply: idempotency key")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    via: Mapped[str] = mapped_column(comment="page or command line")
    kind: Mapped[str]
    thread_id: Mapped[str]
    target: Mapped[str] = mapped_column(comment="external id of the message it answers")
    recipient_id: Mapped[str | None]
    body: Mapped[str] = mapped_column(comment="the agent's own words")
    typed: Mapped[str | None] = mapped_column(comment="part 1: the draft as it was, all parts")
    promised: Mapped[dict[str, Any] | None] = mapped_column(
        comment="part 1: what its agent had said of the promises in it"
    )
    signature: Mapped[str]
    text: Mapped[str] = mapped_column(comment="body and signature, byte for byte what leaves")
    private: Mapped[bool] = mapped_column(
        default=False, comment="to the author of a public message alone"
    )
    moves: Mapped[bool] = mapped_column(
        default=False, comment="it sends them to another channel, for a reason its agent gave"
    )
    part: Mapped[int] = mapped_column(default=1)
    parts: Mapped[int] = mapped_column(default=1)
    after_id: Mapped[int | None] = mapped_column(
        ForeignKey("replies.id"), comment="the part that must be there first"
    )
    state: Mapped[str] = mapped_column(default=ReplyState.QUEUED)
    held_for: Mapped[str | None] = mapped_column(comment="a colleague's eyes, or its agent's")
    held_note: Mapped[dict[str, Any] | None] = mapped_column(
        comment="of whom it was asked and why, or the rule that held it"
    )
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    plan: Mapped[dict[str, Any] | None] = mapped_column(
        comment="part 1: its own time, and what follows it in its conversation"
    )
    attempt: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    queued_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    answer_until: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None] = mapped_column(comment="the settle counts from here")
    looked: Mapped[int] = mapped_column(default=0, comment="looks since it became unknown")
    looked_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    permalink: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(comment="the platform's time")
    refusal: Mapped[str | None]
    refusal_note: Mapped[str | None] = mapped_column(comment="the platform's own words")


class ReplyBand(Base):
    """A number that likely answers share; see inbox.rules.canned."""

    __tablename__ = "reply_bands"
    __table_args__ = (
        Index("ix_reply_bands_reply", "reply_id"),
        {"sqlite_with_rowid": False},
    )

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True
    )


class ReplyEvent(Base):
    """One transition of a reply: what its agent sees under it."""

    __tablename__ = "reply_events"
    __table_args__ = (Index("ix_reply_events_reply", "reply_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    event: Mapped[str]
    state: Mapped[str] = mapped_column(comment="the state it led to")
    note: Mapped[str | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
