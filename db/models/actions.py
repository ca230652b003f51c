"""What agents do with messages on their platform, beside answering: hide, delete, like."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class ActionState(StrEnum):
    """Where an action is on its way; `inbox.care.acting` holds the transitions."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Action(Base):
    """One wish of one agent for one message. Like a reply it is claimed before it is sent."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("state", ActionState),
        Index("ix_actions_due", "state", "not_before"),
        Index("ix_actions_message", "message_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    via: Mapped[str] = mapped_column(comment="page or command line")
    verb: Mapped[str]
    target: Mapped[str] = mapped_column(comment="external id of the message")
    state: Mapped[str] = mapped_column(default=ActionState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    asked_at: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
    refusal_note: Mapped[str | None] = mapped_column(comment="the platform's own words")
