"""One conversation as the page shows it: what was said, what stands around it, what is leaving.

    what others wrote      quiet: public context of the thread, never of private messages
    the customer and us    a keyset page of the conversation, read newest first, shown in order
    replies on their way   from the outbox until the platform shows them among the messages

The number of queries does not depend on how long the thread is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session

from connectors.base import Answerable, Kind
from db.models import (
    Account,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from inbox.queries import deliveries
from inbox.queries.conversations import Position
from inbox.queries.deliveries import Delivery
from inbox.queries.hanging import Hanging, Media, hanging

PAGE = 40
AROUND = 20
"""Messages of others that one page shows at most, besides those that ours answer."""


class Side(StrEnum):
    """Whose words an entry holds."""

    CUSTOMER = "customer"
    US = "us"
    NOTE = "note"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said. `author` None: the platform withheld it. `ours`: our account spoke."""

    key: str
    side: Side
    author: str | None
    handle: str | None
    text: str
    at: datetime
    message_id: int | None = None
    ours: bool = False
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    clipped: bool = False
    media: tuple[Media, ...] = ()
    permalink: str | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A conversation with one page of what was said in it, oldest first.

    `older` is where the page before begins. `crowded`: others wrote more than is shown.
    `answerable` and `permalink` are those of the customer's newest message.
    """

    id: int
    name: str
    handle: str | None
    platform: str
    account: str
    kind: Kind
    state: ConversationState
    waiting_since: datetime | None
    answer_until: datetime | None
    last_inbound_id: int | None
    answerable: Answerable
    permalink: str | None
    entries: tuple[Entry, ...] = field(repr=False)
    older: Position | None
    crowded: bool


def opened(
    session: Session, conversation_id: int, before: Position | None = None, limit: int = PAGE
) -> ThreadView | None:
    """Return a conversation with its newest page, or the one before a position.

    None when there is no such conversation. Replies on their way stand on the newest page.
    """
    head = session.execute(
        select(Conversation, Contact.name, Contact.handle, Account.platform, Account.name)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if head is None:
        return None
    here, name, handle, platform, account = head
    found = list(session.execute(_said(Message.conversation_id == here.id, before, limit + 1)))
    page, older = found[:limit], None
    if len(found) > limit:
        older = Position(page[-1].Message.created_at, page[-1].Message.id)
    context, crowded = _context(session, here, page, older, before)
    leaving = deliveries.unsettled(session, here.id) if before is None else {}
    replies = {row.Message.reply_id for row in page if row.Message.reply_id is not None}
    shown = deliveries.of_replies(session, replies)
    hangs = hanging(session, [row.Message.id for row in (*page, *context)], {*replies, *leaving})
    entries = [_entry(row, shown, account, hangs) for row in page]
    entries += [_quiet(row, account, hangs) for row in context]
    entries += [_on_its_way(delivery, hangs) for delivery in leaving.values()]
    newest = _last_inbound(session, here)
    return ThreadView(
        id=here.id,
        name=name,
        handle=handle,
        platform=platform,
        account=account,
        kind=Kind(here.kind),
        state=ConversationState(here.state),
        waiting_since=here.waiting_since,
        answer_until=here.answer_until,
        last_inbound_id=here.last_inbound_id,
        answerable=Answerable(newest.answerable) if newest else Answerable.YES,
        permalink=newest.permalink if newest else None,
        entries=tuple(sorted(entries, key=_place)),
        older=older,
        crowded=crowded,
    )


def _place(entry: Entry) -> tuple[datetime, float]:
    """Order by time; of the same moment, what is still leaving stands last."""
    return entry.at, entry.message_id or float("inf")


def _said(
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
            Agent.work_name.label("agent"),
        )
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(wanted)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )


def _last_inbound(session: Session, here: Conversation) -> Message | None:
    if here.last_inbound_id is None:
        return None
    return session.get(Message, here.last_inbound_id)


def _context(
    session: Session,
    here: Conversation,
    page: list[sql.Row[Any]],
    older: Position | None,
    before: Position | None,
) -> tuple[list[sql.Row[Any]], bool]:
    """Return what stands around a page in public, and whether others wrote more than that."""
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
    others = list(session.execute(_others(here, older, before)))
    found |= {row.Message.id: row for row in others[:AROUND]}
    return list(found.values()), len(others) > AROUND


def _named(session: Session, here: Conversation, ids: Iterable[str]) -> list[sql.Row[Any]]:
    wanted = sorted(ids)
    if not wanted:
        return []
    condition = Message.external_id.in_(wanted) & (Message.account_id == here.account_id)
    return list(session.execute(_said(condition & _elsewhere(here), None, len(wanted))))


def _others(
    here: Conversation, older: Position | None, before: Position | None
) -> Select[*tuple[Any, ...]]:
    condition = (Message.account_id == here.account_id) & (Message.thread_id == here.thread_id)
    if older is not None:
        condition &= Message.created_at >= older.at
    return _said(condition & _elsewhere(here), before, AROUND + 1)


def _elsewhere(here: Conversation) -> ColumnElement[bool]:
    public = Message.direction.in_((Direction.INBOUND, Direction.OUTBOUND, Direction.CONTEXT))
    other = or_(Message.conversation_id.is_(None), Message.conversation_id != here.id)
    return public & other & (Message.kind != Kind.DIRECT)


_SIDES = {
    Direction.INBOUND: Side.CUSTOMER,
    Direction.OUTBOUND: Side.US,
    Direction.NOTE: Side.NOTE,
    Direction.CONTEXT: Side.CONTEXT,
}


def _entry(row: sql.Row[Any], shown: dict[int, Delivery], account: str, hangs: Hanging) -> Entry:
    message: Message = row.Message
    side = _SIDES[Direction(message.direction)]
    ours = side is Side.US or message.contact_id is None  # only our own account has no contact
    return Entry(
        key=f"m{message.id}",
        side=side,
        author=row.agent or (account if ours else row.contact),
        handle=None if ours else row.handle,
        text=message.text,
        at=message.created_at,
        message_id=message.id,
        ours=ours,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        clipped=message.clipped,
        media=hangs.on(message),
        permalink=message.permalink,
        delivery=shown.get(message.reply_id) if message.reply_id is not None else None,
    )


def _quiet(row: sql.Row[Any], account: str, hangs: Hanging) -> Entry:
    return replace(_entry(row, {}, account, hangs), side=Side.CONTEXT)


def _on_its_way(delivery: Delivery, hangs: Hanging) -> Entry:
    return Entry(
        key=f"r{delivery.reply_id}",
        side=Side.US,
        author=delivery.agent,
        handle=None,
        text=delivery.text,
        at=delivery.queued_at,
        ours=True,
        media=hangs.with_reply(delivery.reply_id),
        delivery=delivery,
    )
