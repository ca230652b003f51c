"""The list of conversations as the page shows it: keyset pages of frozen rows, capped counts.

Every order has its index (`ix_conversations_*`): no page sorts, skips or counts its way
through the table, so the millionth conversation costs what the first one did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import Conversation, ConversationState, Handover, Mention, Need
from inbox.queries import mentions, needs, rows, standing
from inbox.queries.position import Position
from inbox.queries.rows import Row

PAGE = 50
LOOK = 2_000
"""Rows of a folder that a page looks through for those that a condition asks for."""

MOST = 1_000
"""What a badge counts up to; one more means "more"."""


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
class Page:
    """A page of rows and where the next one starts (None: this was the last).

    `bounded`: it is shorter than it could be, for only LOOK rows were looked through.
    """

    rows: tuple[Row, ...]
    older: Position | None
    bounded: bool = False


_Agent = int | BindParameter[int] | None
_Owners = tuple[int | None, ...] | BindParameter[Any] | None
_LIMIT: BindParameter[int] = bindparam("limit", type_=sql.Integer)


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that the shape of a statement depends on: the parameters `agent`, `owners` say the rest.

    `known`: an agent looks; `stands_in`: for others as well.
    """

    folder: Folder
    order: Order
    known: bool
    stands_in: bool

    def rows(self) -> Select[*tuple[Any, ...]]:
        """Select all rows of the folder."""
        owners: _Owners = bindparam("owners", expanding=True) if self.stands_in else None
        return rows.wanted(known=self.known).where(
            _in(self.folder, rows.me(known=self.known), owners)
        )


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


def _of_any_state(folder: Folder, agent_id: _Agent) -> ColumnElement[bool] | None:
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


def _in(folder: Folder, agent_id: _Agent, owners: _Owners = None) -> ColumnElement[bool]:
    whole = _of_any_state(folder, agent_id)
    if whole is not None:
        return whole
    here = Conversation.state == _STATES[folder]
    match folder:
        case Folder.MINE:
            alone = Conversation.owner_id == agent_id
            return and_(alone if owners is None else Conversation.owner_id.in_(owners), here)
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
    axis, known = _axis(folder, order), agent_id is not None
    away = standing.stood_for(session, agent_id) if folder is Folder.MINE else ()
    if only is not None:
        inside = _in(folder, agent_id, (agent_id, *away) if away else None)
        return _narrowed(session, agent_id, inside, axis, after, limit, only)
    shape = _Shape(folder, order, known, bool(away))
    asked = {"agent": agent_id, "owners": (agent_id, *away)}
    found: list[sql.Row[Any]] = []
    if after is None or after.at is not None:
        there = {"at": after.at, "id": after.id} if after is not None else {}
        timed = _timed(shape, further=after is not None)
        found = list(session.execute(timed, asked | there | {"limit": limit + 1}))
    if axis.gappy and len(found) <= limit:
        start = after.id if after is not None and after.at is None else 0
        rest = {"id": start, "limit": limit + 1 - len(found)}
        found += session.execute(_timeless(shape), asked | rest)
    shown = tuple(rows.row(one) for one in found[:limit])
    if len(found) <= limit:
        return Page(shown, None)
    return Page(shown, Position(found[limit - 1].axis, found[limit - 1].id))


@cache  # to build it takes longer than to ask it
def _timed(shape: _Shape, *, further: bool) -> Select[*tuple[Any, ...]]:
    """Select the rows with a time, `further` from (`at`, `id`) on, at most `limit`."""
    axis = _axis(shape.folder, shape.order)
    after = tuple_(bindparam("at", type_=axis.column.type), bindparam("id", type_=sql.Integer))
    return _along(shape.rows(), axis, after if further else None).limit(_LIMIT)


@cache
def _timeless(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """Select the rows without a time, from `id` on, at most `limit`."""
    return _rest(shape.rows(), _axis(shape.folder, shape.order), bindparam("id")).limit(_LIMIT)


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
    there = session.execute(_those(known=agent_id is not None), {"agent": agent_id, "ids": ids})
    known = {one.id: rows.row(one) for one in there}
    shown = tuple(known[number] for number in ids if number in known)
    if len(found) > limit:
        return Page(shown, Position(found[limit - 1].axis, found[limit - 1].id))
    return Page(shown, Position(end.axis, end.id) if end else None, bounded=end is not None)


@cache
def _those(*, known: bool) -> Select[*tuple[Any, ...]]:
    return rows.wanted(known=known).where(Conversation.id.in_(bindparam("ids", expanding=True)))


def _windows(
    inside: Select[Any], axis: _Axis, after: Position | None
) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield the rows with a time, then those without, each along its index."""
    if after is None or after.at is not None:
        yield _along(inside, axis, (after.at, after.id) if after is not None else None)
    if axis.gappy:
        yield _rest(inside, axis, after.id if after is not None and after.at is None else 0)


def _rest(
    inside: Select[*tuple[Any, ...]], axis: _Axis, start: int | BindParameter[int]
) -> Select[*tuple[Any, ...]]:
    rest = inside.where(axis.column.is_(None), Conversation.id > start)
    return rest.add_columns(axis.column.label("axis")).order_by(Conversation.id)


def _along(
    wanted: Select[*tuple[Any, ...]], axis: _Axis, after: Any | None
) -> Select[*tuple[Any, ...]]:
    ways = (axis.column, Conversation.id if axis.key is None else axis.key)
    here = tuple_(*ways)
    if axis.gappy:
        wanted = wanted.where(axis.column.is_not(None))
    if after is not None:
        wanted = wanted.where(here < after if axis.newest_first else here > after)
    wanted = wanted.add_columns(axis.column.label("axis"))
    return wanted.order_by(*(way.desc() if axis.newest_first else way.asc() for way in ways))


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
    return select(Conversation.id).where(_in(folder, agent_id, (agent_id, *away) if away else None))


def offered(session: Session, agent_id: int | None, limit: int = PAGE) -> tuple[Row, ...]:
    """Return what colleagues offer an agent and wait for an answer to, the oldest offer first."""
    asked = {"agent": agent_id, "limit": limit}
    found = session.execute(_offered(known=agent_id is not None), asked)
    return tuple(rows.row(one) for one in found)


@cache
def _offered(*, known: bool) -> Select[*tuple[Any, ...]]:
    waits = and_(
        Handover.conversation_id == Conversation.id,
        Handover.to_id == rows.me(known=known),
        Handover.outcome.is_(None),
    )
    wanted = rows.wanted(known=known).where(waits)
    return wanted.order_by(Handover.asked_at, Handover.conversation_id).limit(_LIMIT)
