"""Alarms, what things cost, and logins that are being made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId


class Alarm(Base):
    """Something an admin has to know, once a cause; the open one of a cause has its `open_key`."""

    __tablename__ = "alarms"
    __table_args__ = (UniqueConstraint("open_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cause: Mapped[str] = mapped_column(comment="see inbox.rules.alarms")
    open_key: Mapped[str | None] = mapped_column(comment="cause and subject; null: over")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    stream_id: Mapped[int | None] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]] = mapped_column(comment="what its sentence is made of")
    stage: Mapped[int] = mapped_column(default=0, comment="rises as it gets worse: told again")
    told: Mapped[int | None] = mapped_column(comment="the stage that was mailed; null: none")
    raised_at: Mapped[datetime]
    healed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Mail(Base):
    """An e-mail on its way to a colleague, sent once, tried again until it is too old."""

    __tablename__ = "mails"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(comment="what it is about and to whom: written once")
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None] = mapped_column(comment="given up; see trouble")
    trouble: Mapped[str | None]


class Price(Base):
    """What one item costs on a platform since a day, as an admin has it; the newest counts."""

    __tablename__ = "prices"

    platform: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True, comment="UTC day")
    micros: Mapped[int] = mapped_column(BigInteger, comment="millionths of a US dollar")


class Spending(Base):
    """What an account used up on one UTC day, by item."""

    __tablename__ = "spending"
    __table_args__ = (Index("ix_spending_day", "day"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    micros: Mapped[int] = mapped_column(BigInteger)


class Budget(Base):
    """What may be spent in a UTC month on a platform, or by one account of it."""

    __tablename__ = "budgets"
    __table_args__ = (UniqueConstraint("scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(comment="platform, or platform/account id")
    platform: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    micros: Mapped[int] = mapped_column(BigInteger, comment="a month, millionths of a US dollar")
    steps: Mapped[dict[str, Any]] = mapped_column(
        comment="per cent at which it goes slower, then only to people, then stops"
    )


class Connecting(Base):
    """A login under way: what the platform sends back is believed only with its state."""

    __tablename__ = "connectings"

    state_hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256")
    platform: Mapped[str]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), comment="connected again"
    )
    kept: Mapped[str] = mapped_column(comment="encrypted: verifier, then the candidates")
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
