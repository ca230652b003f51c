"""Whose turn it is in a conversation, and how that changes.

    open (waits for us) ──answered──> waiting (for the customer) ──customer writes──> open
      any of them ──closed──> done ──reopened | customer writes──> open
      any of them ──snoozed──> snoozed ──its time has come | customer writes──> open
      open ──taken back──> waiting, or done where the customer took back all they ever wrote
    done ──something is owed there──> waiting

What the list shows and is ordered by stands in the row; whoever changes it writes it all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from connectors.base import Answerable
from db.models import (
    OUTSIDE,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Message,
    Person,
    Read,
)
from db.session import KEEP_KEYS
from db.upsert import inserting, spoken
from inbox.care import audit, heat, owed, passing, waits
from inbox.care.patience import patience
from inbox.care.rights import Actor, Right, require
from inbox.rules import clean, needs, urgency
from inbox.rules.signs import Wanted


class Event(StrEnum):
    """What happens to a conversation."""

    CUSTOMER_WROTE = "customer wrote"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    TAKEN_BACK = "taken back"
    EMPTIED = "emptied"
    SNOOZED = "snoozed"
    WOKE = "woke"
    OWED = "owed"


_S = ConversationState
TRANSITIONS: dict[tuple[ConversationState, Event], ConversationState] = {
    (_S.OPEN, Event.CUSTOMER_WROTE): _S.OPEN,
    (_S.WAITING, Event.CUSTOMER_WROTE): _S.OPEN,
    (_S.SNOOZED, Event.CUSTOMER_WROTE): _S.OPEN,
    (_S.DONE, Event.CUSTOMER_WROTE): _S.OPEN,
    (_S.OPEN, Event.ANSWERED): _S.WAITING,
    (_S.WAITING, Event.ANSWERED): _S.WAITING,
    (_S.SNOOZED, Event.ANSWERED): _S.SNOOZED,
    (_S.DONE, Event.ANSWERED): _S.DONE,
    (_S.OPEN, Event.CLOSED): _S.DONE,
    (_S.WAITING, Event.CLOSED): _S.DONE,
    (_S.SNOOZED, Event.CLOSED): _S.DONE,
    (_S.DONE, Event.CLOSED): _S.DONE,
    (_S.OPEN, Event.REOPENED): _S.OPEN,
    (_S.WAITING, Event.REOPENED): _S.OPEN,
    (_S.SNOOZED, Event.REOPENED): _S.OPEN,
    (_S.DONE, Event.REOPENED): _S.OPEN,
    (_S.OPEN, Event.TAKEN_BACK): _S.WAITING,
    (_S.WAITING, Event.TAKEN_BACK): _S.WAITING,
    (_S.SNOOZED, Event.TAKEN_BACK): _S.SNOOZED,
    (_S.DONE, Event.TAKEN_BACK): _S.DONE,
    (_S.OPEN, Event.EMPTIED): _S.DONE,
    (_S.WAITING, Event.EMPTIED): _S.WAITING,
    (_S.SNOOZED, Event.EMPTIED): _S.SNOOZED,
    (_S.DONE, Event.EMPTIED): _S.DONE,
    (_S.OPEN, Event.SNOOZED): _S.SNOOZED,
    (_S.WAITING, Event.SNOOZED): _S.SNOOZED,
    (_S.SNOOZED, Event.SNOOZED): _S.SNOOZED,
    (_S.DONE, Event.SNOOZED): _S.SNOOZED,
    (_S.OPEN, Event.WOKE): _S.OPEN,
    (_S.WAITING, Event.WOKE): _S.WAITING,
    (_S.SNOOZED, Event.WOKE): _S.OPEN,
    (_S.DONE, Event.WOKE): _S.DONE,
    (_S.OPEN, Event.OWED): _S.OPEN,
    (_S.WAITING, Event.OWED): _S.WAITING,
    (_S.SNOOZED, Event.OWED): _S.SNOOZED,
    (_S.DONE, Event.OWED): _S.WAITING,
}
"""The only table of transitions of a conversation."""


class NoConversation(LookupError):
    """There is no such conversation; nothing was changed."""


def after(state: str, event: Event) -> ConversationState:
    """Return the state that an event leads to."""
    return TRANSITIONS[(ConversationState(state), event)]


def answered(
    session: Session,
    conversation_id: int,
    answered_at: datetime,
    now: datetime,
    *,
    elsewhere: bool = False,
) -> None:
    """Note that our reply is there: the customer waits no more, but for what came after it.

    `answered_at` is our time of the click: what was stored after it, its agent has not seen.
    Written `elsewhere` (in the platform's own app) it is the platform's time, and what the
    platform shows after it still waits.
    """
    session.flush()
    conversation = locked(session, conversation_id)
    waits.answered(session, conversation, elsewhere=elsewhere)
    seen = {"of": conversation_id, "at": answered_at if elsewhere else min(answered_at, now)}
    oldest = session.execute(_unseen(elsewhere=elsewhere), seen).first()
    if oldest is None:
        conversation.state = after(conversation.state, Event.ANSWERED)
        _waits(session, conversation, None)
    elif conversation.waiting_since is not None:
        _waits(session, conversation, urgency.waits_from(oldest.created_at, oldest.stored_at))
    session.flush()
    show_last(session, conversation_id)


@cache  # to build statements takes longer than to ask them
def _unseen(*, elsewhere: bool) -> Select[datetime, datetime]:
    return (
        select(Message.created_at, Message.stored_at)
        .where(
            Message.conversation_id == bindparam("of"),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Message.filed.is_not(True),
            Message.created_at >= bindparam("at")
            if elsewhere
            else Message.stored_at > bindparam("at"),
        )
        .order_by(Message.created_at, Message.id)
        .limit(1)
    )


def heard(session: Session, conversation_id: int, since: datetime) -> None:
    """Note that what was filed as thanks waits for us after all, since then.

    Whoever is blocked is heard by nobody: the turn stays as it is.
    """
    session.flush()
    conversation = locked(session, conversation_id)
    if not blocked(session, [conversation_id]):
        conversation.state = after(conversation.state, Event.CUSTOMER_WROTE)
        conversation.snoozed_until = None
    _waits(session, conversation, urgency.waiting_since(conversation.waiting_since, since))
    session.flush()


def taken_back(session: Session, conversation_id: int, since: datetime) -> None:
    """Note that a message the customer waited on since then is gone: what came after it counts."""
    session.flush()
    conversation = locked(session, conversation_id)
    waiting = conversation.waiting_since
    if waiting is not None and since >= waiting:
        left = session.execute(
            select(Message.created_at, Message.stored_at)
            .where(
                Message.conversation_id == conversation_id,
                Message.direction == Direction.INBOUND,
                Message.deleted_at.is_(None),
                Message.filed.is_not(True),
                Message.created_at >= waiting,
                Message.stored_at >= waiting,
            )
            .order_by(Message.created_at, Message.id)
            .limit(1)
        ).first()
        if left is None:
            waits.gone(session, conversation)
            stays = conversation.promise_at is not None or _said(session, conversation_id)
            event = Event.TAKEN_BACK if stays else Event.EMPTIED
            conversation.state = after(conversation.state, event)
        _waits(session, conversation, left and urgency.waits_from(left.created_at, left.stored_at))
        session.flush()
    show_last(session, conversation_id)


def _said(session: Session, conversation_id: int) -> bool:
    """Return whether anything that the customer wrote is still there."""
    theirs = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
    )
    return session.scalar(theirs.limit(1)) is not None


def mark_read(session: Session, actor: Actor, conversation_id: int, message_id: int) -> None:
    """Note the last message that an agent has seen; an older one than before changes nothing."""
    require(actor, Right.READ)
    if actor.agent_id is None:
        return
    row = {
        "agent_id": actor.agent_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
    }
    session.execute(_read(spoken(session)), row)


@cache  # to build it takes longer than to write it
def _read(dialect: str) -> Any:
    row = inserting(dialect, Read)
    later = row.excluded.message_id
    return row.on_conflict_do_update(
        index_elements=["agent_id", "conversation_id"],
        set_={"message_id": later},
        where=Read.message_id < later,
    )


def closed(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Note that an agent has put a conversation away: `inbox.care.closing` does the rest."""
    conversation = locked(session, conversation_id)
    waits.closed(session, conversation, now)
    conversation.state = after(conversation.state, Event.CLOSED)
    conversation.snoozed_until = conversation.put_off_at = None
    _waits(session, conversation, None)
    audit.record(session, actor, "closed", f"conversations:{conversation_id}", now)


def reopen(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Take a conversation up again: whoever waited waits as before, otherwise it waits from now."""
    require(actor, Right.REPLY)
    _open_again(session, locked(session, conversation_id), now)
    audit.record(session, actor, "reopened", f"conversations:{conversation_id}", now)


def came_back(session: Session, conversation_id: int, now: datetime) -> None:
    """Open a conversation that was done when an answer came back: its customer has none."""
    found = session.get(Conversation, conversation_id)
    if found is not None and found.state == ConversationState.DONE:
        _open_again(session, locked(session, conversation_id), now)


def _open_again(session: Session, conversation: Conversation, now: datetime) -> None:
    since = conversation.waiting_since or waits.taken_up(session, conversation) or now
    restore(session, conversation, after(conversation.state, Event.REOPENED), since, None)
    passing.pass_on(session, [conversation.id])


def restore(
    session: Session,
    conversation: Conversation,
    state: ConversationState,
    waiting_since: datetime | None,
    snoozed_until: datetime | None,
) -> None:
    """Give a conversation back the turn it had before an act that is taken back. It is locked."""
    conversation.state, conversation.snoozed_until = state, snoozed_until
    _waits(session, conversation, waiting_since)


def locked(session: Session, conversation_id: int) -> Conversation:
    """Return a conversation, locked until the commit. Raises NoConversation."""
    found = session.get(
        Conversation, conversation_id, with_for_update=KEEP_KEYS, populate_existing=True
    )
    if found is None:
        raise NoConversation(conversation_id)
    return found


def _waits(session: Session, conversation: Conversation, since: datetime | None) -> None:
    conversation.waiting_since = since
    weigh(session, conversation)


def blocked(session: Session, conversation_ids: Iterable[int]) -> set[int]:
    """Return those conversations whose customer is blocked: they are urgent for nobody."""
    return set(session.scalars(_blocked(), {"these": sorted(conversation_ids)}))


@cache
def _blocked() -> Select[int]:
    return (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Person, Person.id == Contact.person_id)
        .where(
            Conversation.id.in_(bindparam("these", expanding=True)),
            Person.blocked_until.is_not(None),
        )
    )


def weigh(session: Session, conversation: Conversation) -> None:
    """Write by when its customer hears from us, when that is urgent, and signs of heat there.

    One that nobody can answer at all never does, nor one whose customer is blocked.
    """
    newest = session.execute(_newest(), {"of": conversation.id}).first()
    unheard = bool(blocked(session, [conversation.id]))
    gone = newest is not None and newest.answerable == Answerable.AUTHOR_GONE
    others = newest is not None and needs.overheard(newest.kind, newest.answerable)
    mute = gone or unheard or (others and conversation.owner_id is None)
    wanted = Wanted(
        waits=None if mute else conversation.waiting_since,
        put_off=None if mute or conversation.state == _S.DONE else conversation.put_off_at,
        promised=None if unheard else conversation.promise_at,
    )
    here = patience(session, conversation.account_id)
    for name, value in here.times(conversation, wanted, conversation.answer_until).items():
        setattr(conversation, name, value)
    heat.note(session, [conversation.id])


@cache
def _newest() -> Select[str, str]:
    return (
        select(Message.answerable, Message.kind)
        .where(
            Message.conversation_id == bindparam("of"),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )


def promised(session: Session, conversation_id: int) -> None:
    """Write when the next open promise of a conversation is due, and weigh it anew.

    One that was open for its promises alone is answered again when all of them are settled; none
    in which something is owed stays put away.
    """
    conversation = locked(session, conversation_id)
    due = owed.next_due(session, conversation_id)
    if conversation.promise_at is not None and due is None:
        conversation.put_off_at = None  # what was kept, or said to be broken, was the sign
    conversation.promise_at = due
    if due is not None:
        conversation.state = after(conversation.state, Event.OWED)
    alone = conversation.state == ConversationState.OPEN and conversation.waiting_since is None
    if alone and conversation.promise_at is None:
        conversation.state = after(conversation.state, Event.ANSWERED)
    weigh(session, conversation)
    session.flush()


def show_last(session: Session, conversation_id: int) -> None:
    """Write the last message into the conversation's row, as the list shows it."""
    last = session.execute(_last(), {"of": conversation_id}).first()
    if last is not None:
        session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(preview=clean.preview(last.text), last_message_at=last.created_at)
        )


@cache
def _last() -> Select[str, datetime]:
    spoken = (Direction.INBOUND, Direction.OUTBOUND, *OUTSIDE)
    return (
        select(Message.text, Message.created_at)
        .where(Message.conversation_id == bindparam("of"), Message.direction.in_(spoken))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )
