"""Who may decide what: remedies that a role, or an agent for themselves, may grant customers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.agents import Role
from db.models.base import Base
from db.types import BigId, one_of

REMEDIES = ("refund", "voucher", "replacement", "exception", "apology")
"""Remedies as `inbox.rules.authority` knows them; a test holds them against its enum."""


class Grant(Base):
    """What a role or one agent may decide about a remedy. Without a row nobody set a limit."""

    __tablename__ = "grants"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint(f"remedy IN {REMEDIES}", name="remedy_known"),
        CheckConstraint("(role IS NULL) <> (agent_id IS NULL)", name="one_holder"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_has_currency"),
        CheckConstraint(
            "amount IS NULL OR (allowed AND amount > 0 AND remedy IN ('refund', 'voucher'))",
            name="amount_where_counted",
        ),
        UniqueConstraint("role", "remedy"),
        UniqueConstraint("agent_id", "remedy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str | None] = mapped_column(comment="everybody's of this role")
    agent_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), comment="goes before the role's"
    )
    remedy: Mapped[str]
    allowed: Mapped[bool]
    amount: Mapped[int | None] = mapped_column(
        BigId, comment="at most, in hundredths of its currency; null: no limit"
    )
    currency: Mapped[str | None]
