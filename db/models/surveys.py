"""The survey of customers: what it asks, who was invited, and answers that are nobody's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId


class Survey(Base):
    """What customers are asked, in one row, and whether anybody is. Off until an admin says so."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share_is_per_cent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[bool] = mapped_column(default=False)
    share: Mapped[int] = mapped_column(comment="per cent of those who could be asked")
    seed: Mapped[str] = mapped_column(comment="what the lot is drawn from; made once, and kept")
    words: Mapped[dict[str, Any]] = mapped_column(
        comment="by language: the open question, the one above the buttons, the buttons"
    )
    version: Mapped[int] = mapped_column(comment="counts words; answers to others are others")
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Invitation(Base):
    """Somebody drawn by lot, and the digest of the link that they answer by, once.

    It says that somebody was asked; whether and what they answered stands nowhere near it.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_contact", "contact_id", "at"),
        Index("ix_invitations_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None] = mapped_column(
        unique=True, comment="null: used, or over; which of both is not said"
    )
    version: Mapped[int] = mapped_column(comment="of the survey's words that are asked")
    at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SurveyAnswer(Base):
    """An answer to the survey, of nobody: no person, no conversation, no time but the month.

    Its id is drawn at random, so that the order of rows says nothing either.
    """

    __tablename__ = "survey_answers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    version: Mapped[int]
    choice: Mapped[int | None] = mapped_column(comment="place of the button; null: none chosen")
    text: Mapped[str] = mapped_column(default="", comment="to the open question")
    month: Mapped[date] = mapped_column(comment="its first day: how long it is kept counts from it")
