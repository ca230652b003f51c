"""Customers, their matters, and THE unified table of messages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class ConversationState(StrEnum):
    """Whose turn it is: open waits for us, waiting for the customer."""

    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"


class Direction(StrEnum):
    """Which way a message went. Context is public text around a thread that nobody sent us.

    Heard and told are calls and e-mails that an agent noted: no platform knows them.
    """

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"
    CONTEXT = "context"
    HEARD = "heard"
    TOLD = "told"


OUTSIDE = (Direction.HEARD, Direction.TOLD)
"""Noted by an agent: theirs to us, ours to them."""


class Care(StrEnum):
    """Why somebody is written to with particular care: no survey, nothing upbeat, no emoji."""

    GRIEF = "grief"
    ILLNESS = "illness"


class Contact(Base):
    """One author on one platform."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        one_of("care", Care),
        Index("ix_contacts_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    handle: Mapped[str | None]
    avatar_url: Mapped[str | None]
    withheld: Mapped[bool] = mapped_column(default=False, comment="the platform hides who it is")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    care: Mapped[str | None] = mapped_column(comment="an agent said so; of all their contacts")
    cared_at: Mapped[datetime | None] = mapped_column(
        comment="when that was said last; stays when it is lifted"
    )
    team_line: Mapped[bool] = mapped_column(
        default=False, comment="replies give the team's line instead of the agent's own"
    )
    created_at: Mapped[datetime]


_NOBODYS = text("owner_id IS NULL")
"""PostgreSQL sorts behind IS NULL on a whole index, never along a partial one."""


_CALLS = text("call_at IS NOT NULL")


class Conversation(Base):
    """One customer's matter in one thread. What the list shows stands in the row."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("account_id", "thread_id", "contact_id"),
        one_of("state", ConversationState),
        Index("ix_conversations_urgent", "state", "urgent_at", "id"),
        Index("ix_conversations_owner_urgent", "owner_id", "state", "urgent_at", "id"),
        Index(
            "ix_conversations_unassigned",
            "state",
            "urgent_at",
            "id",
            sqlite_where=_NOBODYS,
            postgresql_where=_NOBODYS,
        ),
        Index("ix_conversations_team", "team_id"),
        Index("ix_conversations_newest", "state", "last_message_at", "id"),
        Index("ix_conversations_last", "last_message_at", "id"),
        Index("ix_conversations_contact", "contact_id", "last_message_at", "id"),
        Index("ix_conversations_unsent", "unsent_at", "id"),
        Index("ix_conversations_approval", "approval_at", "id"),
        Index("ix_conversations_snoozed", "state", "snoozed_until", "id"),
        Index(
            "ix_conversations_call", "call_at", "id", sqlite_where=_CALLS, postgresql_where=_CALLS
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    thread_id: Mapped[str]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=ConversationState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id"), comment="null: it waits in the queue"
    )
    team_id: Mapped[int | None] = mapped_column(
        ForeignKey("teams.id"), comment="whose queue it is; null: everybody's"
    )
    preview: Mapped[str] = mapped_column(default="")
    last_message_at: Mapped[datetime]
    last_inbound_id: Mapped[int | None] = mapped_column(
        BigId, comment="newest message of the customer; what `reads` is compared with"
    )
    waiting_since: Mapped[datetime | None] = mapped_column(comment="oldest unanswered message")
    answer_until: Mapped[datetime | None] = mapped_column(comment="the platform's answer window")
    urgent_at: Mapped[datetime | None] = mapped_column(comment="what the list is ordered by")
    sign_at: Mapped[datetime | None] = mapped_column(
        comment="by when its customer hears from us; null: they wait for nothing"
    )
    call_at: Mapped[datetime | None] = mapped_column(
        comment="when the next colleague is called for that; null: nobody is"
    )
    call_step: Mapped[int] = mapped_column(default=0, comment="and who; see care.calling")
    put_off_at: Mapped[datetime | None] = mapped_column(
        comment="when our last word only put them off; null: it did not"
    )
    promise_at: Mapped[datetime | None] = mapped_column(
        comment="when the next open promise here is due; urgent_at counts it in"
    )
    unsent_at: Mapped[datetime | None] = mapped_column(
        comment="since when a reply that failed, or may not be there, waits for its agent"
    )
    approval_at: Mapped[datetime | None] = mapped_column(
        comment="since when a reply waits for a colleague's eyes"
    )
    snoozed_until: Mapped[datetime | None] = mapped_column(comment="null: it is awake")
    heat: Mapped[str] = mapped_column(
        default="", comment="signs seen in what waits for an answer, parted by a blank; no words"
    )
    abused: Mapped[bool] = mapped_column(
        default=False, comment="abuse was seen here: no figure counts what was done about it"
    )
    language: Mapped[str | None] = mapped_column(comment="as the platform says it; null: unknown")
    created_at: Mapped[datetime]


class Message(Base):
    """THE unified table: inbound, outbound, internal and context messages of every platform."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        one_of("direction", Direction),
        Index("ix_messages_conversation_created", "conversation_id", "created_at", "id"),
        Index("ix_messages_thread_created", "account_id", "thread_id", "created_at", "id"),
        Index("ix_messages_account_created", "account_id", "created_at", "id"),
        Index("ix_messages_contact", "contact_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    external_id: Mapped[str | None] = mapped_column(comment="null: written here and nowhere else")
    thread_id: Mapped[str]
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), comment="null: context of a thread"
    )
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), unique=True)
    kind: Mapped[str]
    direction: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(comment="the platform's time")
    stored_at: Mapped[datetime] = mapped_column(comment="ours")
    parent_id: Mapped[str | None] = mapped_column(comment="external id of the message it answers")
    permalink: Mapped[str | None]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    quotes_id: Mapped[str | None] = mapped_column(comment="external id of the message it quotes")
    hidden: Mapped[bool] = mapped_column(default=False, comment="we hid it on the platform")
    liked: Mapped[bool] = mapped_column(default=False, comment="we liked it on the platform")
    rating: Mapped[str | None] = mapped_column(comment="a review's verdict, the platform's word")
    gone: Mapped[str | None] = mapped_column(comment="why the platform no longer shows it")
    answerable: Mapped[str]
    answer_until: Mapped[datetime | None]
    clipped: Mapped[bool] = mapped_column(default=False, comment="longer than we keep")
    filed: Mapped[bool | None] = mapped_column(
        comment="it only thanks: nobody waits; false: said to be a question after all"
    )
    unfiled: Mapped[dict[str, Any] | None] = mapped_column(
        comment="the turn its conversation had before that was said"
    )


class MessageVersion(Base):
    """What a message said before it was edited."""

    __tablename__ = "message_versions"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    replaced_at: Mapped[datetime] = mapped_column(primary_key=True)
    text: Mapped[str]


class RawMessage(Base):
    """A message exactly as the platform sent it; lives as long as retention says."""

    __tablename__ = "raw_messages"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    raw: Mapped[dict[str, Any]]
    stored_at: Mapped[datetime]
