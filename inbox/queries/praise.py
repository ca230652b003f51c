"""Praise that was delivered: in one conversation, and on the wall of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Account, Agent, Contact, Conversation, Direction, Message, Praise
from inbox.queries.teams import CALLED

WEEK = timedelta(days=7)
SHOWN = 60
"""Rows of the wall that are read: one a colleague whom a message praises."""

LOOKED_AT = 16
"""Messages of a conversation in which praise is looked for."""

MOST = 20
"""Deliveries of one conversation that are read, the newest."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message's praise that one colleague has."""

    message_id: int
    to_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Kind words on the wall: whose, for whom, where and when they were delivered."""

    conversation_id: int
    words: str
    whom: tuple[str, ...]
    who: str
    platform: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One of the newest messages of a conversation. `told`: who has its praise, id and name."""

    message_id: int
    ours: bool
    text: str
    at: datetime
    agent_id: int | None
    told: tuple[tuple[int, str], ...] = ()


def newest(session: Session, conversation_id: int) -> list[Said]:
    """Return what was said in a conversation last, the newest first; nothing that is gone."""
    found: dict[int, Said] = {}
    for row in session.execute(_newest(), {"of": conversation_id, "most": LOOKED_AT}):
        ours = row.direction == Direction.OUTBOUND
        one = Said(row.id, ours, row.text, row.created_at, row.agent_id)
        known = found.setdefault(row.id, one)
        if row.to_id is not None:
            found[row.id] = replace(known, told=(*known.told, (row.to_id, row.called)))
    return list(found.values())


@cache  # to build it takes longer than to ask it
def _newest() -> Select[*tuple[Any, ...]]:
    said = (
        select(Message.id, Message.direction, Message.text, Message.created_at, Message.agent_id)
        .where(
            Message.conversation_id == bindparam("of"),
            Message.direction.in_((Direction.INBOUND, Direction.OUTBOUND)),
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(bindparam("most"))
        .subquery()
    )
    return (
        select(said, Praise.to_id, CALLED.label("called"))
        .outerjoin(Praise, Praise.message_id == said.c.id)
        .outerjoin(Agent, Agent.id == Praise.to_id)
        .order_by(said.c.created_at.desc(), said.c.id.desc(), Praise.id)
    )


def delivered(session: Session, conversation_id: int) -> tuple[Delivered, ...]:
    """Return to whom praise from a conversation was delivered, the newest first."""
    rows = session.execute(_delivered(), {"of": conversation_id, "most": MOST})
    return tuple(Delivered(row.message_id, row.to_id, row.called) for row in rows)


@cache  # to build it takes longer than to ask it
def _delivered() -> Select[*tuple[Any, ...]]:
    return (
        select(Praise.message_id, Praise.to_id, CALLED.label("called"))
        .join(Agent, Agent.id == Praise.to_id)
        .where(Praise.conversation_id == bindparam("of"))
        .order_by(Praise.id.desc())
        .limit(bindparam("most"))
    )


def wall(session: Session, now: datetime) -> list[Kind]:
    """Return the praise of the last week, the newest first; whom a message praises stand together.

    What the platform took away is not on it.
    """
    rows = session.execute(
        select(Praise, CALLED.label("called"), Contact.name, Contact.withheld, Account.platform)
        .join(Agent, Agent.id == Praise.to_id)
        .join(Conversation, Conversation.id == Praise.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Praise.at > now - WEEK, Praise.words != "")
        .order_by(Praise.at.desc(), Praise.id)
        .limit(SHOWN)
    )
    found: dict[int, Kind] = {}
    for row in rows:
        one: Praise = row.Praise
        known = found.get(one.message_id)
        if known is not None:
            found[one.message_id] = replace(known, whom=(*known.whom, row.called))
            continue
        who = "" if row.withheld else row.name
        made = Kind(one.conversation_id, one.words, (row.called,), who, row.platform, one.at)
        found[one.message_id] = made
    return list(found.values())
