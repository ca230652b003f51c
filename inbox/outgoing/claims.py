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

from sqlalchemy import BindParameter, Select, Update, and_, bindparam, func, or_, select, update
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


@cache  # to build statements takes longer than to ask them
def _accounts() -> Select[int]:
    due = _due().with_only_columns(Reply.account_id).group_by(Reply.account_id)
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
    session.execute(_held(), {"of": account_id, "worker": worker, "now": now})
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


@cache
def _held() -> Update:
    mine = update(Account).where(Account.id == bindparam("of"))
    held = mine.values(held_by=bindparam("worker"), held_at=bindparam("now"))
    return held.execution_options(synchronize_session=False)  # nobody reads it in a claim


def released(session: Session, account_id: int, worker: str) -> None:
    """Say that this worker has no reply of the account in the air any more."""
    session.execute(_let_go(), {"of": account_id, "worker": worker})


@cache
def _let_go() -> Update:
    mine = Account.id == bindparam("of"), Account.held_by == bindparam("worker")
    free = update(Account).where(*mine).values(held_by=None, held_at=None)
    return free.execution_options(synchronize_session=False)


def outbound(session: Session, reply: Reply) -> OutboundReply:
    """Return the reply as a connector takes it, with what must not be mistaken for it.

    Its pictures are files, and no file is read while a transaction is open: see `outbox`.
    """
    mine = {"account": reply.account_id, "thread": reply.thread_id, "of": reply.id}
    bound = session.scalars(_bound(), mine)
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


@cache
def _bound() -> Select[str | None]:
    return select(Reply.external_id).where(
        Reply.account_id == bindparam("account"),
        Reply.thread_id == bindparam("thread"),
        Reply.external_id.is_not(None),
        Reply.id != bindparam("of"),
    )


def _heard_at(session: Session, reply: Reply) -> datetime | None:
    """Return when the customer last wrote, whether or not it can still be read."""
    return session.scalar(_heard(), {"here": reply.conversation_id})


@cache
def _heard() -> Select[datetime | None]:
    return select(func.max(Message.created_at)).where(
        Message.conversation_id == bindparam("here"), Message.direction == Direction.INBOUND
    )


def answer_until(session: Session, reply: Reply) -> datetime | None:
    """Return when the platform stops taking this answer: a new word of the customer moves it.

    The time for a private answer to a public message belongs to that message alone.
    """
    if reply.private:
        return reply.answer_until
    windows = (reply.answer_until, session.scalar(_window(), {"here": reply.conversation_id}))
    return max((each for each in windows if each is not None), default=None)


def expired(session: Session, now: datetime) -> Sequence[Reply]:
    """Return queued replies whose answer window is closed, whatever their account does."""
    return session.scalars(_expired(), {"now": now}).all()


@cache
def _window() -> Select[datetime | None]:
    return select(Conversation.answer_until).where(Conversation.id == bindparam("here"))


@cache
def _expired() -> Select[Reply]:
    now: BindParameter[datetime] = bindparam("now")
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


@cache
def _due() -> Select[Reply]:
    return (
        select(Reply)
        .join(Account, Account.id == Reply.account_id)
        .where(
            Reply.state == ReplyState.QUEUED,
            Reply.not_before <= bindparam("now"),
            Account.state == AccountState.ACTIVE,
            Account.thrift < Thrift.NOTHING,
            ~loose_ends.behind(),
        )
    )


def _next(session: Session, account_id: int, now: datetime) -> Reply | None:
    """Lock the account's next due reply, its conversation first, as everybody who changes one.

    Who held the conversation may have taken the reply back meanwhile: then the next one.
    """
    asked = {"account": account_id, "now": now}
    while found := session.execute(_ahead(), asked).first():
        hold_conversation(session, found.conversation_id)
        reply = session.scalars(_still_due(), asked | {"of": found.id}).first()
        if reply is not None:
            return reply
    return None


@cache
def _ahead() -> Select[int, int]:
    due = _due().where(Reply.account_id == bindparam("account"))
    ahead = due.with_only_columns(Reply.id, Reply.conversation_id)
    return ahead.order_by(Reply.not_before, Reply.id).limit(1)


@cache
def _still_due() -> Select[Reply]:
    due = _due().where(Reply.account_id == bindparam("account"), Reply.id == bindparam("of"))
    locked = due.with_for_update(key_share=True, of=Reply)
    return locked.execution_options(populate_existing=True)


def _gone(session: Session, reply: Reply) -> bool:
    """Return whether the message that a reply answers, all parts of it, is no longer there."""
    mine = {"account": reply.account_id, "key": reply.draft_key}
    return session.scalar(_answered_and_gone(), mine) is not None


@cache
def _answered_and_gone() -> Select[int]:
    answered = select(Reply.target).where(Reply.draft_key == bindparam("key"), Reply.part == 1)
    found = select(Message.id).where(
        Message.account_id == bindparam("account"),
        Message.external_id.in_(answered),
        Message.gone.is_not(None),
    )
    return found.limit(1)


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
