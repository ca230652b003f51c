"""What a reply is judged by and where it goes; who stands still with replies in hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Answerable, Kind
from db.models import (
    Account,
    AccountState,
    Agent,
    Contact,
    Conversation,
    Direction,
    Draft,
    HeldFor,
    Message,
    Outside,
    Reply,
    ReplyState,
)
from inbox.queries import meeting, pictures
from inbox.rules.authority import Bounds
from inbox.rules.have_read import NOTHING, HaveRead
from inbox.rules.known import Known
from inbox.rules.meeting import Meeting
from inbox.rules.objections import Privately, Thanked
from inbox.rules.promises import Dated

PUBLIC = 20
"""The newest messages of a customer that are looked through: to answer in private, for news."""

_ON_ITS_WAY = (
    ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.DELIVERED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who answered while we were writing, and when.

    Theirs may wait: for its time (`leaves_at`), or for approval (`asks`).
    """

    name: str
    at: datetime
    leaves_at: datetime | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes, and what its writer may not have seen.

    `target` is the customer's message that it answers, None when none can be answered; then
    `answerable` says why. `introduced`: this agent's full contact stands there already.
    `private` answers a public message privately, or says why that cannot be. `disconnected`:
    nothing leaves from its account. `wrote_again`: what the customer wrote last that its writer has
    not read. `meeting`: how its writer and the customer know each other.
    `known` is what its words are judged by, where there are any yet. `thanked`: one of us thanked
    them; `ended_at`: when they thanked us for good. `bounds`: what its writer may decide. `dated`:
    by when its promises are noted.
    """

    account_id: int
    platform: str
    thread_id: str
    kind: Kind
    target: str | None
    recipient_id: str | None
    answerable: Answerable
    answer_until: datetime | None
    introduced: bool = False
    colleague: Colleague | None = None
    wrote_again: int | None = None
    pictures: int = 0
    private: Privately = Privately.NO
    disconnected: bool = False
    meeting: Meeting = field(default_factory=Meeting)
    known: Known = field(default_factory=Known)
    thanked: Thanked | None = None
    ended_at: datetime | None = None
    bounds: Bounds = field(default_factory=Bounds)
    dated: Dated | None = None

    @property
    def read_as(self) -> Kind:
        """Return how the customer reads the answer: a private one is a direct message."""
        return self.kind if self.private is Privately.NO else Kind.DIRECT


def place(
    session: Session, agent_id: int, conversation_id: int, read: HaveRead = NOTHING
) -> Place | None:
    """Return what there is to know before a reply, its agent having `read` so far; else None."""
    here = door(session, conversation_id)
    if here is None:
        return None
    began = session.scalar(
        select(Draft.began_at).where(
            Draft.agent_id == agent_id, Draft.conversation_id == conversation_id
        )
    )
    return replace(
        here,
        introduced=_introduced(session, agent_id, conversation_id),
        colleague=_colleague(session, agent_id, conversation_id, began, read.answer),
        wrote_again=_wrote_after(session, conversation_id, began, read.message) if began else None,
        pictures=len(pictures.of_draft(session, agent_id, conversation_id)),
        meeting=meeting.meeting(session, agent_id, conversation_id),
    )


def standing(session: Session, reply: Reply) -> Place | None:
    """Return what there is to know before a reply leaves that waits since its agent's click.

    `introduced` is left open: what it was signed with says it.
    """
    here = door(session, reply.conversation_id)
    if here is None:
        return None
    since, where = reply.queued_at, reply.conversation_id
    here = replace(
        here,
        colleague=_colleague(session, reply.agent_id, where, since),
        wrote_again=_wrote_after(session, where, since),
        pictures=len(pictures.of_reply(session, reply)),
    )
    return privately(session, here, where, but=reply.draft_key) if reply.private else here


def door(session: Session, conversation_id: int) -> Place | None:
    """Return where an answer would go, whoever writes it; None: no such conversation."""
    row = session.execute(_door(), {"of": conversation_id}).one_or_none()
    if row is None:
        return None
    here, platform, state, person = row
    target = _target(session, conversation_id)
    kind = Kind(target.kind if target else here.kind)
    answerable = Answerable(target.answerable) if target else Answerable.GONE
    return Place(
        account_id=here.account_id,
        platform=platform,
        thread_id=here.thread_id,
        kind=kind,
        target=target.external_id if target and answerable is Answerable.YES else None,
        recipient_id=person if kind is Kind.DIRECT else None,
        answerable=answerable,
        answer_until=here.answer_until,
        disconnected=state == AccountState.DISCONNECTED,
    )


@cache  # to build it takes longer than to ask it
def _door() -> Select[*tuple[Any, ...]]:
    return (
        select(Conversation, Account.platform, Account.state, Contact.external_id)
        .join(Account, Account.id == Conversation.account_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Conversation.id == bindparam("of"))
    )


def privately(session: Session, here: Place, conversation_id: int, but: str | None = None) -> Place:
    """Return the same place for a private answer to what the customer wrote in public.

    It goes to the newest message that has none yet, `but` the reply of that draft key;
    `answer_until` is the platform's limit for private answers.
    """
    offer = PLATFORMS[here.platform].private_reply
    public = [each for each in _public(session, conversation_id) if offer(Kind(each.kind))]
    answered = _answered_privately(session, public, but)
    free = [each for each in public if each.external_id not in answered]
    if not free:
        why = Privately.ONCE if public else Privately.NOT_HERE
        return replace(here, target=None, answerable=Answerable.YES, private=why)
    target = free[0]
    author = session.get(Contact, target.contact_id)
    return replace(
        here,
        kind=Kind(target.kind),
        target=target.external_id,
        recipient_id=author.external_id if author and not author.withheld else None,
        answerable=Answerable.YES,
        answer_until=target.created_at + (offer(Kind(target.kind)) or timedelta(0)),
        introduced=False,
        private=Privately.YES,
    )


def _public(session: Session, conversation_id: int) -> list[Message]:
    newest = _inbound(conversation_id).where(Message.kind != Kind.DIRECT)
    return list(session.scalars(newest.limit(PUBLIC)))


def _answered_privately(session: Session, messages: Sequence[Message], but: str | None) -> set[str]:
    """Return the ids of those messages whose one private answer is out or on its way."""
    if not messages:
        return set()
    found = select(Reply.target).where(
        Reply.conversation_id == messages[0].conversation_id,
        Reply.target.in_([each.external_id for each in messages]),
        Reply.private.is_(True),
        leaves(),
        *([Reply.draft_key != but] if but else []),
    )
    return set(session.scalars(found))


def leaves() -> ColumnElement[bool]:
    """Hold for a reply that is out or will be: it may still wait for its time, or for approval."""
    waits = and_(Reply.state == ReplyState.HELD, Reply.held_for == HeldFor.APPROVAL)
    return or_(Reply.state.in_((*_ON_ITS_WAY, ReplyState.SCHEDULED)), waits)


@cache
def _newest(*, answerable: bool) -> Select[Message]:
    newest = _inbound(bindparam("of"))
    return newest.where(Message.answerable == Answerable.YES) if answerable else newest


def _inbound(conversation_id: int | BindParameter[int]) -> Select[Message]:
    return (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.direction == Direction.INBOUND,
            Message.external_id.is_not(None),
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )


def _target(session: Session, conversation_id: int) -> Message | None:
    """Return the newest message that can be answered, else the newest there is."""
    here = {"of": conversation_id}
    answerable = session.scalars(_newest(answerable=True), here).first()
    return answerable or session.scalars(_newest(answerable=False), here).first()


def _introduced(session: Session, agent_id: int, conversation_id: int) -> bool:
    """Return whether a reply of this agent stands there or is on its way; a failed one is not."""
    return bool(session.scalar(_is_known(), {"agent": agent_id, "here": conversation_id}))


@cache
def _is_known() -> Select[bool]:
    found = exists().where(
        Reply.agent_id == bindparam("agent"),
        Reply.conversation_id == bindparam("here"),
        Reply.private.is_(False),
        Reply.state.in_(_ON_ITS_WAY),
    )
    return select(found)


def _colleague(
    session: Session,
    agent_id: int,
    conversation_id: int,
    began: datetime | None,
    read: datetime | None = None,
) -> Colleague | None:
    """Return who else answered since the draft began, else since the customer wrote: unless `read`.

    By a reply, or by a call or an e-mail that they noted.
    """
    since = began or session.scalar(_stored_last(), {"of": conversation_id})
    asked: dict[str, Any] = {"agent": agent_id, "here": conversation_id}
    asked |= {"since": since} if since else {}
    wrote = _replied(session, asked)
    spoke = session.execute(_spoke(since=bool(since)), asked).first()
    said = Colleague(spoke.work_name, spoke.created_at) if spoke is not None else None
    found = [one for one in (wrote, said) if one is not None]
    newest = max(found, key=lambda one: one.at, default=None)
    return None if newest is None or (read is not None and newest.at <= read) else newest


@cache
def _stored_last() -> Select[datetime]:
    return _inbound(bindparam("of")).with_only_columns(Message.stored_at)


def _replied(session: Session, asked: Mapping[str, Any]) -> Colleague | None:
    found = session.execute(_theirs(since="since" in asked), asked).first()
    if found is None:
        return None
    name, theirs = found.work_name, found.Reply
    later = theirs.not_before if theirs.state == ReplyState.SCHEDULED else None
    return Colleague(name, theirs.queued_at, later, theirs.state == ReplyState.HELD)


@cache
def _theirs(*, since: bool) -> Select[str, Reply]:
    return (
        select(Agent.work_name, Reply)
        .join(Agent, Agent.id == Reply.agent_id)
        .where(
            Reply.conversation_id == bindparam("here"),
            Reply.agent_id != bindparam("agent"),
            leaves(),
            *([Reply.queued_at >= bindparam("since")] if since else []),
        )
        .order_by(Reply.id.desc())
        .limit(1)
    )


@cache
def _spoke(*, since: bool) -> Select[str, datetime]:
    return (
        select(Agent.work_name, Message.created_at)
        .join(Agent, Agent.id == Message.agent_id)
        .join(Outside, Outside.message_id == Message.id)
        .where(
            Message.conversation_id == bindparam("here"),
            Message.agent_id != bindparam("agent"),
            Message.deleted_at.is_(None),
            Outside.answers.is_(True),
            *([Message.created_at >= bindparam("since")] if since else []),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )


def _wrote_after(
    session: Session, conversation_id: int, began: datetime, read: int | None = None
) -> int | None:
    """Return what the customer wrote last since then, after `read`; thanks alone add nothing."""
    newer = _inbound(conversation_id).where(Message.stored_at > began, Message.filed.is_not(True))
    known = session.get(Message, read) if read else None
    if known is not None and known.conversation_id == conversation_id:
        newer = newer.where(Message.id > known.id)
    return max(session.scalars(newer.with_only_columns(Message.id).limit(PUBLIC)), default=None)


def account_names(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Return accounts as commands name them: "twitter/lindenau_hilft"."""
    found = session.execute(
        select(Account.id, Account.platform, Account.slug).where(Account.id.in_(list(account_ids)))
    )
    return {number: f"{platform}/{slug}" for number, platform, slug in found}
