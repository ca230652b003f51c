"""What was said outside the platforms, on the phone or by e-mail, as an agent noted it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class OutsideDraft(Base):
    """A call or an e-mail that an agent is about to note. Nobody else sees it."""

    __tablename__ = "outside_drafts"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    said: Mapped[dict[str, Any]] = mapped_column(comment="its fields as they were typed")
    updated_at: Mapped[datetime]


class Outside(Base):
    """That a message is a call or an e-mail; its key makes the click on "Note it" happen once."""

    __tablename__ = "outside"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(unique=True)
    answers: Mapped[bool] = mapped_column(comment="the customer has their answer by it")
    turn: Mapped[dict[str, Any] | None] = mapped_column(
        comment="the turn its conversation had before, where it answered"
    )
    left: Mapped[dict[str, Any] | None] = mapped_column(comment="and the one it left")
