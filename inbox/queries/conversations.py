"""The list of conversations as the page shows it: keyset pages of frozen rows, capped counts.

Every order has its index (`ix_conversations_*`): no page sorts, skips or counts its way
through the table, so the millionth conversation costs what the first one did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
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
    Handover,
    Mention,
    Need,
    Read,
    Reply,
    ReplyState,
)
from inbox.queries import loose_ends, mentions, needs, standing
from inbox.queries.loose_ends import LooseEnd
from inbox.queries.position import Position
from inbox.queries.teams import CALLED
from inbox.rules.budget import Thrift

PAGE = 50
LOOK = 2_000
"""Rows of a folder that a page looks through for those that a condition asks for."""

MOST = 1_000
"""What a badge counts up to; one more means "more"."""

_SIGN = func.nullif(Conversation.sign_at, Conversation.promise_at, type_=Conversation.sign_at.type)

LEAVING = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.HELD)


class Folder(StrEnum):
    """A part of the list. MINE and UNASSIGNED hold what waits for us; SNOOZED what comes back.

    MINE holds what is absent colleagues' as well, for whom the agent stands in.
    MENTIONS hold where a note names the looking agent; their count is of those not yet read.
    HELP holds who could use a hand, as `inbox.rules.needs` sees it, and nobody has taken.
    """

    MINE = "mine"
    MENTIONS = "mentions"
    UNASSIGNED = "unassigned"
    HELP = "help"
    OPEN = "open"
    UNSENT = "unsent"
    APPROVAL = "approval"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"
    ALL = "all"


class Order(StrEnum):
    """What stands on top: whose answer is most urgent, or what was written last."""

    URGENT = "urgent"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list. `unread` and `drafted` are the looking agent's own.

    `unsent` is what a reply of ours there needs its agent for, the worse of two; `stopped`
    says that the account is, or its budget used up, so that nothing leaves. `owner` is who has
    it, None where it waits in a queue; `mine` that it is the looking agent. `sign_at`: by when
    its customer hears from us, unless a promise says it.
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
    sign_at: datetime | None
    answer_until: datetime | None
    unread: bool
    drafted: bool
    unsent: LooseEnd | None
    leaving: bool
    stopped: bool
    owner: str | None
    mine: bool
    snoozed_until: datetime | None
    last_inbound_id: int | None
    heat: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and where the next one starts (None: this was the last).

    `bounded`: it is shorter than it could be, for only LOOK rows were looked through.
    """

    rows: tuple[Row, ...]
    older: Position | None
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    """What a folder is ordered by; every axis has an index that ends in the id."""

    column: InstrumentedAttribute[Any]
    key: InstrumentedAttribute[Any] | None = None
    """The conversation's id where the column stands; None: its own."""
    newest_first: bool = True
    gappy: bool = False
    """Whether it has rows without a time; they come last."""


_STATES = {
    Folder.MINE: ConversationState.OPEN,
    Folder.UNASSIGNED: ConversationState.OPEN,
    Folder.OPEN: ConversationState.OPEN,
    Folder.WAITING: ConversationState.WAITING,
    Folder.SNOOZED: ConversationState.SNOOZED,
    Folder.DONE: ConversationState.DONE,
}
_OWN_AXES = {
    Folder.UNSENT: _Axis(Conversation.unsent_at, newest_first=False),
    Folder.APPROVAL: _Axis(Conversation.approval_at, newest_first=False),
    Folder.SNOOZED: _Axis(Conversation.snoozed_until, newest_first=False, gappy=True),
    Folder.MENTIONS: _Axis(Mention.at, key=Mention.conversation_id),
    Folder.HELP: _Axis(Need.since, key=Need.conversation_id, newest_first=False),
}


def _axis(folder: Folder, order: Order) -> _Axis:
    if folder in _OWN_AXES:
        return _OWN_AXES[folder]
    urgent = folder is Folder.OPEN and order is Order.URGENT
    if urgent or folder in (Folder.MINE, Folder.UNASSIGNED):
        return _Axis(Conversation.urgent_at, newest_first=False, gappy=True)
    return _Axis(Conversation.last_message_at)


def _of_any_state(folder: Folder, agent_id: int | None) -> ColumnElement[bool] | None:
    match folder:
        case Folder.ALL:
            return true()
        case Folder.UNSENT:
            return Conversation.unsent_at.is_not(None)
        case Folder.APPROVAL:
            return Conversation.approval_at.is_not(None)
        case Folder.HELP:
            return needs.stands()
        case Folder.MENTIONS:
            return and_(Mention.conversation_id == Conversation.id, mentions.last_of(agent_id))
    return None


def _in(folder: Folder, agent_id: int | None, away: tuple[int, ...] = ()) -> ColumnElement[bool]:
    whole = _of_any_state(folder, agent_id)
    if whole is not None:
        return whole
    here = Conversation.state == _STATES[folder]
    match folder:
        case Folder.MINE:
            alone = Conversation.owner_id == agent_id
            return and_(Conversation.owner_id.in_((agent_id, *away)) if away else alone, here)
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
    only: ColumnElement[bool] | None = None,
) -> Page:
    """Return a page of a folder as one agent sees it, from `after` on; `only` narrows it.

    MINE and UNASSIGNED go by urgency, OPEN as well unless NEWEST is asked for, UNSENT by who has
    waited longest for it, HELP by who waits longest, SNOOZED by what comes back first, everything
    else by what was written last. Conversations without a time come at the end.
    """
    axis = _axis(folder, order)
    mine = folder is Folder.MINE
    inside = _in(folder, agent_id, standing.stood_for(session, agent_id) if mine else ())
    if only is not None:
        return _narrowed(session, agent_id, inside, axis, after, limit, only)
    wanted = _rows(agent_id).where(inside)
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


def _narrowed(
    session: Session,
    agent_id: int | None,
    inside: ColumnElement[bool],
    axis: _Axis,
    after: Position | None,
    limit: int,
    only: ColumnElement[bool],
) -> Page:
    """Return those of the next LOOK rows of a folder that fit: what is rare costs no more."""
    found, end = list[sql.Row[Any]](), None
    for window in _windows(select(Conversation.id).where(inside), axis, after):
        looked = window.limit(LOOK).subquery()
        ways = (looked.c.axis, looked.c.id)
        fits = select(looked).join(Conversation, Conversation.id == looked.c.id).where(only)
        fits = fits.order_by(*(way.desc() if axis.newest_first else way.asc() for way in ways))
        found += session.execute(fits.limit(limit + 1 - len(found)))
        if len(found) > limit:
            break
        end = session.execute(window.offset(LOOK - 1).limit(1)).first()
        if end is not None:
            break
    ids = [row.id for row in found[:limit]]
    there = session.execute(_rows(agent_id).where(Conversation.id.in_(ids)))
    known = {row.id: _row(row) for row in there}
    rows = tuple(known[number] for number in ids if number in known)
    if len(found) > limit:
        return Page(rows, Position(found[limit - 1].axis, found[limit - 1].id))
    return Page(rows, Position(end.axis, end.id) if end else None, bounded=end is not None)


def _windows(
    inside: Select[Any], axis: _Axis, after: Position | None
) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield the rows with a time, then those without, each along its index."""
    if after is None or after.at is not None:
        yield _along(inside, axis, after)
    if axis.gappy:
        start = after.id if after is not None and after.at is None else 0
        rest = inside.where(axis.column.is_(None), Conversation.id > start)
        yield rest.add_columns(axis.column.label("axis")).order_by(Conversation.id)


def _along(
    wanted: Select[*tuple[Any, ...]], axis: _Axis, after: Position | None
) -> Select[*tuple[Any, ...]]:
    ways = (axis.column, Conversation.id if axis.key is None else axis.key)
    here = tuple_(*ways)
    if axis.gappy:
        wanted = wanted.where(axis.column.is_not(None))
    if after is not None:
        there = (after.at, after.id)
        wanted = wanted.where(here < there if axis.newest_first else here > there)
    wanted = wanted.add_columns(axis.column.label("axis"))
    return wanted.order_by(*(way.desc() if axis.newest_first else way.asc() for way in ways))


@lru_cache(256)  # to build it takes longer than to ask it
def _rows(agent_id: int | None) -> Select[*tuple[Any, ...]]:
    moves = and_(Reply.state.in_(LEAVING), Reply.held_for.is_(None))
    leaving = exists().where(Reply.conversation_id == Conversation.id, moves)
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
            _SIGN.label("sign_at"),
            Conversation.answer_until,
            Conversation.unsent_at,
            Conversation.snoozed_until,
            Conversation.last_inbound_id,
            Conversation.heat,
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
        sign_at=row.sign_at,
        answer_until=row.answer_until,
        unread=(row.last_inbound_id or 0) > (row.read_id or 0),
        drafted=bool(row.drafted),
        unsent=_unsent(row),
        leaving=bool(row.leaving),
        stopped=row.account_state != AccountState.ACTIVE or row.thrift >= Thrift.NOTHING,
        owner=row.owner,
        mine=bool(row.mine),
        snoozed_until=row.snoozed_until,
        last_inbound_id=row.last_inbound_id,
        heat=row.heat,
    )


def _unsent(row: sql.Row[Any]) -> LooseEnd | None:
    kind = LooseEnd.FAILED if row.lost else LooseEnd.UNKNOWN
    return kind if row.unsent_at is not None else None


def counts(session: Session, agent_id: int | None) -> dict[Folder, int]:
    """Return how many conversations each folder of an agent holds, up to MOST + 1."""
    badges = _badges(agent_id, standing.stood_for(session, agent_id), MOST + 1)
    return dict(zip(Folder, session.execute(badges).one(), strict=True))


@lru_cache(256)
def _badges(agent_id: int | None, away: tuple[int, ...], most: int) -> Select[*tuple[Any, ...]]:
    capped = (
        select(func.count())
        .select_from(_counted(folder, agent_id, away).limit(most).subquery())
        .scalar_subquery()
        for folder in Folder
    )
    return select(*capped)


def _counted(folder: Folder, agent_id: int | None, away: tuple[int, ...]) -> Select[int]:
    if folder is Folder.MENTIONS:
        return mentions.unread_by(agent_id)
    return select(Conversation.id).where(_in(folder, agent_id, away))


def offered(session: Session, agent_id: int | None, limit: int = PAGE) -> tuple[Row, ...]:
    """Return what colleagues offer an agent and wait for an answer to, the oldest offer first."""
    waits = and_(
        Handover.conversation_id == Conversation.id,
        Handover.to_id == agent_id,
        Handover.outcome.is_(None),
    )
    wanted = _rows(agent_id).where(waits).order_by(Handover.asked_at, Handover.conversation_id)
    return tuple(_row(row) for row in session.execute(wanted.limit(limit)))
