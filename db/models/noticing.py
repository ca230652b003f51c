"""What agents are told of, and how they want to be told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class NoticeKind(StrEnum):
    """What happened that concerns an agent."""

    GIVEN = "given"
    TAKEN = "taken"
    PASSED_ON = "passed on"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    MENTIONED = "mentioned"
    WROTE = "wrote"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    APPROVED = "approved"
    CHANGED = "changed"
    SENT_BACK = "sent back"
    PROMISE_GIVEN = "promise given"
    PROMISE_DUE = "promise due"
    PROMISE_LATE = "promise late"
    SIGN_DUE = "sign due"
    SIGN_LATE = "sign late"
    STANDS_IN = "stands in"
    HANDED_ON = "handed on"
    PRAISED = "praised"


class Digest(StrEnum):
    """How often an agent gets an e-mail about what waits."""

    NONE = "none"
    MORNING = "morning"
    HOURS = "hours"


_UNSEEN = text("seen_at IS NULL")
_AWAY = text("absence_id IS NOT NULL")
_OF_PRAISE = text("praise_id IS NOT NULL")


class Notice(Base):
    """Something that concerns one agent, once a cause. Seen is seen on every device.

    It is about a conversation, or about an absence that the agent stands in for. Where many
    conversations met with the same by one act, it is about the first, and says how many.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("agent_id", "key"),
        one_of("kind", NoticeKind),
        CheckConstraint(
            "(conversation_id IS NULL) <> (absence_id IS NULL)", name="about_one_thing"
        ),
        Index("ix_notices_newest", "agent_id", "id"),
        Index("ix_notices_conversation", "conversation_id", "agent_id"),
        Index("ix_notices_absence", "absence_id", sqlite_where=_AWAY, postgresql_where=_AWAY),
        Index(
            "ix_notices_praise", "praise_id", sqlite_where=_OF_PRAISE, postgresql_where=_OF_PRAISE
        ),
        Index("ix_notices_at", "at"),
        Index(
            "ix_notices_unseen",
            "agent_id",
            "id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(comment="its cause: told once")
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    many: Mapped[int] = mapped_column(default=1, comment="conversations told of at once")
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absences.id", ondelete="CASCADE"))
    praise_id: Mapped[int | None] = mapped_column(
        ForeignKey("praise.id", ondelete="CASCADE"), comment="whose words stand in it"
    )
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id", ondelete="SET NULL"), comment="the colleague who did it"
    )
    written_at: Mapped[datetime] = mapped_column(comment="when it happened, on the platform too")
    at: Mapped[datetime] = mapped_column(comment="when we knew")
    seen_at: Mapped[datetime | None]


class NoticeRule(Base):
    """How an agent wants to be told. Who has no row has what a new one has."""

    __tablename__ = "notice_rules"
    __table_args__ = (one_of("digest", Digest), Index("ix_notice_rules_digest", "digest"))

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    sound: Mapped[bool] = mapped_column(default=False)
    desktop: Mapped[bool] = mapped_column(default=False)
    words: Mapped[bool] = mapped_column(
        default=False, comment="the customer's words in what the desktop shows"
    )
    digest: Mapped[str] = mapped_column(default=Digest.NONE)
    morning: Mapped[int] = mapped_column(default=480, comment="minute of the day, in the zone")
    every: Mapped[int] = mapped_column(default=4, comment="hours between two e-mails")
    quiet_from: Mapped[int] = mapped_column(default=1_200, comment="minute of the day")
    quiet_until: Mapped[int] = mapped_column(default=420, comment="the same minute: never quiet")
    days: Mapped[str] = mapped_column(default="01234", comment="working days, 0 is Monday")
    zone: Mapped[str] = mapped_column(default="UTC")
    slot: Mapped[datetime | None] = mapped_column(comment="the last one an e-mail was thought of")
