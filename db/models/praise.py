"""Praise that customers wrote, delivered to the colleagues it is for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId


class Praise(Base):
    """One message's praise, delivered to one colleague: the row is the proof that it was."""

    __tablename__ = "praise"
    __table_args__ = (
        UniqueConstraint("message_id", "to_id"),
        Index("ix_praise_conversation", "conversation_id", "id"),
        Index("ix_praise_at", "at", "id"),
        Index("ix_praise_to", "to_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(comment="the customer's own; empty once they are gone")
    at: Mapped[datetime]
