"""Causes: what goes wrong for several customers, what changes, and who complained about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class CauseState(StrEnum):
    """How far a cause is mended."""

    OPEN = "open"
    FIXING = "fixing"
    FIXED = "fixed"


class Cause(Base):
    """Something that goes wrong more than once. `change` is what customers are told of it."""

    __tablename__ = "causes"
    __table_args__ = (
        one_of("state", CauseState),
        UniqueConstraint("folded"),
        Index("ix_causes_state", "state", "since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(comment="for the team; leaves with no reply")
    folded: Mapped[str] = mapped_column(comment="the name as it is told from others")
    change: Mapped[str] = mapped_column(comment="what changes, as a sentence to customers")
    state: Mapped[str] = mapped_column(default=CauseState.OPEN)
    since: Mapped[datetime] = mapped_column(comment="of this state")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id"), comment="who sees that it changes; null: nobody yet"
    )
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    opened_at: Mapped[datetime]


class Complaint(Base):
    """A conversation in which somebody complained about a cause, and whether they were told."""

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("cause_id", "conversation_id"),
        CheckConstraint("told_by IS NULL OR told_at IS NOT NULL", name="told_has_time"),
        Index("ix_complaints_conversation", "conversation_id"),
        Index("ix_complaints_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("causes.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(comment="when an agent said so")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    told_at: Mapped[datetime | None] = mapped_column(comment="that it is fixed, by a person")
    told_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
