"""Teams: groups of agents that share a queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Team(Base):
    """Some agents who share a queue; its name is a person's word and only ever text."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(comment="the name as it is told from others")
    line_phone: Mapped[str | None] = mapped_column(comment="the team's line, E.164")
    line_email: Mapped[str | None]
    created_at: Mapped[datetime]


class TeamMember(Base):
    """An agent in a team."""

    __tablename__ = "team_members"

    team_id: Mapped[int] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
