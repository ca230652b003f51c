"""Pictures and files: what customers sent, fetched by us, and what agents send along."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class MediaState(StrEnum):
    """Whether we have it: wanted, stored under DATA_DIR, or refused for good with a reason."""

    WANTED = "wanted"
    STORED = "stored"
    REFUSED = "refused"


class Media(Base):
    """One attachment of one message, by its place in the message's list."""

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("message_id", "place"),
        one_of("state", MediaState),
        Index("ix_media_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(comment="from 0, as in messages.attachments")
    url: Mapped[str] = mapped_column(comment="the platform's; never given to a browser")
    state: Mapped[str] = mapped_column(default=MediaState.WANTED)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(comment="why it was refused, a fixed word")
    digest: Mapped[str | None] = mapped_column(comment="SHA-256 of the content: its file's name")
    type: Mapped[str | None] = mapped_column(comment="media type, found by looking at the content")
    size: Mapped[int | None] = mapped_column(comment="bytes")
    fetched_at: Mapped[datetime | None]


class Picture(Base):
    """An image that an agent adds to a draft; with the reply it leaves."""

    __tablename__ = "pictures"
    __table_args__ = (Index("ix_pictures_draft", "draft_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    draft_key: Mapped[str] = mapped_column(comment="as in drafts and replies")
    place: Mapped[int]
    digest: Mapped[str]
    type: Mapped[str]
    size: Mapped[int]
    alt: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
