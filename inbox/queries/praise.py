"""Praise that was delivered: in one conversation, and on the wall of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from db.models import Account, Agent, Contact, Conversation, Direction, Message, Praise
from inbox.queries import customers
from inbox.queries.teams import CALLED

WEEK = timedelta(days=7)
SHOWN = 60
"""Rows of the wall that are read: one a colleague whom a message praises."""

LOOKED_AT = 16
"""Messages of a conversation in which praise is looked for."""

MOST = 20
"""Deliveries of one conversation that are read, the newest."""

_NAMED = func.coalesce(Praise.to_name, CALLED).label("named")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message's praise that one colleague has; without a login they have no id."""

    message_id: int
    to_id: int | None
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
class Has:
    """Somebody who has a message's praise; `by` told them, where they have no login."""

    id: int | None
    name: str
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One of the newest messages of a conversation. `told`: who has its praise."""

    message_id: int
    ours: bool
    text: str
    at: datetime
    agent_id: int | None
    told: tuple[Has, ...] = ()


def newest(session: Session, conversation_id: int) -> list[Said]:
    """Return what was said in a conversation last, the newest first; nothing that is gone."""
    found: dict[int, Said] = {}
    for row in session.execute(_newest(), {"of": conversation_id, "most": LOOKED_AT}):
        ours = row.direction == Direction.OUTBOUND
        one = Said(row.id, ours, row.text, row.created_at, row.agent_id)
        known = found.setdefault(row.id, one)
        if row.praised is not None:
            has = Has(row.to_id, row.named, row.by if row.to_id is None else None, row.praised)
            found[row.id] = replace(known, told=(*known.told, has))
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
    teller = aliased(Agent)
    by = func.coalesce(func.nullif(teller.work_name, ""), teller.login).label("by")
    return (
        select(said, Praise.to_id, _NAMED, Praise.at.label("praised"), by)
        .outerjoin(Praise, Praise.message_id == said.c.id)
        .outerjoin(Agent, Agent.id == Praise.to_id)
        .outerjoin(teller, teller.id == Praise.told_by_id)
        .order_by(said.c.created_at.desc(), said.c.id.desc(), Praise.id)
    )


def delivered(session: Session, conversation_id: int) -> tuple[Delivered, ...]:
    """Return to whom praise from a conversation was delivered, the newest first."""
    rows = session.execute(_delivered(), {"of": conversation_id, "most": MOST})
    return tuple(Delivered(row.message_id, row.to_id, row.named) for row in rows)


@cache  # to build it takes longer than to ask it
def _delivered() -> Select[*tuple[Any, ...]]:
    return (
        select(Praise.message_id, Praise.to_id, _NAMED)
        .outerjoin(Agent, Agent.id == Praise.to_id)
        .where(Praise.conversation_id == bindparam("of"))
        .order_by(Praise.id.desc())
        .limit(bindparam("most"))
    )


def wall(session: Session, now: datetime) -> list[Kind]:
    """Return the praise of the last week, the newest first; whom a message praises stand together.

    What the platform took away is not on it.
    """
    rows = session.execute(
        select(Praise, _NAMED, customers.NAME, Account.platform)
        .outerjoin(Agent, Agent.id == Praise.to_id)
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
            found[one.message_id] = replace(known, whom=(*known.whom, row.named))
            continue
        made = Kind(one.conversation_id, one.words, (row.named,), row.name, row.platform, one.at)
        found[one.message_id] = made
    return list(found.values())
