"""Conversations that could use a hand: what is to be looked at, what was seen, what a row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from connectors.base import Kind
from db.models import (
    Account,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    Need,
    Person,
)
from inbox.rules.needs import BACK, LOOKED_AT, PATIENCE, Asked, Seen, overheard, signs

SOME = 100
"""Conversations that are looked at in one transaction."""

NEWEST = 8
"""Messages of a customer that are looked at in a conversation."""

ELSEWHERE = 50
"""Unanswered messages in other conversations of the same person that are looked at."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """A conversation to be looked at, its customer's last message, and since when they wait."""

    id: int
    seen_id: int
    since: datetime


def waits() -> ColumnElement[bool]:
    """Return that somebody waits in a conversation that nobody has."""
    return and_(
        Conversation.owner_id.is_(None),
        Conversation.state == ConversationState.OPEN,
        Conversation.waiting_since.is_not(None),
    )


def stands() -> ColumnElement[bool]:
    """Return that a conversation could use a hand, and nobody has taken or answered it.

    Said so that no database begins at what is open: what stands there is fewer by far.
    """
    return and_(
        Need.conversation_id == Conversation.id,
        Need.found_at.is_not(None),
        func.coalesce(Conversation.owner_id, 0) == 0,
        func.coalesce(Conversation.state, "") == ConversationState.OPEN,
        Conversation.waiting_since.is_not(None),
    )


def let_go() -> ColumnElement[bool]:
    """Return that it stood there and was taken, answered or put away, without a "not for us"."""
    return and_(Need.found_at.is_(None), Need.filed_at.is_(None), Need.why != "")


def unlooked(session: Session, now: datetime) -> list[Unsure]:
    """Return conversations that nobody has looked into up to their last message, the oldest first.

    With what was let go and waits again. Comments are left alone as long as their question is
    young.
    """
    found = session.execute(_unlooked(), {"young": now - PATIENCE, "now": now})
    return [Unsure(row.id, row.last_inbound_id, row.waiting_since) for row in found]


@cache  # to build it takes longer than to ask it
def _unlooked() -> Select[int, int | None, datetime | None]:
    blocked = exists().where(
        Contact.id == Conversation.contact_id,
        Person.id == Contact.person_id,
        Person.blocked_until.is_not(None),
    )
    ripe = or_(
        and_(Conversation.kind != Kind.COMMENT, Conversation.kind != Kind.MENTION),
        Conversation.waiting_since <= bindparam("young"),
    )
    new = or_(Need.conversation_id.is_(None), Need.seen_id < Conversation.last_inbound_id, let_go())
    return (
        select(Conversation.id, Conversation.last_inbound_id, Conversation.waiting_since)
        .outerjoin(Need, Need.conversation_id == Conversation.id)
        .where(waits(), Conversation.last_inbound_id.is_not(None), ripe, new, ~blocked)
        .order_by(Conversation.waiting_since, Conversation.id)
        .limit(SOME)
    )


def gone(session: Session) -> list[int]:
    """Return what stands in the queue though it was taken or answered meanwhile."""
    found = (
        select(Need.conversation_id)
        .join(Conversation, Conversation.id == Need.conversation_id)
        .where(Need.found_at.is_not(None), ~waits())
    )
    return list(session.scalars(found.order_by(Need.conversation_id).limit(SOME)))


def seen(
    session: Session, conversation_ids: Sequence[int], now: datetime
) -> dict[int, tuple[Seen, ...]]:
    """Return what shows in each of some conversations that somebody could use a hand."""
    known = _asked(session, conversation_ids, now)
    names = _names(session)
    return {one: signs(asked, names) for one, asked in known.items()}


def why(session: Session, conversation_ids: Sequence[int]) -> dict[int, str]:
    """Return the signs of those conversations that stand in the queue."""
    found = session.execute(_why(), {"ids": list(conversation_ids)})
    return dict(found.all()) if conversation_ids else {}


@cache
def _why() -> Select[int, str]:
    those = Conversation.id.in_(bindparam("ids", expanding=True))
    return select(Conversation.id, Need.why).where(those, stands())


def _names(session: Session) -> tuple[str, ...]:
    rows = session.execute(select(Account.name, Account.handle)).all()
    return tuple(dict.fromkeys(each for row in rows for each in row if each))


def _asked(session: Session, conversation_ids: Sequence[int], now: datetime) -> dict[int, Asked]:
    said: dict[int, list[Message]] = defaultdict(list)
    for message in session.scalars(_newest(), {"ids": list(conversation_ids)}):
        said[message.conversation_id or 0].append(message)
    ours = _ours(session, [one for some in said.values() for one in some])
    before = _before(session, list(said), now)
    return {
        number: Asked(
            texts=tuple(one.text[:LOOKED_AT] for one in sorted(some, key=lambda one: one.id)),
            below=any(_place(one) & ours for one in some),
            searched=all(overheard(one.kind, one.answerable) for one in some),
            before=tuple(before.get(number, ())),
        )
        for number, some in said.items()
    }


@cache
def _newest() -> Select[Message]:
    late = func.row_number().over(
        partition_by=Message.conversation_id,
        order_by=(Message.created_at.desc(), Message.id.desc()),
    )
    waiting = (
        select(Message.id, late.label("late"))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.conversation_id.in_(bindparam("ids", expanding=True)),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Message.filed.is_not(True),
            Message.created_at >= Conversation.waiting_since,
        )
        .subquery()
    )
    return select(Message).join(waiting, waiting.c.id == Message.id).where(waiting.c.late <= NEWEST)


def _place(message: Message) -> set[tuple[int, str]]:
    """Return what a message may stand below: what it answers, and the head of its thread."""
    return {(message.account_id, key) for key in (message.parent_id, message.thread_id) if key}


def _ours(session: Session, messages: Iterable[Message]) -> set[tuple[int, str]]:
    """Return which of the places are posts of ours, or stand directly below one."""
    places = {place for one in messages for place in _place(one)}
    ids, accounts = {key for _, key in places}, {account for account, _ in places}
    above = aliased(Message)
    post = and_(Message.direction == Direction.OUTBOUND, Message.conversation_id.is_(None))
    higher = exists().where(
        above.account_id == Message.account_id,
        above.external_id == Message.parent_id,
        above.direction == Direction.OUTBOUND,
        above.conversation_id.is_(None),
    )
    found = session.execute(
        select(Message.account_id, Message.external_id).where(
            Message.account_id.in_(sorted(accounts)),
            Message.external_id.in_(sorted(ids)),
            or_(post, higher),
        )
    )
    return {(account, key) for account, key in found if key is not None} & places


def _before(
    session: Session, conversation_ids: Sequence[int], now: datetime
) -> dict[int, list[str]]:
    """Return what the same people wrote elsewhere and wait for, by conversation."""
    if not conversation_ids:
        return {}
    here, there = aliased(Contact), aliased(Contact)
    mine, other = aliased(Conversation), aliased(Conversation)
    same = or_(there.id == here.id, there.person_id == here.person_id)
    rows = session.execute(
        select(mine.id, Message.text)
        .join(here, here.id == mine.contact_id)
        .join(there, same)
        .join(other, and_(other.contact_id == there.id, other.id != mine.id))
        .join(Message, Message.conversation_id == other.id)
        .where(
            mine.id.in_(conversation_ids),
            other.waiting_since.is_not(None),
            other.waiting_since < mine.waiting_since,
            other.last_message_at >= now - BACK,
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Message.created_at >= other.waiting_since,
        )
        .order_by(Message.id.desc())
        .limit(ELSEWHERE * len(conversation_ids))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, words in rows:
        found[number].append(words[:LOOKED_AT])
    return found
