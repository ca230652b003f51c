"""Who could use a hand: conversations that nobody asked us into, found and to be decided on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId

_STANDS = text("found_at IS NOT NULL")


class Need(Base):
    """What was looked for in a conversation, up to a message; it stands in the queue since a time.

    The words that show it stand in the messages alone.
    """

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("(filed_at IS NULL) = (reason = '')", name="filed_with_a_reason"),
        Index(
            "ix_needs_since",
            "since",
            "conversation_id",
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seen_id: Mapped[int] = mapped_column(BigId, comment="the customer's last message looked at")
    why: Mapped[str] = mapped_column(default="", comment="the signs, parted by a blank; no words")
    since: Mapped[datetime | None] = mapped_column(
        comment="since when its customer waited as it was looked at; what the queue is ordered by"
    )
    found_at: Mapped[datetime | None] = mapped_column(comment="null: it does not stand there")
    reason: Mapped[str] = mapped_column(default="", comment="why it is not for us, an agent's word")
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
