"""The unified table, row by row, for other programs: bounded memory, however much there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    Agent,
    Contact,
    Conversation,
    Direction,
    Message,
    ReplyState,
    Team,
    Wait,
)
from db.session import Database

PAGE = 1000


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `state` is its conversation's; "delivered" for what we wrote; None for context.

    Context is nobody's work, and a reply becomes a row when the platform has it.

    An outbound message has our account as its author; `author_name` is the agent's work name
    where one of ours wrote it here.
    """

    account: str
    platform: str
    external_id: str | None
    thread_id: str
    kind: str
    direction: str
    author_external_id: str
    author_name: str
    text: str
    created_at: datetime
    parent_id: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One customer's matter in one thread; `id` is what `reply` takes.

    `state` says whose turn it is: open waits for us, waiting for the customer; snoozed or done.
    """

    id: int
    account: str
    platform: str
    thread_id: str
    kind: str
    state: str
    contact_external_id: str
    contact_name: str
    contact_handle: str | None
    owner: str | None
    preview: str
    last_message_at: datetime
    waiting_since: datetime | None
    answer_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitRow:
    """One time that somebody waited. Seconds are of opening time, by the calendar of then."""

    team: str | None
    began_at: datetime
    acknowledged_at: datetime | None
    acknowledged_seconds: int | None
    answered_at: datetime | None
    seconds: int | None
    elsewhere: bool
    ended_at: datetime | None


def waits(db: Database, page: int = PAGE) -> Iterator[WaitRow]:
    """Give every wait in the order of our first word, or of being put away."""
    for row in _paged(db, _waits(), Wait.id, page):
        yield WaitRow(*row[1:])


def messages(db: Database, page: int = PAGE) -> Iterator[MessageRow]:
    """Give every message in the order it was stored; each page has a short session of its own."""
    for row in _paged(db, _messages(), Message.id, page):
        yield MessageRow(*row[1:])


def conversations(db: Database, page: int = PAGE) -> Iterator[ConversationRow]:
    """Give every conversation in the order they began."""
    for row in _paged(db, _conversations(), Conversation.id, page):
        yield ConversationRow(*row)


def _paged(db: Database, rows: Select[*tuple[Any, ...]], key: Any, page: int) -> Iterator[Any]:
    last = 0
    while True:
        with db.read() as session:
            found = _page(session, rows.where(key > last).order_by(key).limit(page))
        yield from found
        if len(found) < page:
            return
        last = found[-1][0]


def _page(session: Session, rows: Select[*tuple[Any, ...]]) -> list[Any]:
    return list(session.execute(rows).all())


def _messages() -> Select[*tuple[Any, ...]]:
    ours = Message.direction.in_((Direction.OUTBOUND, Direction.TOLD))
    theirs = Message.direction == Direction.HEARD
    return (
        select(
            Message.id,
            Account.slug,
            Account.platform,
            Message.external_id,
            Message.thread_id,
            Message.kind,
            Message.direction,
            case((ours, Account.external_id), else_=Contact.external_id),
            case((theirs, Contact.name), (Agent.work_name.is_not(None), Agent.work_name),
                 (ours, Account.name), else_=Contact.name),
            Message.text,
            Message.created_at,
            Message.parent_id,
            case((Message.direction == Direction.OUTBOUND, ReplyState.DELIVERED.value),
                 else_=Conversation.state),
        )
        .join(Account, Account.id == Message.account_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .outerjoin(Conversation, Conversation.id == Message.conversation_id)
    )  # fmt: skip


def _waits() -> Select[*tuple[Any, ...]]:
    return select(
        Wait.id,
        Team.name,
        Wait.began_at,
        Wait.acknowledged_at,
        Wait.acknowledged_seconds,
        Wait.answered_at,
        Wait.seconds,
        Wait.elsewhere,
        Wait.ended_at,
    ).outerjoin(Team, Team.id == Wait.team_id)


def _conversations() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Conversation.id,
            Account.slug,
            Account.platform,
            Conversation.thread_id,
            Conversation.kind,
            Conversation.state,
            Contact.external_id,
            Contact.name,
            Contact.handle,
            Agent.login,
            Conversation.preview,
            Conversation.last_message_at,
            Conversation.waiting_since,
            Conversation.answer_until,
            Conversation.created_at,
        )
        .join(Account, Account.id == Conversation.account_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Agent, Agent.id == Conversation.owner_id)
    )
