"""When agents work, who stands in for them, and how queues are distributed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import Json


class Schedule(Base):
    """An agent's week, and how much they can be given. Without one nobody knows when they work."""

    __tablename__ = "schedules"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    hours: Mapped[str] = mapped_column(default="", comment="weekdays and spans; empty: unknown")
    zone: Mapped[str] = mapped_column(default="UTC", comment="on whose clock")
    capacity: Mapped[int | None] = mapped_column(comment="open conversations at most; null: any")
    languages: Mapped[list[str]] = mapped_column(Json, default=list, comment="none: any")
    given_at: Mapped[datetime | None] = mapped_column(comment="when a queue gave them something")
    heated_at: Mapped[datetime | None] = mapped_column(
        comment="when they were given, or answered, somebody heated; null: a calm one since"
    )


_NOW = text("began_at IS NOT NULL AND ended_at IS NULL")


class Absence(Base):
    """Days on which an agent is away, and who stands in for them meanwhile."""

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_agent", "agent_id", "ends_at"),
        Index("ix_absences_deputy", "deputy_id"),
        Index("ix_absences_due", "ended_at", "began_at", "begins_at"),
        Index(
            "ix_absences_stand_in",
            "stand_in_id",
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    deputy_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id", ondelete="SET NULL"), comment="whom the agent named"
    )
    stand_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id", ondelete="SET NULL"),
        comment="who does it now: the deputy, or theirs; null: nobody",
    )
    zone: Mapped[str] = mapped_column(comment="on whose clock its days begin")
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime | None] = mapped_column(comment="null: it has not begun")
    ended_at: Mapped[datetime | None] = mapped_column(comment="null: it is not over")
    created_at: Mapped[datetime]


class Distribution(Base):
    """How a queue is distributed among its agents. A queue without a row is not."""

    __tablename__ = "distributions"
    __table_args__ = (
        CheckConstraint("queue = coalesce(team_id, 0)", name="queue_is_its_team"),
        Index("ix_distributions_team", "team_id"),
    )

    queue: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its team's id; 0: everybody's"
    )
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    way: Mapped[str] = mapped_column(comment="off, round-robin or least-loaded")
