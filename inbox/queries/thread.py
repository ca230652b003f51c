"""One conversation as the page shows it: what was said, what stands around it, what is leaving.

    what others wrote      quiet: public context of the thread, never of private messages
    the customer and us    a keyset page of the conversation, read newest first, shown in order
    what they quote        beside the message that quotes it, in public alone
    replies on their way   from the outbox until the platform shows them among the messages

The number of queries does not depend on how long the thread is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from connectors.base import Answerable, Gone, Kind
from db.models import (
    Account,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from inbox.queries import (
    actions,
    around,
    customers,
    decisions,
    deliveries,
    notes,
    outside,
    versions,
)
from inbox.queries.actions import ActionView
from inbox.queries.decisions import Decision
from inbox.queries.deliveries import Delivery
from inbox.queries.hanging import Hanging, Media, hanging
from inbox.queries.position import Position
from inbox.queries.versions import Version
from inbox.rules import snoozing

PAGE = 40
DEEP = 10 * PAGE
"""Messages that are looked at again at most by somebody who went back in a thread."""


class Side(StrEnum):
    """Whose words an entry holds."""

    CUSTOMER = "customer"
    US = "us"
    NOTE = "note"
    CONTEXT = "context"
    HEARD = "heard"
    TOLD = "told"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said. `author` empty: the platform withheld it. `ours`: our account spoke.

    `quotes` is what it quotes, itself a quiet entry; None with `quotes_lost` where it is not
    here. `answers` is the id of the message it answers, where that is not plain from the order.
    `known`: the platform gave it an id, by which it can be acted on. `named`: the pieces of a
    note that name a colleague. `filed`: it only thanks; False: it was said to be a question.
    `answering`: noted as a call or an e-mail that gave an answer. `decided`: what a colleague took
    on to decide, which nobody wrote.
    """

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
    kind: Kind | None = None
    gone: Gone | None = None
    hidden: bool = False
    liked: bool = False
    rating: str | None = None
    versions: tuple[Version, ...] = ()
    quotes: Entry | None = None
    quotes_lost: bool = False
    answers: int | None = None
    action: ActionView | None = None
    known: bool = True
    agent_id: int | None = None
    named: tuple[str, ...] = ()
    filed: bool | None = None
    answering: bool = False
    decided: Decision | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is known about the messages of a page, each kind read at once."""

    account: str
    public: bool
    deliveries: Mapping[int, Delivery]
    hangs: Hanging
    quoted: Mapping[str, sql.Row[Any]]
    versions: Mapping[int, tuple[Version, ...]]
    actions: Mapping[int, ActionView]
    answers: Mapping[int, int]
    named: Mapping[int, tuple[str, ...]]
    answering: frozenset[int]


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A conversation with one page of what was said in it, oldest first.

    `older` is where the page before begins. `crowded`: others wrote more than is shown. `early`:
    it comes back before the time that was chosen, as it cannot be answered later.
    `answerable` and `permalink` are those of the customer's newest message.
    """

    id: int
    name: str
    handle: str | None
    platform: str
    account: str
    kind: Kind
    state: ConversationState
    snoozed_until: datetime | None
    waiting_since: datetime | None
    answer_until: datetime | None
    last_inbound_id: int | None
    answerable: Answerable
    permalink: str | None
    entries: tuple[Entry, ...] = field(repr=False)
    older: Position | None
    crowded: bool
    early: bool = False


def opened(
    session: Session,
    conversation_id: int,
    before: Position | None = None,
    limit: int = PAGE,
    down: Position | None = None,
) -> ThreadView | None:
    """Return a conversation with its newest page, or the one before a position.

    None when there is no such conversation. Replies on their way stand on the newest page. With
    `down` that page reaches back to a message, or without a time to the first one, as far as
    `DEEP` goes: what somebody has before their eyes is as true there as at the end.
    """
    head = session.execute(_head(), {"of": conversation_id}).one_or_none()
    if head is None:
        return None
    here, name, handle, ours = head
    platform, account, margin = ours.platform, ours.name, timedelta(seconds=ours.window_margin)
    page, older = _page(session, here, before, limit, down)
    beside, crowded = around.context(session, here, page, older, before, PAGE)
    leaving = deliveries.unsettled(session, here.id) if before is None else {}
    told = _told(session, here, account, [*page, *beside], set(leaving))
    entries = [_entry(row, told) for row in page]
    entries += [replace(_entry(row, told), side=Side.CONTEXT) for row in beside]
    entries += [_on_its_way(delivery, told.hangs) for delivery in leaving.values()]
    entries += _decided(session, here, older, before)
    newest = _last_inbound(session, here)
    return ThreadView(
        id=here.id,
        name=name,
        handle=handle,
        platform=platform,
        account=account,
        kind=Kind(here.kind),
        state=ConversationState(here.state),
        snoozed_until=here.snoozed_until,
        waiting_since=here.waiting_since,
        answer_until=here.answer_until,
        last_inbound_id=here.last_inbound_id,
        answerable=Answerable(newest.answerable) if newest else Answerable.YES,
        permalink=newest.permalink if newest else None,
        entries=_in_order(entries),
        older=older,
        crowded=crowded,
        early=snoozing.is_early(here.snoozed_until, here.answer_until, margin),
    )


@cache  # to build it takes longer than to ask it
def _head() -> Select[*tuple[Any, ...]]:
    return (
        select(Conversation, customers.NAME, Contact.handle, Account)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == bindparam("of"))
    )


def _page(
    session: Session,
    here: Conversation,
    before: Position | None,
    limit: int,
    down: Position | None,
) -> tuple[list[sql.Row[Any]], Position | None]:
    """Return messages of the conversation, newest first, and where the page before them begins."""
    older = None
    if down is not None:
        limit = DEEP
        older = down if down.at is not None else None
    found = around.page(session, here.id, before, down, limit + 1)
    if len(found) > limit:
        last = found[limit - 1].Message
        older = Position(last.created_at, last.id)
    return found[:limit], older


def _decided(
    session: Session, here: Conversation, older: Position | None, before: Position | None
) -> list[Entry]:
    """Return what was decided while a page was written, each as a line of its own."""
    since = older.at if older is not None else None
    until = before.at if before is not None else None
    return [
        Entry(f"d{one.id}", Side.DECIDED, one.by, None, "", one.at, known=False, decided=one)
        for one in decisions.taken(session, here.id)
        if (since is None or one.at >= since) and (until is None or one.at < until)
    ]


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Order by time; of the same moment, what is still leaving stands last.

    A part that waits, or did not leave, stands behind the parts before it: they were pressed at one
    moment, and the platform dates what it has.
    """
    found = tuple(entries)
    parts = {_part(each.delivery): each.at for each in found if each.delivery}

    def place(entry: Entry) -> tuple[datetime, float, int]:
        at, number = entry.at, 1
        if reply := entry.delivery:
            number = reply.part
            before = (parts.get(_part(replace(reply, part=part))) for part in range(1, number))
            at = max([at, *filter(None, before)])
        return at, entry.message_id or float("inf"), number

    return tuple(sorted(found, key=place))


def _part(of: Delivery) -> tuple[int, datetime, int, int]:
    return of.agent_id, of.queued_at, of.parts, of.part


def _last_inbound(session: Session, here: Conversation) -> Message | None:
    if here.last_inbound_id is None:
        return None
    return session.get(Message, here.last_inbound_id)


_SIDES = {
    Direction.INBOUND: Side.CUSTOMER,
    Direction.OUTBOUND: Side.US,
    Direction.NOTE: Side.NOTE,
    Direction.CONTEXT: Side.CONTEXT,
    Direction.HEARD: Side.HEARD,
    Direction.TOLD: Side.TOLD,
}


def _told(
    session: Session,
    here: Conversation,
    account: str,
    rows: Sequence[sql.Row[Any]],
    leaving: Iterable[int],
) -> _Told:
    """Read what is known about these messages: one query a question, however many they are."""
    public = here.kind != Kind.DIRECT
    quoted = around.quoted(session, here, rows) if public else {}
    replies = {row.Message.reply_id for row in rows if row.Message.reply_id is not None}
    shown = [row.Message.id for row in rows]
    beside = [row.Message.id for row in quoted.values()]
    return _Told(
        account=account,
        public=public,
        deliveries=deliveries.of_replies(session, replies),
        hangs=hanging(session, [*shown, *beside], {*replies, *leaving}),
        quoted=quoted,
        versions=versions.of_messages(session, shown),
        actions=actions.of_messages(session, shown),
        answers=_answers(rows, here.thread_id),
        named=notes.named(session, (row.Message for row in rows)),
        answering=outside.answering(session, (row.Message for row in rows)),
    )


def _answers(rows: Sequence[sql.Row[Any]], root: str) -> dict[int, int]:
    """Return which message answers which, unless it is the one right above, or what all answer."""
    messages = sorted((row.Message for row in rows), key=lambda one: (one.created_at, one.id))
    known = {one.external_id: one.id for one in messages if one.external_id}
    found: dict[int, int] = {}
    above: str | None = None
    for one in messages:
        if one.parent_id in known and one.parent_id not in (above, root):
            found[one.id] = known[one.parent_id]
        above = one.external_id
    return found


def _entry(row: sql.Row[Any], told: _Told) -> Entry:
    message: Message = row.Message
    delivery = told.deliveries.get(message.reply_id) if message.reply_id is not None else None
    if delivery is not None:
        delivery = replace(delivery, permalink=delivery.permalink or message.permalink)
    quotes = told.quoted.get(message.quotes_id or "")
    before = told.versions.get(message.id, ())
    return replace(
        _plain(row, told),
        side=_SIDES[Direction(message.direction)],
        edited_at=message.edited_at or (before[-1].until if before else None),
        versions=before,
        delivery=delivery,
        quotes=_plain(quotes, told) if quotes is not None else None,
        quotes_lost=told.public and message.quotes_id is not None and quotes is None,
        answers=told.answers.get(message.id),
        action=told.actions.get(message.id),
        named=told.named.get(message.id, ()),
        filed=message.filed,
        answering=message.id in told.answering,
    )


def _plain(row: sql.Row[Any], told: _Told) -> Entry:
    """Return a message by itself, as a quote shows it."""
    message: Message = row.Message
    # only our own account has no contact
    ours = message.direction == Direction.OUTBOUND or message.contact_id is None
    return Entry(
        key=f"m{message.id}",
        side=Side.CONTEXT,
        author=row.agent or (told.account if ours else row.contact),
        handle=None if ours else row.handle,
        text=message.text,
        at=message.created_at,
        message_id=message.id,
        ours=ours,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        clipped=message.clipped,
        media=told.hangs.on(message),
        permalink=message.permalink,
        kind=Kind(message.kind),
        gone=_gone(message),
        hidden=message.hidden,
        liked=message.liked,
        rating=message.rating,
        known=message.external_id is not None,
        agent_id=message.agent_id,
    )


def _gone(message: Message) -> Gone | None:
    if message.gone is None:
        return Gone.DELETED if message.deleted_at else None
    return Gone(message.gone)


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
