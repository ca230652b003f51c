"""Promises that fall due: whose they are is told before, who stands behind them after.

    an hour before ──> its owner, or who stands in for them; its conversation waits for us again
    when it is late ──> its owner, and the deputy they named last
    an hour later ──> everybody who leads: the admins

Each is told once. What a queue has is told to its team, or to everybody where it is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import Conversation, NoticeKind, Promise, PromiseState
from db.session import Database
from inbox.care import audit, calls, conversations, noticing
from inbox.care.calls import DEPUTY, LEAD, OWNER, TOLD
from inbox.care.rights import SYSTEM

AT_ONCE = 20
"""Promises that one transaction tells of."""

BEFORE = AFTER = timedelta(hours=1)


def first_step(due_at: datetime, now: datetime) -> datetime:
    """Return when a promise is to be remembered: an hour before, or half the way to it."""
    return due_at - min(BEFORE, (due_at - now) / 2) if due_at > now else now


def carry_on(db: Database, now: Callable[[], datetime], stop: Callable[[], bool]) -> None:
    """Tell of all that is due, a few at a time, until there is nothing left or one has to stop."""
    with db.read() as session:
        left = due(session, now())
    if left:
        db.in_pieces(lambda session: remind(session, now()), stop, AT_ONCE)


def due(session: Session, now: datetime) -> bool:
    """Return whether somebody has to be told of a promise."""
    return session.scalar(_due(now).limit(1)) is not None


def remind(session: Session, now: datetime) -> int:
    """Tell of what is due, the oldest first and `AT_ONCE` at most; returns how many."""
    found = session.execute(
        _due(now)
        .with_only_columns(Promise.conversation_id, Promise.id)
        .order_by(Promise.step_at, Promise.id)
        .limit(AT_ONCE)
    ).all()
    for conversation_id, promise_id in sorted(tuple(row) for row in found):
        conversation = conversations.locked(session, conversation_id)
        still = _due(now).where(Promise.id == promise_id)
        if session.scalar(still) is None:
            continue
        row = session.get_one(Promise, promise_id, with_for_update=True, populate_existing=True)
        _step(session, conversation, row, now)
    session.flush()
    return len(found)


def _due(now: datetime) -> Select[int]:
    return select(Promise.id).where(
        Promise.state == PromiseState.OPEN, Promise.step < TOLD, Promise.step_at <= now
    )


def _step(session: Session, conversation: Conversation, row: Promise, now: datetime) -> None:
    cause, late = f"promises:{row.id}|{row.step}|{row.due_at.isoformat()}", now >= row.due_at
    if row.step == OWNER:
        calls.awake(session, conversation)
        whom, kind = _keepers(session, conversation, row), NoticeKind.PROMISE_DUE
        row.step, row.step_at = DEPUTY, row.due_at
    elif row.step == DEPUTY:
        whom = _keepers(session, conversation, row) | _deputies(session, row)
        kind = NoticeKind.PROMISE_LATE
        row.step, row.step_at = LEAD, row.due_at + AFTER
    else:
        whom, kind = calls.leads(session), NoticeKind.PROMISE_LATE
        row.step = TOLD
    noticing.tell(session, kind, whom, conversation.id, cause, now)
    said = {"late": late, "told": len(whom)}
    audit.record(session, SYSTEM, "promise remembered", f"promises:{row.id}", now, **said)


def _keepers(session: Session, conversation: Conversation, row: Promise) -> set[int]:
    """Return who keeps a promise: its owner or who stands in; else its queue's people."""
    if row.owner_id is None:
        return calls.team(session, conversation.team_id)
    return calls.owner(session, row.owner_id)


def _deputies(session: Session, row: Promise) -> set[int]:
    return calls.deputies(session, row.owner_id) if row.owner_id is not None else set()
