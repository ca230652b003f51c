"""Parts of the list that agents keep under a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class SavedView(Base):
    """Folder, order and filter under a name, for who made it or for everybody."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("agent_id", "folded"),
        Index("ix_saved_views_shared", "shared", "folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(comment="the name as it is told from others")
    look: Mapped[dict[str, Any]] = mapped_column(comment="as the address says it")
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
