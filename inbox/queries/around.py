"""What stands around a conversation in public: our own post above, what others wrote, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import Agent, Contact, Conversation, Direction, Message
from inbox.queries.position import Position
from inbox.queries.teams import CALLED

AROUND = 20
"""Messages of others that one page shows at most, besides those that ours answer."""

PUBLIC = (Direction.INBOUND, Direction.OUTBOUND, Direction.CONTEXT)


def said(
    wanted: ColumnElement[bool], before: Position | None, limit: int
) -> Select[*tuple[Any, ...]]:
    """Select messages with their authors, newest first, from before a position on."""
    here = tuple_(Message.created_at, Message.id)
    if before is not None:
        wanted &= here < (before.at, before.id)
    return (
        select(
            Message,
            Contact.name.label("contact"),
            Contact.handle.label("handle"),
            CALLED.label("agent"),
        )
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(wanted)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )


def context(
    session: Session,
    here: Conversation,
    page: list[sql.Row[Any]],
    older: Position | None,
    before: Position | None,
    size: int,
) -> tuple[list[sql.Row[Any]], bool]:
    """Return what stands around messages in public, and whether others wrote more than that.

    `size` is that of one page: the more pages, the more of what others wrote.
    """
    if here.kind == Kind.DIRECT:
        return [], False
    known = {row.Message.external_id for row in page}
    above = {row.Message.parent_id for row in page} | ({here.thread_id} if older is None else set())
    found: dict[int, sql.Row[Any]] = {}
    for _ in range(2):  # what a message answers, and what that one answered: our own post
        wanted = {name for name in above if name} - known
        rows = _named(session, here, wanted)
        found |= {row.Message.id: row for row in rows}
        known |= wanted
        above = {row.Message.parent_id for row in rows}
    most = AROUND * max(1, -(-len(page) // size))
    others = list(session.execute(_others(here, older, before, most + 1)))
    found |= {row.Message.id: row for row in others[:most]}
    return list(found.values()), len(others) > most


def _named(session: Session, here: Conversation, ids: Iterable[str]) -> list[sql.Row[Any]]:
    wanted = sorted(ids)
    if not wanted:
        return []
    condition = Message.external_id.in_(wanted) & (Message.account_id == here.account_id)
    return list(session.execute(said(condition & _elsewhere(here), None, len(wanted))))


def _others(
    here: Conversation, older: Position | None, before: Position | None, limit: int
) -> Select[*tuple[Any, ...]]:
    condition = (Message.account_id == here.account_id) & (Message.thread_id == here.thread_id)
    if older is not None:
        condition &= Message.created_at >= older.at
    return said(condition & _elsewhere(here), before, limit)


def _elsewhere(here: Conversation) -> ColumnElement[bool]:
    public = Message.direction.in_(PUBLIC)
    other = or_(Message.conversation_id.is_(None), Message.conversation_id != here.id)
    return public & other & (Message.kind != Kind.DIRECT)


def quoted(
    session: Session, here: Conversation, rows: Sequence[sql.Row[Any]]
) -> dict[str, sql.Row[Any]]:
    """Return what messages quote by the platform's id: public words, whoever wrote them."""
    wanted = sorted({row.Message.quotes_id for row in rows if row.Message.quotes_id})
    if not wanted:
        return {}
    condition = Message.external_id.in_(wanted) & (Message.account_id == here.account_id)
    condition &= Message.direction.in_(PUBLIC) & (Message.kind != Kind.DIRECT)
    found = session.execute(said(condition, None, len(wanted)))
    return {row.Message.external_id: row for row in found}
