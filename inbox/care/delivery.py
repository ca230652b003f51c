"""The one table of what can happen to a reply, and what each step leaves behind.

    scheduled, held ──> queued ──> sending ──> delivered | failed | unknown
                          ^           │            unknown ──> delivered | queued
                          └───────────┘  busy, stopped
    scheduled, held, queued ──> withdrawn (the text is back in the draft)

Every step is a compare-and-set on the row and one line of history under it. Replies hang
together in two ways that are kept here too: the later parts of a long answer wait for the
one before, and a conversation knows whether something of it needs its agent.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from connectors import PLATFORMS
from connectors.base import Answerable, Kind, Receipt, Refusal
from db.models import (
    Account,
    Conversation,
    Direction,
    HeldFor,
    Message,
    NoticeKind,
    Picture,
    Reply,
    ReplyEvent,
    ReplyState,
)
from db.upsert import inserting, spoken
from inbox.care import budget, conversations, indexing, noticing, owed, unsettled
from inbox.queries import loose_ends


class Event(StrEnum):
    """What happened to a reply; the page has one sentence for each."""

    QUEUED = "queued"
    SCHEDULED = "scheduled"
    DUE = "due"
    NOW = "now"
    APPROVAL = "approval"
    APPROVED = "approved"
    APPROVED_LATER = "approved for later"
    CHANGED = "changed"
    SENT_BACK = "sent back"
    OBJECTED = "objected"
    LEFT = "left"
    RELEASED = "released"
    HELD = "held"
    GONE = "gone"
    OVERTAKEN = "overtaken"
    UNDONE = "undone"
    EXPIRED = "expired"
    CLAIMED = "claimed"
    RECEIPT = "receipt"
    BUSY = "busy"
    STOPPED = "stopped"
    FELL_BACK = "fell back"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    DIED = "died"
    LOOKED = "looked"
    FOUND = "found"
    ECHO = "echo"
    ONCE_MORE = "once more"
    ASKED = "asked"
    SEND_AGAIN = "send again"
    IT_IS_THERE = "it is there"
    GIVEN_UP = loose_ends.GIVEN_UP


_S = ReplyState
TRANSITIONS: dict[tuple[ReplyState, Event], ReplyState] = {
    (_S.SCHEDULED, Event.DUE): _S.QUEUED,
    (_S.SCHEDULED, Event.NOW): _S.QUEUED,
    (_S.SCHEDULED, Event.OBJECTED): _S.HELD,
    (_S.SCHEDULED, Event.APPROVAL): _S.HELD,
    (_S.SCHEDULED, Event.OVERTAKEN): _S.WITHDRAWN,
    (_S.SCHEDULED, Event.LEFT): _S.WITHDRAWN,
    (_S.SCHEDULED, Event.UNDONE): _S.WITHDRAWN,
    (_S.SCHEDULED, Event.GONE): _S.HELD,
    (_S.HELD, Event.APPROVED): _S.QUEUED,
    (_S.HELD, Event.APPROVED_LATER): _S.SCHEDULED,
    (_S.HELD, Event.CHANGED): _S.HELD,
    (_S.HELD, Event.SENT_BACK): _S.WITHDRAWN,
    (_S.HELD, Event.LEFT): _S.WITHDRAWN,
    (_S.HELD, Event.GONE): _S.HELD,
    (_S.HELD, Event.ECHO): _S.DELIVERED,
    (_S.HELD, Event.RECEIPT): _S.DELIVERED,
    (_S.HELD, Event.RELEASED): _S.QUEUED,
    (_S.HELD, Event.OVERTAKEN): _S.WITHDRAWN,
    (_S.HELD, Event.UNDONE): _S.WITHDRAWN,
    (_S.QUEUED, Event.UNDONE): _S.WITHDRAWN,
    (_S.QUEUED, Event.CLAIMED): _S.SENDING,
    (_S.QUEUED, Event.EXPIRED): _S.FAILED,
    (_S.QUEUED, Event.HELD): _S.HELD,
    (_S.QUEUED, Event.GONE): _S.HELD,
    (_S.QUEUED, Event.ECHO): _S.DELIVERED,
    (_S.QUEUED, Event.RECEIPT): _S.DELIVERED,
    (_S.SENDING, Event.RECEIPT): _S.DELIVERED,
    (_S.SENDING, Event.ECHO): _S.DELIVERED,
    (_S.SENDING, Event.BUSY): _S.QUEUED,
    (_S.SENDING, Event.STOPPED): _S.QUEUED,
    (_S.SENDING, Event.FELL_BACK): _S.QUEUED,
    (_S.SENDING, Event.REFUSED): _S.FAILED,
    (_S.SENDING, Event.UNCLEAR): _S.UNKNOWN,
    (_S.SENDING, Event.DIED): _S.UNKNOWN,
    (_S.UNKNOWN, Event.FOUND): _S.DELIVERED,
    (_S.UNKNOWN, Event.ECHO): _S.DELIVERED,
    (_S.UNKNOWN, Event.RECEIPT): _S.DELIVERED,
    (_S.UNKNOWN, Event.LOOKED): _S.UNKNOWN,
    (_S.UNKNOWN, Event.ASKED): _S.UNKNOWN,
    (_S.UNKNOWN, Event.ONCE_MORE): _S.QUEUED,
    (_S.UNKNOWN, Event.SEND_AGAIN): _S.QUEUED,
    (_S.UNKNOWN, Event.IT_IS_THERE): _S.DELIVERED,
    (_S.FAILED, Event.GIVEN_UP): _S.FAILED,
}
"""The only table of transitions: what is not listed cannot happen.

A receipt is a fact whenever it comes: a worker that was frozen may hand it in when others
have long put the reply down as unknown, or in line again. So is an echo.
"""

MAY_BE_OUT = (_S.SENDING, _S.UNKNOWN, _S.QUEUED, _S.HELD, _S.DELIVERED)
"""States in which a reply that was tried may be on the platform without our knowing its id."""

LOOKS = loose_ends.LOOKS
"""Looks after which the one who wrote a reply is asked."""


TOLD: dict[Event, NoticeKind] = {
    Event.REFUSED: NoticeKind.FAILED,
    Event.EXPIRED: NoticeKind.FAILED,
    Event.ASKED: NoticeKind.UNCERTAIN,
    Event.GONE: NoticeKind.HELD,
    Event.OBJECTED: NoticeKind.HELD,
    Event.CHANGED: NoticeKind.CHANGED,
    Event.APPROVED: NoticeKind.APPROVED,
    Event.APPROVED_LATER: NoticeKind.APPROVED,
    Event.SENT_BACK: NoticeKind.SENT_BACK,
}
"""What a reply's agent is told of."""


class NotNow(Exception):
    """The reply is no longer where this step starts; nothing was changed."""

    def __init__(self, state: ReplyState, event: Event) -> None:
        super().__init__(f"a reply that is {state} cannot be: {event}")
        self.state = state
        self.event = event


def move(
    session: Session,
    reply: Reply,
    event: Event,
    now: datetime,
    note: str | None = None,
    agent_id: int | None = None,
) -> ReplyState:
    """Take one step and write it into the reply's history; returns the state it led to.

    Raises NotNow when the table has no such step from here, or somebody was faster.
    """
    before = ReplyState(reply.state)
    after = TRANSITIONS.get((before, event))
    if after is None:
        raise NotNow(before, event)
    session.flush()
    done = session.execute(_step(), {"of": reply.id, "before": before, "after": after})
    if done.first() is None:
        raise NotNow(before, event)
    set_committed_value(reply, "state", after)
    if event is Event.CLAIMED:
        reply.attempt, reply.sending_at = reply.attempt + 1, now
    if event in (Event.UNCLEAR, Event.DIED):
        reply.unknown_at, reply.looked, reply.looked_at = now, 0, None
    remember(session, reply, event, now, note, agent_id)
    _tell(session, reply, event, before, now, agent_id)
    if after in (_S.FAILED, _S.UNKNOWN):
        _each_later_part(session, reply, _S.QUEUED, Event.HELD, now)
    if after is _S.DELIVERED:
        if owed.delivered(session, reply.id):
            conversations.promised(session, reply.conversation_id)
        _each_later_part(session, reply, _S.HELD, Event.RELEASED, now)
    if after is not _S.HELD:
        reply.held_for = reply.held_note = None
    if {before, after} & {_S.FAILED, _S.UNKNOWN, _S.HELD, _S.SCHEDULED}:
        unsettled.show(session, reply.conversation_id)
    return after


@cache  # to build statements takes longer than to ask them
def _step() -> Any:
    """Any: an update that returns something has another type than one that does not."""
    here = Reply.id == bindparam("of"), Reply.state == bindparam("before")
    step = update(Reply).where(*here).values(state=bindparam("after")).returning(Reply.id)
    return step.execution_options(synchronize_session=False)


def _tell(
    session: Session,
    reply: Reply,
    event: Event,
    before: ReplyState,
    now: datetime,
    by: int | None,
) -> None:
    """Tell whoever a step concerns: its agent, or the colleagues whose eyes it waits for.

    A part whose words came back already is no news; what waited on its own account is.
    """
    waited = before is _S.SCHEDULED or reply.held_for is not None
    kind = TOLD.get(event)
    if event is Event.OVERTAKEN and waited:
        kind = NoticeKind.WITHDRAWN
    if kind is not None:
        noticing.of_reply(session, reply, kind, now, by=by)
    if event is Event.APPROVAL:
        noticing.ask(session, reply, now)
    elif reply.held_for == HeldFor.APPROVAL and event is not Event.CHANGED:
        noticing.settle(session, reply)


BIRTHS = {
    Event.QUEUED: ReplyState.QUEUED,
    Event.SCHEDULED: ReplyState.SCHEDULED,
    Event.APPROVAL: ReplyState.HELD,
}
"""What a click makes of a text: a reply in line, one for later, one for a colleague's eyes."""


def born(session: Session, reply: Reply, now: datetime, event: Event = Event.QUEUED) -> None:
    """Put a new reply into the table; raises IntegrityError when its text is unsigned."""
    reply.state = BIRTHS[event]
    session.add(reply)
    session.flush()
    remember(session, reply, event, now, agent_id=reply.agent_id)
    if event is Event.APPROVAL:
        noticing.ask(session, reply, now)


def hold_conversation(session: Session, conversation_id: int) -> None:
    """Lock a conversation first of all, as everybody who changes replies does: no deadlocks."""
    session.execute(_held(), {"of": conversation_id})


@cache
def _held() -> Select[int]:
    mine = select(Conversation.id).where(Conversation.id == bindparam("of"))
    return mine.with_for_update(key_share=True)


def remember(
    session: Session,
    reply: Reply,
    event: Event,
    now: datetime,
    note: str | None = None,
    agent_id: int | None = None,
) -> None:
    """Write one line of a reply's history; `move` does it for every step."""
    session.add(
        ReplyEvent(
            reply_id=reply.id, at=now, event=event, state=reply.state, note=note, agent_id=agent_id
        )
    )
    session.flush()


def later_parts(session: Session, reply: Reply) -> list[Reply]:
    """Return the parts of the same answer that come after this one and have not left, in order."""
    return list(session.scalars(_later(), {"key": reply.draft_key, "after": reply.part}))


@cache
def _later() -> Select[Reply]:
    return (
        select(Reply)
        .where(
            Reply.draft_key == bindparam("key"),
            Reply.part > bindparam("after"),
            Reply.state.in_((ReplyState.QUEUED, ReplyState.HELD)),
        )
        .order_by(Reply.part)
        .with_for_update(key_share=True)
    )


def _each_later_part(
    session: Session, reply: Reply, state: ReplyState, event: Event, now: datetime
) -> None:
    """Hold or release what hangs on a reply: all of it, each part still waiting for the last."""
    for part in later_parts(session, reply):
        if part.state == state and part.refusal != Refusal.GONE and part.held_for is None:
            move(session, part, event, now)


def delivered(
    session: Session,
    reply: Reply,
    receipt: Receipt,
    now: datetime,
    event: Event = Event.RECEIPT,
    agent_id: int | None = None,
) -> None:
    """Note that the platform has a reply: receipt, history, message row, conversation answered.

    The conversation counts as answered when the last part is there, and as of the moment the
    agent pressed send: what the customer wrote later still waits. Where an agent saw it there,
    the receipt has an empty id until a poll brings it. Raises NotNow.
    """
    move(session, reply, event, now, agent_id=agent_id)
    reply.external_id, reply.permalink = receipt.external_id or None, receipt.permalink
    reply.sent_at = receipt.sent_at
    _store_outbound(session, reply, receipt, now)
    indexing.keep_up(session)
    pay(session, reply.account_id, Kind(reply.kind), reply.text, receipt, now)
    if reply.part == reply.parts:
        conversations.answered(session, reply.conversation_id, reply.queued_at, now)


def pay(
    session: Session, account_id: int, kind: Kind, text: str, receipt: Receipt, now: datetime
) -> None:
    """Count what a reply cost, once: as its receipt says, else by the platform's rule."""
    platform = PLATFORMS[session.get_one(Account, account_id).platform]
    items = receipt.usage.items or platform.bills(kind, text)
    budget.spend(session, account_id, items, budget.today(now))


def _store_outbound(session: Session, reply: Reply, receipt: Receipt, now: datetime) -> None:
    """Put the reply among the messages; a poll may have brought the same one a moment before.

    A private reply to a public message is a private word, shown to nobody else in the thread.
    """
    row = {
        "account_id": reply.account_id,
        "external_id": receipt.external_id or None,
        "thread_id": reply.thread_id,
        "conversation_id": reply.conversation_id,
        "agent_id": reply.agent_id,
        "reply_id": reply.id,
        "kind": Kind.DIRECT if reply.private else reply.kind,
        "direction": Direction.OUTBOUND,
        "text": reply.text,
        "created_at": receipt.sent_at,
        "stored_at": now,
        "parent_id": reply.target,
        "permalink": receipt.permalink,
        "attachments": _pictures(session, reply),
        "answerable": Answerable.YES,
        "clipped": False,
    }
    session.execute(_outbound(spoken(session)), row)


@cache
def _outbound(dialect: str) -> Any:
    """Any, as `db.upsert` says."""
    row = inserting(dialect, Message)
    ours = ("conversation_id", "agent_id", "reply_id", "direction", "text", "parent_id")
    return row.on_conflict_do_update(
        index_elements=["account_id", "external_id"],
        set_={name: row.excluded[name] for name in ours},
    )


def _pictures(session: Session, reply: Reply) -> list[dict[str, str | None]]:
    """Return what hangs on a reply as messages keep it; where it is, `queries.pictures` knows."""
    if reply.part > 1:
        return []
    mine = select(Picture.alt).where(Picture.draft_key == reply.draft_key).order_by(Picture.place)
    return [{"kind": "photo", "url": "", "alt": alt or None} for alt in session.scalars(mine)]
