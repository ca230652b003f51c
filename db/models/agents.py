"""Agents, how they get in, and what they did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class Role(StrEnum):
    """What an agent may do; admins also tune connectors and manage people."""

    AGENT = "agent"
    ADMIN = "admin"


class Agent(Base):
    """Somebody who answers, with the name and the direct contact that every reply carries."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("login"), one_of("role", Role))

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(comment="lower case; what is typed at sign-in")
    work_name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(comment="E.164")
    email: Mapped[str | None]
    role: Mapped[str]
    language: Mapped[str | None] = mapped_column(comment="null: as their first sign-in will say")
    password_hash: Mapped[str | None] = mapped_column(comment="null: only a one-time link signs in")
    disabled_at: Mapped[datetime | None]
    needs_approval: Mapped[bool] = mapped_column(
        default=False, comment="a colleague looks at every reply before it leaves"
    )
    created_at: Mapped[datetime]

    @property
    def called(self) -> str:
        """Return what colleagues read: the work name, else the login."""
        return self.work_name or self.login


class RoleRule(Base):
    """What a house asks of everybody with a role, besides what the role may do."""

    __tablename__ = "role_rules"
    __table_args__ = (one_of("role", Role),)

    role: Mapped[str] = mapped_column(primary_key=True)
    needs_approval: Mapped[bool] = mapped_column(
        comment="as agents.needs_approval, for everybody of this role"
    )


class SessionEnd(StrEnum):
    """Why a browser is signed in no more; the sign-in page has one sentence for each."""

    EVERYWHERE = "everywhere"
    RENEWED = "renewed"
    DISABLED = "disabled"
    IDLE = "idle"
    OLD = "old"


class AgentSession(Base):
    """A browser that is signed in; the cookie holds the token, the table only its SHA-256."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class EndedSession(Base):
    """Why a session is over, for the browser that still holds its token; swept after a week."""

    __tablename__ = "ended_sessions"
    __table_args__ = (one_of("why", SessionEnd),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str]
    ended_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Base):
    """A link that signs in once, for a first start or an invitation."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None] = mapped_column(comment="void: a newer one was made")


class SignInThrottle(Base):
    """Failed sign-ins by login name or address, and when the next try is looked at."""

    __tablename__ = "sign_in_throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    not_before: Mapped[datetime]
    last_at: Mapped[datetime]


class Read(Base):
    """The last message of a conversation that an agent has seen."""

    __tablename__ = "reads"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[int] = mapped_column(BigId)


class Draft(Base):
    """What an agent is writing; its key makes the click on send happen once."""

    __tablename__ = "drafts"

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str]
    text: Mapped[str]
    private: Mapped[bool] = mapped_column(
        default=False, comment="meant for the author of a public message alone"
    )
    split: Mapped[bool] = mapped_column(default=False, comment="too long for one, in parts")
    began_at: Mapped[datetime | None] = mapped_column(comment="what came later, it cannot know")
    told: Mapped[dict[str, Any] | None] = mapped_column(
        comment="why a reply's words came back, and who sent them back"
    )
    promised: Mapped[dict[str, Any] | None] = mapped_column(
        comment="by their words: promises that its agent changed, or said are none"
    )
    updated_at: Mapped[datetime]


class Audit(Base):
    """Who did what, when and how. Append-only: triggers refuse everything else."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(comment="no foreign key: it outlives the agent")
    via: Mapped[str] = mapped_column(comment="page, command line or system")
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(comment="table:id")
    note: Mapped[dict[str, Any]]
