"""The tables. All times are aware UTC; text columns with a fixed set of words carry a CHECK.

accounts ─< streams ─< poll_runs, gaps, skipped          agents ─< sessions, reads, drafts, audit
    └─< conversations (one customer's matter in one thread) >─ contacts >─ people
            └─< messages ─ raw_messages, message_versions     └─< replies ─< reply_events
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import BigId, Json, UtcDateTime, one_of


class AccountState(StrEnum):
    """Whether an account works; anything but active stops its polls and lets its replies wait."""

    ACTIVE = "active"
    PAUSED = "paused"
    LOGIN_NEEDED = "login_needed"
    OUT_OF_CREDIT = "out_of_credit"


class Trouble(StrEnum):
    """What is wrong with a stream or an account; the page has one sentence for each."""

    BUSY = "busy"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    LOGIN_NEEDED = "login_needed"
    OUT_OF_CREDIT = "out_of_credit"
    STORE = "store"
    KEY = "key"
    INTERNAL = "internal"


class ConversationState(StrEnum):
    """Whose turn it is: open waits for us, waiting for the customer."""

    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"


class Direction(StrEnum):
    """Which way a message went. Context is public text around a thread that nobody sent us."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"
    CONTEXT = "context"


class ReplyState(StrEnum):
    """Where a reply is on its way out; `inbox.care.delivery` holds the transitions."""

    SCHEDULED = "scheduled"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What an agent may do; admins also tune connectors and manage people."""

    AGENT = "agent"
    ADMIN = "admin"


class Base(DeclarativeBase):
    """The declarative base; constraints are named so that migrations can say them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text, dict[str, Any]: Json, list[Any]: Json}


class Account(Base):
    """A connected page or handle with its own base URL and encrypted credentials."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        UniqueConstraint("platform", "slug"),
        one_of("state", AccountState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    slug: Mapped[str] = mapped_column(comment="short name in commands: twitter/<slug>/mentions")
    name: Mapped[str]
    handle: Mapped[str | None]
    base_url: Mapped[str] = mapped_column(comment="a token never goes to another host")
    credentials: Mapped[str] = mapped_column(comment="encrypted JSON, see inbox.care.accounts")
    sandbox: Mapped[bool]
    state: Mapped[str] = mapped_column(default=AccountState.ACTIVE)
    trouble: Mapped[str | None]
    trouble_since: Mapped[datetime | None]
    origin: Mapped[str | None] = mapped_column(
        comment="digest of the environment's credentials that made it; null: added by hand"
    )
    answer_target: Mapped[int] = mapped_column(default=3600, comment="seconds until an answer")
    window_margin: Mapped[int] = mapped_column(
        default=3600, comment="seconds before an answer window closes that count as urgent"
    )
    token_expires_at: Mapped[datetime | None]
    refresh_until: Mapped[datetime | None] = mapped_column(comment="lease of the one refresher")
    refresh_by: Mapped[str | None]
    held_by: Mapped[str | None] = mapped_column(comment="worker that holds the sender lock")
    held_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Stream(Base):
    """One polled endpoint of an account, with its own cursor and pace."""

    __tablename__ = "streams"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        Index("ix_streams_due", "enabled", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    pace: Mapped[str] = mapped_column(comment="an APScheduler trigger as text")
    enabled: Mapped[bool] = mapped_column(
        default=True, comment="false: paused by a person, or by a refusal (see trouble)"
    )
    cursor: Mapped[str | None] = mapped_column(comment="saved with the rows it stands for")
    due_at: Mapped[datetime] = mapped_column(comment="never before the platform allows")
    not_before: Mapped[datetime | None] = mapped_column(comment="the platform asked us to wait")
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0, comment="in a row")
    last_run_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    trouble_note: Mapped[str | None] = mapped_column(comment="the platform's own words")
    trouble_since: Mapped[datetime | None]


class PollRun(Base):
    """One poll of one stream: fetched = new + changed + known + skipped, always."""

    __tablename__ = "poll_runs"
    __table_args__ = (
        CheckConstraint('fetched = "new" + changed + known + skipped', name="adds_up"),
        Index("ix_poll_runs_stream_started", "stream_id", "started_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    pages: Mapped[int]
    fetched: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    known: Mapped[int]
    skipped: Mapped[int]
    micros: Mapped[int] = mapped_column(comment="cost in millionths of a US dollar")
    trouble: Mapped[str | None]
    note: Mapped[str | None]


class Gap(Base):
    """A hole that the platform's history no longer covers; an admin acknowledges it."""

    __tablename__ = "gaps"
    __table_args__ = (UniqueConstraint("stream_id", "since", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    about: Mapped[int | None]
    found_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Limit(Base):
    """A rate-limit bucket of an account as last seen, shared by all workers."""

    __tablename__ = "limits"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    bucket: Mapped[str] = mapped_column(primary_key=True)
    ceiling: Mapped[int]
    remaining: Mapped[int]
    reset_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SkippedRecord(Base):
    """A record that could not be stored: its raw bytes, once, until somebody replays it."""

    __tablename__ = "skipped"
    __table_args__ = (UniqueConstraint("stream_id", "digest"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(comment="SHA-256 of raw: the same record is kept once")
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Person(Base):
    """One human being behind one or more contacts, joined by an agent."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str | None] = mapped_column(comment="as they want to be called")
    address: Mapped[str | None] = mapped_column(comment="Sie or du")
    channel: Mapped[str | None] = mapped_column(comment="the way they chose")
    channel_source: Mapped[str | None]
    channel_since: Mapped[datetime | None]
    pace: Mapped[str | None] = mapped_column(comment="brief or thorough")
    notes: Mapped[str] = mapped_column(default="")


class Contact(Base):
    """One author on one platform."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    handle: Mapped[str | None]
    avatar_url: Mapped[str | None]
    withheld: Mapped[bool] = mapped_column(default=False, comment="the platform hides who it is")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class Conversation(Base):
    """One customer's matter in one thread. What the list shows stands in the row."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("account_id", "thread_id", "contact_id"),
        one_of("state", ConversationState),
        Index("ix_conversations_urgent", "state", "urgent_at", "id"),
        Index("ix_conversations_owner_urgent", "owner_id", "state", "urgent_at", "id"),
        Index("ix_conversations_newest", "state", "last_message_at", "id"),
        Index("ix_conversations_last", "last_message_at", "id"),
        Index("ix_conversations_contact", "contact_id", "last_message_at", "id"),
        Index("ix_conversations_unsent", "unsent_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    thread_id: Mapped[str]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=ConversationState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    preview: Mapped[str] = mapped_column(default="")
    last_message_at: Mapped[datetime]
    last_inbound_id: Mapped[int | None] = mapped_column(
        BigId, comment="newest message of the customer; what `reads` is compared with"
    )
    waiting_since: Mapped[datetime | None] = mapped_column(comment="oldest unanswered message")
    answer_until: Mapped[datetime | None] = mapped_column(comment="the platform's answer window")
    urgent_at: Mapped[datetime | None] = mapped_column(comment="what the list is ordered by")
    unsent_at: Mapped[datetime | None] = mapped_column(
        comment="since when a reply that failed, or may not be there, waits for its agent"
    )
    snoozed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Message(Base):
    """THE unified table: inbound, outbound, internal and context messages of every platform."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        one_of("direction", Direction),
        Index("ix_messages_conversation_created", "conversation_id", "created_at", "id"),
        Index("ix_messages_thread_created", "account_id", "thread_id", "created_at", "id"),
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
    answerable: Mapped[str]
    answer_until: Mapped[datetime | None]
    clipped: Mapped[bool] = mapped_column(default=False, comment="longer than we keep")


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
    language: Mapped[str] = mapped_column(default="de")
    password_hash: Mapped[str | None] = mapped_column(comment="null: only a one-time link signs in")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AgentSession(Base):
    """A browser that is signed in; the cookie holds the token, the table only its SHA-256."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInLink(Base):
    """A link that signs in once, for a first start or an invitation."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


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
    began_at: Mapped[datetime | None] = mapped_column(comment="what came later, it cannot know")
    updated_at: Mapped[datetime]


class Reply(Base):
    """One signed text on its way to one platform. What is previewed, stored and sent is `text`."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("draft_key", "part"),
        one_of("state", ReplyState),
        CheckConstraint("signature <> '' AND replace(text, signature, '') <> text", name="signed"),
        Index("ix_replies_due", "state", "not_before"),
        Index("ix_replies_conversation", "conversation_id", "id"),
        Index("ix_replies_account_external", "account_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str]
    draft_key: Mapped[str] = mapped_column(comment="one click, one reply: idempotency key")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    via: Mapped[str] = mapped_column(comment="page or command line")
    kind: Mapped[str]
    thread_id: Mapped[str]
    target: Mapped[str] = mapped_column(comment="external id of the message it answers")
    recipient_id: Mapped[str | None]
    body: Mapped[str] = mapped_column(comment="the agent's own words")
    typed: Mapped[str | None] = mapped_column(comment="part 1: the draft as it was, all parts")
    signature: Mapped[str]
    text: Mapped[str] = mapped_column(comment="body and signature, byte for byte what leaves")
    part: Mapped[int] = mapped_column(default=1)
    parts: Mapped[int] = mapped_column(default=1)
    after_id: Mapped[int | None] = mapped_column(
        ForeignKey("replies.id"), comment="the part that must be there first"
    )
    state: Mapped[str] = mapped_column(default=ReplyState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    queued_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    answer_until: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None] = mapped_column(comment="the settle counts from here")
    looked: Mapped[int] = mapped_column(default=0, comment="looks since it became unknown")
    looked_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    permalink: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(comment="the platform's time")
    refusal: Mapped[str | None]
    refusal_note: Mapped[str | None] = mapped_column(comment="the platform's own words")


class ReplyEvent(Base):
    """One transition of a reply: what its agent sees under it."""

    __tablename__ = "reply_events"
    __table_args__ = (Index("ix_reply_events_reply", "reply_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    event: Mapped[str]
    state: Mapped[str] = mapped_column(comment="the state it led to")
    note: Mapped[str | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Worker(Base):
    """A worker process that beats; one that stopped beating still holds its accounts."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class Audit(Base):
    """Who did what, when and how. Append-only: triggers refuse everything else."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(comment="no foreign key: it outlives the agent")
    via: Mapped[str] = mapped_column(comment="page, command line or system")
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(comment="table:id")
    note: Mapped[dict[str, Any]]
