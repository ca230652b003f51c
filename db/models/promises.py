"""The promise ledger: what we told customers we would do, by when, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class PromiseState(StrEnum):
    """What became of a promise. Late is an open one past its time, or one kept after it.

    One is made with the click on "Send" and counts from the moment its reply is delivered: open.
    """

    MADE = "made"
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


PROMISED = ("money", "goods", "call", "answer", "other")
"""Kinds as `inbox.rules.promises` finds them; a test holds them against its enum."""


class Promise(Base):
    """One thing that was promised in a reply. Without an owner it is its conversation's queue's."""

    __tablename__ = "promises"
    __table_args__ = (
        one_of("state", PromiseState),
        CheckConstraint(f"kind IN {PROMISED}", name="kind_known"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_has_currency"),
        CheckConstraint(
            "(state IN ('made', 'open')) = (settled_at IS NULL)", name="settled_has_time"
        ),
        CheckConstraint(
            "state <> 'kept' OR kind NOT IN ('money', 'goods') OR proof <> ''", name="proven"
        ),
        Index("ix_promises_owner", "owner_id", "state", "due_at", "id"),
        Index("ix_promises_due", "state", "due_at", "id"),
        Index("ix_promises_step", "state", "step_at", "id"),
        Index("ix_promises_settled", "state", "settled_at", "id"),
        Index("ix_promises_conversation", "conversation_id", "state", "due_at"),
        Index("ix_promises_reply", "reply_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    reply_id: Mapped[int | None] = mapped_column(
        ForeignKey("replies.id", ondelete="SET NULL"), comment="the part that holds its words"
    )
    made_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    made_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id"), comment="who keeps it; null: the queue of its conversation"
    )
    kind: Mapped[str]
    what: Mapped[str]
    words: Mapped[str] = mapped_column(default="", comment="where its reply says it, verbatim")
    amount: Mapped[int | None] = mapped_column(BigId, comment="in hundredths of its currency")
    currency: Mapped[str | None]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime] = mapped_column(comment="before anybody moved it")
    state: Mapped[str] = mapped_column(default=PromiseState.OPEN)
    proof: Mapped[str] = mapped_column(default="", comment="a number, an address")
    reason: Mapped[str] = mapped_column(default="", comment="why it was broken, or moved last")
    step: Mapped[int] = mapped_column(default=0, comment="who is told next; see care.reminding")
    step_at: Mapped[datetime | None] = mapped_column(comment="and when; null: nobody")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
