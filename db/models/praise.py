"""Praise that customers wrote, delivered to the colleagues it is for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId


class Praise(Base):
    """One message's praise that one colleague has: the row is the proof of it.

    Who has a login finds it under their bell; anybody else heard it from `told_by_id`.
    """

    __tablename__ = "praise"
    __table_args__ = (
        UniqueConstraint("message_id", "to_id"),
        UniqueConstraint("message_id", "to_name"),
        CheckConstraint("(to_id IS NULL) <> (to_name IS NULL)", name="to_one"),
        Index("ix_praise_conversation", "conversation_id", "id"),
        Index("ix_praise_at", "at", "id"),
        Index("ix_praise_to", "to_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    to_name: Mapped[str | None] = mapped_column(comment="a colleague who has no login")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    told_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id", ondelete="SET NULL"), comment="who told them in person"
    )
    words: Mapped[str] = mapped_column(comment="the customer's own; empty once they are gone")
    at: Mapped[datetime]
