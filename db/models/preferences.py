"""How agents like their own screens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Preference(Base):
    """An agent's own choices about the screens; nobody else sees or needs them."""

    __tablename__ = "preferences"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    dense: Mapped[bool] = mapped_column(default=False, comment="more rows of the list at once")
    single_keys: Mapped[bool] = mapped_column(
        default=True, comment="whether one letter alone does something (WCAG 2.1.4)"
    )
    steps_away_at: Mapped[datetime | None] = mapped_column(comment="first steps were put away")
