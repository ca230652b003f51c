"""Which reply goes next, and taking it: committed before the network is touched.

In a conversation the oldest goes first. A reply whose outcome is open holds back the younger
ones until it was looked for; once its agent is asked, they go on. A part of a long answer
waits until the part before it is known to be there, however long that takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Kind, OutboundReply, Refusal
from db.models import (
    Account,
    AccountState,
    Conversation,
    Direction,
    Message,
    Reply,
    ReplyState,
)
from inbox.care import removal
from inbox.care.delivery import Event, hold_conversation, move
from inbox.care.rights import Via
from inbox.queries import loose_ends, pictures
from inbox.queries.pictures import PictureView
from inbox.rules.budget import Thrift

_BY_PERSON = (Via.PAGE, Via.COMMAND_LINE)
"""Ways on which somebody signed in pressed send."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A reply that is ours to send, once: `attempt` tells it from any later try."""

    reply_id: int
    account_id: int
    conversation_id: int
    attempt: int
    outbound: OutboundReply
    until: datetime | None
    pictures: tuple[PictureView, ...] = ()


def due_accounts(session: Session, now: datetime) -> list[int]:
    """Return the accounts with a reply that may go now, the longest wait first."""
    return list(session.scalars(_accounts(), {"now": now}))


@cache
def _accounts() -> Select[int]:
    now = bindparam("now", type_=Reply.not_before.type)
    due = _due(now).with_only_columns(Reply.account_id).group_by(Reply.account_id)
    return due.order_by(func.min(Reply.not_before), Reply.account_id)


def claim(session: Session, account_id: int, now: datetime, worker: str) -> Claim | None:
    """Take the account's next due reply, None when there is none. The sender lock is held.

    What is returned is ours only when the transaction around this call is committed.
    """
    while (reply := _next(session, account_id, now)) is not None and _gone(session, reply):
        removal.hold(session, reply, now)
    if reply is None:
        return None
    reply.target = _target(session, reply)
    move(session, reply, Event.CLAIMED, now)
    session.execute(
        update(Account).where(Account.id == account_id).values(held_by=worker, held_at=now)
    )
    until = answer_until(session, reply)
    return Claim(
        reply.id,
        account_id,
        reply.conversation_id,
        reply.attempt,
        outbound(session, reply),
        until,
        pictures.of_reply(session, reply),
    )


def released(session: Session, account_id: int, worker: str) -> None:
    """Say that this worker has no reply of the account in the air any more."""
    session.execute(
        update(Account)
        .where(Account.id == account_id, Account.held_by == worker)
        .values(held_by=None, held_at=None)
    )


def outbound(session: Session, reply: Reply) -> OutboundReply:
    """Return the reply as a connector takes it, with what must not be mistaken for it.

    Its pictures are files, and no file is read while a transaction is open: see `outbox`.
    """
    bound = session.scalars(
        select(Reply.external_id).where(
            Reply.account_id == reply.account_id,
            Reply.thread_id == reply.thread_id,
            Reply.external_id.is_not(None),
            Reply.id != reply.id,
        )
    )
    return OutboundReply(
        key=reply.key,
        kind=Kind(reply.kind),
        thread_id=reply.thread_id,
        target=reply.target,
        recipient_id=reply.recipient_id,
        text=reply.text,
        queued_at=reply.queued_at,
        bound=frozenset(each for each in bound if each),
        answer_until=answer_until(session, reply),
        heard_at=_heard_at(session, reply),
        by_person=reply.via in _BY_PERSON,
        private=reply.private,
    )


def _heard_at(session: Session, reply: Reply) -> datetime | None:
    """Return when the customer last wrote, whether or not it can still be read."""
    return session.scalar(
        select(func.max(Message.created_at)).where(
            Message.conversation_id == reply.conversation_id,
            Message.direction == Direction.INBOUND,
        )
    )


def answer_until(session: Session, reply: Reply) -> datetime | None:
    """Return when the platform stops taking this answer: a new word of the customer moves it.

    The time for a private answer to a public message belongs to that message alone.
    """
    if reply.private:
        return reply.answer_until
    windows = (
        reply.answer_until,
        session.scalar(
            select(Conversation.answer_until).where(Conversation.id == reply.conversation_id)
        ),
    )
    return max((each for each in windows if each is not None), default=None)


def expired(session: Session, now: datetime) -> Sequence[Reply]:
    """Return queued replies whose answer window is closed, whatever their account does."""
    return session.scalars(_expired(), {"now": now}).all()


@cache
def _expired() -> Select[Reply]:
    now = bindparam("now", type_=Reply.not_before.type)
    windows = (Reply.answer_until, Conversation.answer_until)
    over = and_(
        or_(*(window.is_not(None) for window in windows)),
        *(or_(window.is_(None), window <= now) for window in windows),
    )
    return (
        select(Reply)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(
            Reply.state == ReplyState.QUEUED,
            or_(
                and_(Reply.private.is_(False), over),
                and_(Reply.private.is_(True), Reply.answer_until <= now),
            ),
        )
        .order_by(Reply.id)
    )


def _due(now: datetime | BindParameter[datetime]) -> Select[Reply]:
    return (
        select(Reply)
        .join(Account, Account.id == Reply.account_id)
        .where(
            Reply.state == ReplyState.QUEUED,
            Reply.not_before <= now,
            Account.state == AccountState.ACTIVE,
            Account.thrift < Thrift.NOTHING,
            ~loose_ends.behind(),
        )
    )


def _next(session: Session, account_id: int, now: datetime) -> Reply | None:
    """Lock the account's next due reply, its conversation first, as everybody who changes one.

    Who held the conversation may have taken the reply back meanwhile: then the next one.
    """
    due = _due(now).where(Reply.account_id == account_id)
    ahead = due.with_only_columns(Reply.id, Reply.conversation_id)
    while found := session.execute(ahead.order_by(Reply.not_before, Reply.id).limit(1)).first():
        hold_conversation(session, found.conversation_id)
        mine = due.where(Reply.id == found.id).with_for_update(key_share=True, of=Reply)
        reply = session.scalars(mine.execution_options(populate_existing=True)).first()
        if reply is not None:
            return reply
    return None


def _gone(session: Session, reply: Reply) -> bool:
    """Return whether the message that a reply answers, all parts of it, is no longer there."""
    answered = select(Reply.target).where(Reply.draft_key == reply.draft_key, Reply.part == 1)
    found = select(Message.id).where(
        Message.account_id == reply.account_id,
        Message.external_id.in_(answered),
        Message.gone.is_not(None),
    )
    return session.scalar(found.limit(1)) is not None


def _target(session: Session, reply: Reply) -> str:
    """Return what a reply hangs on: a later part on the part before, where the platform threads.

    Whether X takes an answer to our own answer is not documented (docs.x.com, "Create Post",
    since 2026-02 a reply must be summoned): once it said no, all parts hang on the customer's.
    """
    if reply.part == 1:
        return reply.target
    parts = {
        part.part: part
        for part in session.scalars(select(Reply).where(Reply.draft_key == reply.draft_key))
    }
    first, before = parts[1], parts[reply.part - 1]
    account = session.get_one(Account, reply.account_id)
    refused = any(part.refusal == Refusal.NOT_SUMMONED for part in parts.values())
    if refused or not PLATFORMS[account.platform].chains(Kind(reply.kind)):
        return first.target
    return before.external_id or first.target
