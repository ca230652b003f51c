"""What stands around a conversation in public: our own post above, what others wrote, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, Select, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import Agent, Contact, Conversation, Direction, Message
from inbox.queries import customers
from inbox.queries.position import Position
from inbox.queries.teams import CALLED

AROUND = 20
"""Messages of others that one page shows at most, besides those that ours answer."""

LED_TO = 10
"""Messages that are shown above one that somebody looks for."""

FIRST = Position(None, 0)
"""Before everything that was said."""

PUBLIC = (Direction.INBOUND, Direction.OUTBOUND, Direction.CONTEXT)


def page(
    session: Session,
    conversation_id: int,
    before: Position | None,
    down: Position | None,
    most: int,
) -> list[sql.Row[Any]]:
    """Return messages of a conversation with their authors, the newest first.

    From before a position on, and down to another one, as far as these are given.
    """
    reach = down if down is not None and down.at is not None else None
    asked = {"here": conversation_id, "most": most, **_at("before", before), **_at("down", reach)}
    statement = _page(before=before is not None, down=reach is not None)
    return list(session.execute(statement, asked))


def above(session: Session, conversation_id: int, message_id: int) -> Position | None:
    """Return how far down a conversation is read to show a message with what led to it.

    A position without a time is its first message. None where the message is not said in it.
    """
    sought = session.execute(_sought(), {"here": conversation_id, "of": message_id}).one_or_none()
    if sought is None:
        return None
    asked = {"here": conversation_id, **_at("upto", Position(sought.created_at, sought.id))}
    found = session.execute(_above(), asked).all()
    return Position(found[-1].created_at, found[-1].id) if len(found) == LED_TO else FIRST


@cache
def _sought() -> Select[*tuple[Any, ...]]:
    ours = (Message.id == bindparam("of")) & (Message.conversation_id == bindparam("here"))
    return select(Message.created_at, Message.id).where(ours)


@cache
def _above() -> Select[*tuple[Any, ...]]:
    return (
        select(Message.created_at, Message.id)
        .where(Message.conversation_id == bindparam("here"), _here() < _place("upto"))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(LED_TO)
    )


def _at(name: str, place: Position | None) -> Mapping[str, Any]:
    return {} if place is None else {f"{name}_at": place.at, f"{name}_id": place.id}


def _here() -> ColumnElement[Any]:
    return tuple_(Message.created_at, Message.id)


def _place(name: str) -> ColumnElement[Any]:
    at = bindparam(f"{name}_at", type_=Message.created_at.type)
    return tuple_(at, bindparam(f"{name}_id", type_=Message.id.type))


@cache  # to build it takes longer than to ask it
def _page(*, before: bool, down: bool) -> Select[*tuple[Any, ...]]:
    wanted = Message.conversation_id == bindparam("here")
    if down:
        wanted &= _here() >= _place("down")
    return _said(wanted, before=before)


def _said(wanted: ColumnElement[bool], *, before: bool = False) -> Select[*tuple[Any, ...]]:
    """Select `most` messages with their authors, newest first, from `before` a position on."""
    if before:
        wanted &= _here() < _place("before")
    return (
        select(
            Message,
            customers.NAME.label("contact"),
            Contact.handle.label("handle"),
            CALLED.label("agent"),
        )
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(wanted)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(bindparam("most"))
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
    others = _others(session, here, older, before, most + 1)
    found |= {row.Message.id: row for row in others[:most]}
    return list(found.values()), len(others) > most


def _named(session: Session, here: Conversation, ids: Iterable[str]) -> list[sql.Row[Any]]:
    wanted = sorted(ids)
    if not wanted:
        return []
    asked = {"ids": wanted, "account": here.account_id, "here": here.id, "most": len(wanted)}
    return list(session.execute(_by_name(elsewhere=True), asked))


@cache
def _by_name(*, elsewhere: bool) -> Select[*tuple[Any, ...]]:
    named = Message.external_id.in_(bindparam("ids", expanding=True))
    public = _elsewhere() if elsewhere else _public()
    return _said(named & (Message.account_id == bindparam("account")) & public)


def _others(
    session: Session,
    here: Conversation,
    older: Position | None,
    before: Position | None,
    limit: int,
) -> list[sql.Row[Any]]:
    asked = {"account": here.account_id, "thread": here.thread_id, "here": here.id, "most": limit}
    since = {"since": older.at} if older is not None else {}
    statement = _thread(since=older is not None, before=before is not None)
    return list(session.execute(statement, {**asked, **since, **_at("before", before)}))


@cache
def _thread(*, since: bool, before: bool) -> Select[*tuple[Any, ...]]:
    wanted = (Message.account_id == bindparam("account")) & (
        Message.thread_id == bindparam("thread")
    )
    if since:
        wanted &= Message.created_at >= bindparam("since")
    return _said(wanted & _elsewhere(), before=before)


def _public() -> ColumnElement[bool]:
    return Message.direction.in_(PUBLIC) & (Message.kind != Kind.DIRECT)


def _elsewhere() -> ColumnElement[bool]:
    other = or_(Message.conversation_id.is_(None), Message.conversation_id != bindparam("here"))
    return _public() & other


def quoted(
    session: Session, here: Conversation, rows: Sequence[sql.Row[Any]]
) -> dict[str, sql.Row[Any]]:
    """Return what messages quote by the platform's id: public words, whoever wrote them."""
    wanted = sorted({row.Message.quotes_id for row in rows if row.Message.quotes_id})
    if not wanted:
        return {}
    asked = {"ids": wanted, "account": here.account_id, "most": len(wanted)}
    found = session.execute(_by_name(elsewhere=False), asked)
    return {row.Message.external_id: row for row in found}
