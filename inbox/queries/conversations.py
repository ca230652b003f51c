"""The list of conversations as the page shows it: keyset pages of frozen rows, capped counts.

Every order has its index (`ix_conversations_*`): no page sorts, skips or counts its way
through the table, so the millionth conversation costs what the first one did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import (
    Account,
    AccountState,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Draft,
    Read,
    Reply,
    ReplyState,
)
from inbox.queries import loose_ends
from inbox.queries.loose_ends import LooseEnd
from inbox.queries.teams import CALLED
from inbox.rules.budget import Thrift

PAGE = 50
MOST = 1_000
"""What a badge counts up to; one more means "more than that"."""

LEAVING = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.HELD)


class Folder(StrEnum):
    """A part of the list. MINE and UNASSIGNED hold what waits for us; SNOOZED what comes back."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    UNSENT = "unsent"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"
    ALL = "all"


class Order(StrEnum):
    """What stands on top: whose answer is most urgent, or what was written last."""

    URGENT = "urgent"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two rows of the list; rows without a time stand behind all others."""

    at: datetime | None
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}~{self.id}"

    @classmethod
    def read(cls, text: str) -> Position:
        """Read a position that a browser hands back. Raises ValueError."""
        at, _, number = text.partition("~")
        when = datetime.fromisoformat(at) if at else None
        if when is not None and when.tzinfo is None:
            raise ValueError("a position's time must carry its zone")
        return cls(when, int(number))


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list. `unread` and `drafted` are the looking agent's own.

    `unsent` is what a reply of ours there needs its agent for, the worse of two; `stopped`
    says that the account is, or its budget used up, so that nothing leaves. `owner` is who has
    it, None where it waits in a queue; `mine` that it is the looking agent.
    """

    id: int
    name: str
    handle: str | None
    platform: str
    account: str
    kind: str
    state: ConversationState
    preview: str
    last_message_at: datetime
    waiting_since: datetime | None
    urgent_at: datetime | None
    answer_until: datetime | None
    unread: bool
    drafted: bool
    unsent: LooseEnd | None
    leaving: bool
    stopped: bool
    owner: str | None
    mine: bool
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and where the next one starts (None: this was the last)."""

    rows: tuple[Row, ...]
    older: Position | None


@dataclass(frozen=True, slots=True)
class _Axis:
    """What a folder is ordered by; every axis has an index that ends in the id."""

    column: InstrumentedAttribute[Any]
    newest_first: bool = True
    gappy: bool = False
    """Whether there are rows of the folder without a time; they come last."""


_STATES = {
    Folder.MINE: ConversationState.OPEN,
    Folder.UNASSIGNED: ConversationState.OPEN,
    Folder.OPEN: ConversationState.OPEN,
    Folder.WAITING: ConversationState.WAITING,
    Folder.SNOOZED: ConversationState.SNOOZED,
    Folder.DONE: ConversationState.DONE,
}


def _axis(folder: Folder, order: Order) -> _Axis:
    if folder is Folder.UNSENT:
        return _Axis(Conversation.unsent_at, newest_first=False)
    if folder is Folder.SNOOZED:
        return _Axis(Conversation.snoozed_until, newest_first=False, gappy=True)
    urgent = folder is Folder.OPEN and order is Order.URGENT
    if urgent or folder in (Folder.MINE, Folder.UNASSIGNED):
        return _Axis(Conversation.urgent_at, newest_first=False, gappy=True)
    return _Axis(Conversation.last_message_at)


def _in(folder: Folder, agent_id: int | None) -> ColumnElement[bool]:
    match folder:
        case Folder.ALL:
            return true()
        case Folder.UNSENT:
            return Conversation.unsent_at.is_not(None)
    here = Conversation.state == _STATES[folder]
    match folder:
        case Folder.MINE:
            return and_(Conversation.owner_id == agent_id, here)
        case Folder.UNASSIGNED:
            return and_(Conversation.owner_id.is_(None), here)
    return here


def listed(
    session: Session,
    agent_id: int | None,
    folder: Folder,
    order: Order = Order.URGENT,
    after: Position | None = None,
    limit: int = PAGE,
) -> Page:
    """Return a page of a folder as one agent sees it, from `after` on.

    MINE and UNASSIGNED go by urgency, OPEN as well unless NEWEST is asked for, UNSENT by who has
    waited longest for it, SNOOZED by what comes back first, everything else by what was written
    last. Conversations without a time come at the end.
    """
    axis = _axis(folder, order)
    wanted = _rows(agent_id).where(_in(folder, agent_id))
    found: list[sql.Row[Any]] = []
    if after is None or after.at is not None:
        found = list(session.execute(_along(wanted, axis, after).limit(limit + 1)))
    if axis.gappy and len(found) <= limit:
        start = after.id if after is not None and after.at is None else 0
        rest = wanted.where(axis.column.is_(None), Conversation.id > start)
        rest = rest.add_columns(axis.column.label("axis")).order_by(Conversation.id)
        found += session.execute(rest.limit(limit + 1 - len(found)))
    rows = tuple(_row(row) for row in found[:limit])
    if len(found) <= limit:
        return Page(rows, None)
    return Page(rows, Position(found[limit - 1].axis, found[limit - 1].id))


def _along(
    wanted: Select[*tuple[Any, ...]], axis: _Axis, after: Position | None
) -> Select[*tuple[Any, ...]]:
    here = tuple_(axis.column, Conversation.id)
    if axis.gappy:
        wanted = wanted.where(axis.column.is_not(None))
    if after is not None:
        there = (after.at, after.id)
        wanted = wanted.where(here < there if axis.newest_first else here > there)
    ways = (axis.column, Conversation.id)
    wanted = wanted.add_columns(axis.column.label("axis"))
    return wanted.order_by(*(way.desc() if axis.newest_first else way.asc() for way in ways))


def _rows(agent_id: int | None) -> Select[*tuple[Any, ...]]:
    leaving = exists().where(Reply.conversation_id == Conversation.id, Reply.state.in_(LEAVING))
    lost = exists().where(
        Reply.conversation_id == Conversation.id,
        or_(loose_ends.failed(), loose_ends.stranded()),
    )
    mine = and_(Read.conversation_id == Conversation.id, Read.agent_id == agent_id)
    draft = and_(Draft.conversation_id == Conversation.id, Draft.agent_id == agent_id)
    return (
        select(
            Conversation.id,
            Contact.name,
            Contact.handle,
            Account.platform,
            Account.name.label("account"),
            Account.state.label("account_state"),
            Account.thrift,
            Conversation.kind,
            Conversation.state,
            Conversation.preview,
            Conversation.last_message_at,
            Conversation.waiting_since,
            Conversation.urgent_at,
            Conversation.answer_until,
            Conversation.unsent_at,
            Conversation.snoozed_until,
            Conversation.last_inbound_id,
            (Conversation.owner_id == agent_id).label("mine"),
            CALLED.label("owner"),
            Read.message_id.label("read_id"),
            Draft.agent_id.is_not(None).label("drafted"),
            leaving.label("leaving"),
            and_(Conversation.unsent_at.is_not(None), lost).label("lost"),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .outerjoin(Agent, Agent.id == Conversation.owner_id)
        .outerjoin(Read, mine)
        .outerjoin(Draft, draft)
    )


def _row(row: sql.Row[Any]) -> Row:
    return Row(
        id=row.id,
        name=row.name,
        handle=row.handle,
        platform=row.platform,
        account=row.account,
        kind=row.kind,
        state=ConversationState(row.state),
        preview=row.preview,
        last_message_at=row.last_message_at,
        waiting_since=row.waiting_since,
        urgent_at=row.urgent_at,
        answer_until=row.answer_until,
        unread=(row.last_inbound_id or 0) > (row.read_id or 0),
        drafted=bool(row.drafted),
        unsent=_unsent(row),
        leaving=bool(row.leaving),
        stopped=row.account_state != AccountState.ACTIVE or row.thrift >= Thrift.NOTHING,
        owner=row.owner,
        mine=bool(row.mine),
        snoozed_until=row.snoozed_until,
    )


def _unsent(row: sql.Row[Any]) -> LooseEnd | None:
    if row.unsent_at is None:
        return None
    return LooseEnd.FAILED if row.lost else LooseEnd.UNKNOWN


def counts(session: Session, agent_id: int | None) -> dict[Folder, int]:
    """Return how many conversations each folder of an agent holds, up to MOST + 1."""
    badges = list(Folder)
    capped = [
        select(func.count())
        .select_from(
            select(Conversation.id).where(_in(folder, agent_id)).limit(MOST + 1).subquery()
        )
        .scalar_subquery()
        for folder in badges
    ]
    return dict(zip(badges, session.execute(select(*capped)).one(), strict=True))
