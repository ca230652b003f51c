"""A row of the list: one conversation as an agent sees it, and the columns that it is read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from connectors.base import Gone
from db.models import (
    Account,
    AccountState,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Message,
    Person,
    Read,
    Reply,
    ReplyState,
)
from inbox.queries import customers, loose_ends
from inbox.queries.loose_ends import LooseEnd
from inbox.queries.narrowing import mute
from inbox.queries.teams import CALLED
from inbox.rules.budget import Thrift

LEAVING = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.HELD)

_SIGN = func.nullif(Conversation.sign_at, Conversation.promise_at, type_=Conversation.sign_at.type)


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
class Mark:
    """What few rows say besides: see `marks`."""

    mute: bool = False
    due_at: datetime | None = None
    blocked: tuple[datetime, str] | None = None
    gone: tuple[Gone, bool] | None = None


UNMARKED = Mark()


def me(*, known: bool) -> BindParameter[int] | None:
    """Return the agent who looks, the parameter `agent` of a statement; None: it is nobody."""
    return bindparam("agent") if known else None


@cache  # to build it takes longer than to ask it
def wanted(*, known: bool) -> Select[*tuple[Any, ...]]:
    """Select what `row` takes, as the parameter `agent` sees it; not `known`: nobody does."""
    agent = me(known=known)
    moves = and_(Reply.state.in_(LEAVING), Reply.held_for.is_(None))
    leaving = exists().where(Reply.conversation_id == Conversation.id, moves)
    lost = exists().where(
        Reply.conversation_id == Conversation.id,
        or_(loose_ends.failed(), loose_ends.stranded()),
    )
    mine = and_(Read.conversation_id == Conversation.id, Read.agent_id == agent)
    draft = and_(Draft.conversation_id == Conversation.id, Draft.agent_id == agent)
    return (
        select(
            Conversation.id,
            customers.NAME,
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
            (Conversation.owner_id == agent).label("mine"),
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


def row(found: sql.Row[Any]) -> Row:
    """Return what such a statement found, as the list takes it."""
    (
        number, name, handle, platform, account, account_state, thrift, kind, state, preview,
        last_message_at, waiting_since, urgent_at, sign_at, answer_until, unsent_at,
        snoozed_until, last_inbound_id, heat, mine, owner, read_id, drafted, leaving, lost, *_,
    ) = tuple(found)  # by place: by name, fifty rows take longer than their statement  # fmt: skip
    unsent = LooseEnd.FAILED if lost else LooseEnd.UNKNOWN
    return Row(
        id=number,
        name=name,
        handle=handle,
        platform=platform,
        account=account,
        kind=kind,
        state=ConversationState(state),
        preview=preview,
        last_message_at=last_message_at,
        waiting_since=waiting_since,
        urgent_at=urgent_at,
        sign_at=sign_at,
        answer_until=answer_until,
        unread=(last_inbound_id or 0) > (read_id or 0),
        drafted=bool(drafted),
        unsent=unsent if unsent_at is not None else None,
        leaving=bool(leaving),
        stopped=account_state != AccountState.ACTIVE or thrift >= Thrift.NOTHING,
        owner=owner,
        mine=bool(mine),
        snoozed_until=snoozed_until,
        last_inbound_id=last_inbound_id,
        heat=heat,
    )


def marks(session: Session, conversation_ids: Sequence[int], now: datetime) -> dict[int, Mark]:
    """Return what is true of few conversations; those of which nothing is are not in it.

    `mute`: nobody can be answered there; `due_at`: when its next promise is due; `blocked`: until
    when and why its customer is; `gone`: why the platform no longer shows what was written last,
    and whether that is ours.
    """
    found: dict[int, Mark] = {}
    asked = {"ids": list(conversation_ids), "now": now}
    for number, silent, due_at, until, why, gone, side in session.execute(_marks(), asked):
        blocked = (until, why or "") if until is not None and until > now else None
        lost = (Gone(gone), side == Direction.OUTBOUND) if gone in set(Gone) else None
        found[number] = Mark(bool(silent), due_at, blocked, lost)
    return found


@cache
def _marks() -> Select[*tuple[Any, ...]]:
    silent, now = mute(bindparam("now")), bindparam("now", type_=Person.blocked_until.type)
    due = Conversation.promise_at.is_not(None)
    block = (Person.blocked_until, Person.blocked_reason)
    return (
        select(
            Conversation.id,
            silent.label("mute"),
            Conversation.promise_at,
            *block,
            _of_last(Message.gone).label("gone"),
            _of_last(Message.direction).label("side"),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Conversation.id.in_(bindparam("ids", expanding=True)))
        .where(or_(due, Person.blocked_until > now, silent, Conversation.preview == ""))
    )


def _of_last(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return that of the last message where the platform shows it no longer: it left no words."""
    last = (
        select(column)
        .where(
            Message.conversation_id == Conversation.id,
            Message.created_at == Conversation.last_message_at,
            Message.deleted_at.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    return case((Conversation.preview == "", last))
