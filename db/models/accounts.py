"""Connected accounts, their streams, and what polling leaves behind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class AccountState(StrEnum):
    """Whether an account works; anything but active stops its polls and lets its replies wait."""

    ACTIVE = "active"
    PAUSED = "paused"
    LOGIN_NEEDED = "login_needed"
    OUT_OF_CREDIT = "out_of_credit"
    DISCONNECTED = "disconnected"


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
    access_ends_at: Mapped[datetime | None] = mapped_column(
        comment="a person has to consent again by then, whatever the token says"
    )
    login: Mapped[str | None] = mapped_column(comment="which kind of login: see Platform.secrets")
    scopes: Mapped[list[Any]] = mapped_column(default=list, comment="what the login may do")
    missing: Mapped[list[Any]] = mapped_column(default=list, comment="rights it lacks")
    checked_at: Mapped[datetime | None] = mapped_column(comment="the login's last daily check")
    options: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="the platform's own settings, texts, see docs/connectors"
    )
    thrift: Mapped[int] = mapped_column(
        default=0, comment="how far its budget holds it back, see inbox.rules.budget.Thrift"
    )
    held_by: Mapped[str | None] = mapped_column(comment="worker that holds the sender lock")
    held_at: Mapped[datetime | None]
    line_phone: Mapped[str | None] = mapped_column(
        comment="whom to call where nobody's own number is given, E.164; a team's goes before"
    )
    line_email: Mapped[str | None]
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
    fastest: Mapped[int | None] = mapped_column(
        comment="seconds; with `slowest` the bounds of an adaptive pace, null: the pace holds"
    )
    slowest: Mapped[int | None]
    backfill_days: Mapped[int | None] = mapped_column(
        comment="how far back a stream begins; null: as far as its connector does"
    )
    again_days: Mapped[int | None] = mapped_column(
        comment="how far back it reads once more; null again once that is whole"
    )
    walk_at: Mapped[datetime | None] = mapped_column(
        comment="when the walk under way began; null: none is"
    )
    whole_at: Mapped[datetime | None] = mapped_column(
        comment="when the last walk that came to its end began: all before that is read"
    )
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
        Index(
            "ix_poll_runs_fruitful",
            "stream_id",
            "started_at",
            sqlite_where=text('"new" > 0'),
            postgresql_where=text('"new" > 0'),
        ),
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
    lag: Mapped[int | None] = mapped_column(
        comment="seconds: how old the newest new message was; null: none came, or a first poll"
    )
    trouble: Mapped[str | None]
    note: Mapped[str | None]


class Gap(Base):
    """A hole that the platform's history no longer covers; an admin acknowledges it.

    One in a single thread lies between the messages of `since` and `until`, which are kept.
    """

    __tablename__ = "gaps"
    __table_args__ = (UniqueConstraint("stream_id", "thread_id", "since", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    thread_id: Mapped[str] = mapped_column(default="", comment="empty: not of one thread alone")
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


class Worker(Base):
    """A worker process that beats; one that stopped beating still holds its accounts."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
