"""When queues answer, and how long whoever waited had to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, Json


class Opening(Base):
    """A queue's calendar. A team without one has the house's; without any, time counts whole."""

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint("queue = coalesce(team_id, 0)", name="queue_is_its_team"),
        Index("ix_openings_team", "team_id"),
    )

    queue: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its team's id; 0: the house's"
    )
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    hours: Mapped[str] = mapped_column(comment="weekdays and spans")
    zone: Mapped[str] = mapped_column(comment="on whose clock")
    state: Mapped[str] = mapped_column(default="", comment="whose holidays; empty: nobody's")
    pledge: Mapped[int | None] = mapped_column(
        comment="minutes of opening time until an answer; null: as the account says"
    )
    closed: Mapped[list[Any]] = mapped_column(
        Json, default=list, comment="own closed days: first, last, name"
    )


_OPEN = text("ended_at IS NULL")


class Wait(Base):
    """One time that a customer waited for us: written with our first word, ended by an answer.

    A word that only puts off is an acknowledgement and ends nothing. Seconds are of opening time,
    by the calendar of then. What is ended without an answer was put away.
    """

    __tablename__ = "waits"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR ended_at IS NOT NULL", name="answered_is_ended"),
        CheckConstraint("(answered_at IS NULL) = (seconds IS NULL)", name="answered_has_seconds"),
        Index("ix_waits_ended", "ended_at", "id"),
        Index("ix_waits_team", "team_id"),
        Index("ix_waits_conversation", "conversation_id"),
        Index(
            "ix_waits_open",
            "conversation_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"),
        comment="null: retention took it; how long somebody waited stays",
    )
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    began_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(comment="first word that put off")
    acknowledged_seconds: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(comment="first word on the matter")
    seconds: Mapped[int | None]
    elsewhere: Mapped[bool] = mapped_column(
        default=False, comment="answered in the platform's own app"
    )
    ended_at: Mapped[datetime | None] = mapped_column(comment="null: it still waits")
