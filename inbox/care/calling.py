"""Nobody waits in silence: who is to give the next sign is called before it is due, and after.

    before          at it, not given      an hour of opening time later
    the owner  ──>  the deputy       ──>  the lead            (an unowned one: the lead, once)

What was promised calls by itself, see `inbox.care.reminding`. A call is a notice, and which one
comes next stands in the conversation's row, written in the same transaction: a clock that dies in
between has called nobody, and the next one calls once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationState, Message, Notice, NoticeKind
from db.session import Database
from inbox.care import audit, calls, conversations, noticing
from inbox.care.calls import DEPUTY, LEAD, OWNER, TOLD
from inbox.care.patience import Patience, patience
from inbox.care.rights import SYSTEM
from inbox.rules import signs
from inbox.rules.signs import Wanted

AT_ONCE = 20
"""Conversations for which one transaction calls."""

ENOUGH = 5
"""Calls that a lead has not looked at; more would be noise, and all of it tops the list."""

PIECE = 200
"""Conversations that one transaction weighs anew."""


def carry_on(db: Database, now: Callable[[], datetime], stop: Callable[[], bool]) -> None:
    """Call for all that is due, a few at a time, until there is nothing left or one has to stop."""
    with db.read() as session:
        left = due(session, now())
    if left:
        db.in_pieces(lambda session: call(session, now()), stop, AT_ONCE)


def due(session: Session, now: datetime) -> bool:
    """Return whether somebody has to be called."""
    return session.scalar(_due(now).limit(1)) is not None


def call(session: Session, now: datetime) -> int:
    """Call for what is due, the oldest first and `AT_ONCE` at most; returns how many."""
    first = _due(now).order_by(Conversation.call_at, Conversation.id).limit(AT_ONCE)
    found = sorted(session.scalars(first))
    for conversation_id in found:
        conversation = conversations.locked(session, conversation_id)
        if conversation.call_at is not None and conversation.call_at <= now:
            _step(session, conversation, now)
    session.flush()
    return len(found)


def weigh_anew(db: Database) -> int:
    """Give everybody who waits their time by the calendars of now; returns how many they are."""
    waits = select(Conversation.id).where(
        or_(Conversation.state == ConversationState.OPEN, Conversation.call_at.is_not(None))
    )
    with db.read() as session:
        ids = sorted(session.scalars(waits))
    for begin in range(0, len(ids), PIECE):
        with db.write() as session:
            _weigh(session, ids[begin : begin + PIECE])
    return len(ids)


def _weigh(session: Session, ids: list[int]) -> None:
    """Weigh a few conversations; who is mute or blocked has no time, and gets none."""
    those = select(Conversation).where(Conversation.id.in_(ids), Conversation.sign_at.is_not(None))
    rows = session.scalars(
        those.order_by(Conversation.id).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    ).all()
    known: dict[int, Patience] = {}
    for row in rows:
        here = known.get(row.account_id) or patience(session, row.account_id)
        known[row.account_id] = here
        wanted = Wanted(row.waiting_since, row.put_off_at, row.promise_at)
        for name, value in here.times(row, wanted, row.answer_until).items():
            setattr(row, name, value)


def _due(now: datetime) -> Select[int]:
    return select(Conversation.id).where(
        Conversation.call_at.is_not(None), Conversation.call_at <= now
    )


def _step(session: Session, conversation: Conversation, now: datetime) -> None:
    by = conversation.sign_at
    done = conversation.state == ConversationState.DONE
    if by is None or done or now - by > signs.STALE or _came_late(session, conversation, by):
        conversation.call_at, conversation.call_step = None, TOLD
        return
    step, whom = _whom(session, conversation)
    if step == OWNER:
        calls.awake(session, conversation)
    kind = NoticeKind.SIGN_LATE if now >= by else NoticeKind.SIGN_DUE
    cause = f"conversations:{conversation.id}|{by.isoformat()}"
    noticing.tell(session, kind, whom, conversation.id, cause, now)
    here = patience(session, conversation.account_id).opening(conversation.team_id)
    then = {OWNER: by, DEPUTY: signs.last_call(by, here)}
    conversation.call_at = then.get(step) if conversation.owner_id is not None else None
    conversation.call_step = step + 1 if conversation.call_at is not None else TOLD
    said = {"late": now >= by, "told": len(whom)}
    subject = f"conversations:{conversation.id}"
    audit.record(session, SYSTEM, "sign called for", subject, now, **said)


def _came_late(session: Session, conversation: Conversation, by: datetime) -> bool:
    """Return whether it was over before we had it: what a first poll brings rings for nobody."""
    here = select(Message.stored_at).where(Message.id == conversation.last_inbound_id)
    stored = session.scalar(here)
    return stored is not None and by <= stored


def _whom(session: Session, conversation: Conversation) -> tuple[int, set[int]]:
    """Return which step is taken and who is called: a deputy who is not there is passed over."""
    leads = calls.leads(session, conversation.team_id) - _busy(session)
    if conversation.owner_id is None:
        return conversation.call_step, leads
    keepers = calls.owner(session, conversation.owner_id)
    deputies = calls.deputies(session, conversation.owner_id) - keepers
    if conversation.call_step == OWNER and keepers:
        return OWNER, keepers
    if conversation.call_step <= DEPUTY and deputies:
        return DEPUTY, deputies
    return LEAD, leads - keepers - deputies


def _busy(session: Session) -> set[int]:
    """Return who has calls enough to look at."""
    unseen = select(Notice.agent_id).where(
        Notice.kind.in_((NoticeKind.SIGN_DUE, NoticeKind.SIGN_LATE)), Notice.seen_at.is_(None)
    )
    return set(session.scalars(unseen.group_by(Notice.agent_id).having(func.count() >= ENOUGH)))
