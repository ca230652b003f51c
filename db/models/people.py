"""The people behind contacts: what a team knows about them, and how two became one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BigId, one_of


class Form(StrEnum):
    """How somebody is spoken to."""

    SIE = "sie"
    DU = "du"


class Depth(StrEnum):
    """How much somebody wants to read."""

    BRIEF = "brief"
    THOROUGH = "thorough"


_BLOCKED = text("blocked_until IS NOT NULL")


class Person(Base):
    """One human being behind one or more contacts; there from the first word written on them.

    A person who was joined to another keeps the row as it was, without a contact: parting them
    gives it back.
    """

    __tablename__ = "people"
    __table_args__ = (
        one_of("address", Form),
        one_of("pace", Depth),
        Index(
            "ix_people_blocked",
            "blocked_until",
            sqlite_where=_BLOCKED,
            postgresql_where=_BLOCKED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str | None] = mapped_column(comment="as they want to be called")
    address: Mapped[str | None] = mapped_column(comment="Sie or du; null: not known")
    language: Mapped[str | None] = mapped_column(comment="ISO 639")
    channel: Mapped[str | None] = mapped_column(comment="the way they chose")
    channel_source: Mapped[str | None] = mapped_column(comment="how we know")
    channel_since: Mapped[date | None]
    channel_address: Mapped[str | None] = mapped_column(comment="the number or the address there")
    channel_hours: Mapped[str | None] = mapped_column(comment="when, in their words")
    channel_message_id: Mapped[int | None] = mapped_column(
        BigId, comment="the message in which they said so; it may be gone by now"
    )
    pace: Mapped[str | None] = mapped_column(comment="brief or thorough")
    notes: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime | None] = mapped_column(comment="null: no facts were written yet")
    noted_by: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id"),
        comment="who wrote of what is known last; not who blocked or joined",
    )
    blocked_until: Mapped[datetime | None] = mapped_column(comment="null: not blocked")
    blocked_reason: Mapped[str | None]
    blocked_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    revision: Mapped[int] = mapped_column(
        default=0, comment="counts what was written; who writes says which one they saw"
    )
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class PersonJoin(Base):
    """Two people said to be one: how each was before is kept, so that they can be parted.

    Only the newest join of a person can be undone: the others lie below it.
    """

    __tablename__ = "person_joins"
    __table_args__ = (UniqueConstraint("joined_id"), Index("ix_person_joins_person", "person_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), comment="who stayed, and knows everything"
    )
    joined_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), comment="who was joined; the row waits"
    )
    before: Mapped[dict[str, Any]] = mapped_column(comment="what was known of who stayed")
    after: Mapped[dict[str, Any]] = mapped_column(comment="what was known of both, just joined")
    reasons: Mapped[list[Any]]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime]


class JoinedContact(Base):
    """A contact that a join brought along, and that goes with its person when they are parted."""

    __tablename__ = "person_join_contacts"
    __table_args__ = (Index("ix_person_join_contacts_contact", "contact_id"),)

    join_id: Mapped[int] = mapped_column(
        ForeignKey("person_joins.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )


class Apart(Base):
    """An agent who is not given a customer again. Nobody but the distribution reads it."""

    __tablename__ = "apart"
    __table_args__ = (Index("ix_apart_contact", "contact_id"),)

    agent_id: Mapped[int] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]


class ContactTag(Base):
    """A tag on a person, kept at the contact it was put on: parting needs no journal for it."""

    __tablename__ = "contact_tags"
    __table_args__ = (Index("ix_contact_tags_tag", "tag_id", "contact_id"),)

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
