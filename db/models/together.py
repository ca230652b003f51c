"""What colleagues share about a conversation: notes, mentions, offers, presence; and facts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.authority import REMEDIES
from db.models.base import Base
from db.types import BigId, one_of


class Outcome(StrEnum):
    """How an offer to take a conversation over ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    ENDED = "ended"


class NoteDraft(Base):
    """A note that an agent is writing. Never in one table with what is meant for customers."""

    __tablename__ = "note_drafts"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    updated_at: Mapped[datetime]


class Note(Base):
    """That a message is an internal note; its key makes the click on "Add" happen once."""

    __tablename__ = "notes"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(unique=True)


_UNSEEN = text("seen_at IS NULL")


class Mention(Base):
    """An agent named in a note."""

    __tablename__ = "mentions"
    __table_args__ = (
        Index("ix_mentions_newest", "agent_id", "at", "conversation_id"),
        Index("ix_mentions_conversation", "conversation_id", "agent_id", "at"),
        Index(
            "ix_mentions_unseen",
            "agent_id",
            "conversation_id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
    )

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


_PENDING = text("outcome IS NULL")


class Handover(Base):
    """A conversation offered to a colleague, who answers; whoever had it has it until then."""

    __tablename__ = "handovers"
    __table_args__ = (
        one_of("outcome", Outcome),
        CheckConstraint(f"remedy IN {REMEDIES}", name="remedy_known"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_has_currency"),
        CheckConstraint("amount IS NULL OR remedy IS NOT NULL", name="amount_of_remedy"),
        Index(
            "ix_handovers_pending",
            "conversation_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index(
            "ix_handovers_offered",
            "to_id",
            "asked_at",
            "conversation_id",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_handovers_until", "until", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_handovers_conversation", "conversation_id", "id"),
        Index("ix_handovers_from", "from_id"),
        Index("ix_handovers_note", "note_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    from_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    note_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="SET NULL"), comment="the note that goes with it"
    )
    asked_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(comment="unanswered by then, it comes back")
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(comment="null: not answered yet")
    word: Mapped[str] = mapped_column(default="", comment="why it was declined")
    told_at: Mapped[datetime | None] = mapped_column(comment="when who asked knew how it ended")
    remedy: Mapped[str | None] = mapped_column(comment="what is to be decided; null: nothing is")
    amount: Mapped[int | None] = mapped_column(BigId, comment="how much, in hundredths")
    currency: Mapped[str | None]


class Presence(Base):
    """Who reads a conversation, and who writes there: until half a minute after `seen_at`."""

    __tablename__ = "presences"
    __table_args__ = (
        Index("ix_presences_conversation", "conversation_id", "seen_at"),
        Index("ix_presences_seen", "seen_at"),
    )

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]
    writing_at: Mapped[datetime | None]


class Fact(Base):
    """Something true that many answers need: opening hours, an address, a price, a link."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_title", "folded", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(comment="the title as it is sorted")
    text: Mapped[str]
    language: Mapped[str | None] = mapped_column(comment="null: it fits every answer")
    valid_until: Mapped[datetime | None] = mapped_column(comment="from then on it is not offered")
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
