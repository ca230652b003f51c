"""One act on many conversations, step by step: what a closed tab or a killed worker cannot lose."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class BulkVerb(StrEnum):
    """What is done to each."""

    ASSIGN = "assign"
    OFFER = "offer"
    TAG = "tag"
    DONE = "done"
    SNOOZE = "snooze"
    HIDE = "hide"
    UNDO = "undo"


class StepState(StrEnum):
    """Where one step of many is."""

    WAITING = "waiting"
    DONE = "done"
    SAME = "same"
    REFUSED = "refused"
    UNDONE = "undone"


class BulkAct(Base):
    """What an agent asked for; `finished_at` stays null as long as a step waits."""

    __tablename__ = "bulk_acts"
    __table_args__ = (
        one_of("verb", BulkVerb),
        Index("ix_bulk_acts_agent", "agent_id", "id"),
        Index("ix_bulk_acts_open", "finished_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    via: Mapped[str]
    verb: Mapped[str]
    how: Mapped[dict[str, Any]] = mapped_column(comment="to whom, which tag, until when")
    undoes_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("bulk_acts.id", ondelete="CASCADE"), unique=True
    )
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class BulkStep(Base):
    """One conversation of many. `before` and `after` are what an undo needs to know."""

    __tablename__ = "bulk_steps"
    __table_args__ = (
        one_of("state", StepState),
        Index("ix_bulk_steps_waiting", "bulk_id", "state", "conversation_id"),
        Index("ix_bulk_steps_conversation", "conversation_id"),
    )

    bulk_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bulk_acts.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(default=StepState.WAITING)
    reason: Mapped[str | None] = mapped_column(comment="why it was refused, a fixed word")
    name: Mapped[str | None] = mapped_column(comment="who has it, where that was the reason")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
