"""Replies for later: at their time they are looked at again and come into line, or stay.

    scheduled ──its time | its agent: "send now"──> queued     what passes
                                                    held       before its agent, with the rule

The click was its agent's when they chose the time; the worker only keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from connectors.base import Clock
from db.models import Agent, HeldFor, Reply, ReplyState
from db.session import Database
from inbox.care import audit, options, unsent
from inbox.care.delivery import Event, NotNow, move
from inbox.care.rights import SYSTEM, Actor, NotAllowed
from inbox.care.writers import writer
from inbox.outgoing import standing
from inbox.queries import loose_ends
from inbox.queries.agents import needs_approval
from inbox.queries.drafts import Told, Why
from inbox.rules.objections import Objection
from inbox.settings import Settings

AT_ONCE = 100
"""Replies whose time has come that one tick brings at most."""


def bring(
    db: Database, settings: Settings, now: Clock, stop: Callable[[], bool] = lambda: False
) -> int:
    """Bring replies whose time has come into line, each in a transaction; returns how many."""
    with db.read() as session:
        due = session.scalars(_due(), {"now": now()}).all()
    brought = 0
    for reply_id in due:
        if stop():
            break
        with db.write() as session:
            brought += _bring(session, reply_id, settings, now())
    return brought


def send_now(
    session: Session, actor: Actor, reply_id: int, settings: Settings, now: datetime
) -> ReplyState:
    """Let a reply leave now that was meant for later; returns where it is, held or in line.

    Raises NotAllowed for another's, NotNow where it waits for its time no more, NoReply.
    """
    agent = writer(session, actor)
    author, parts = standing.held(session, reply_id)
    if author.id != agent.id:
        raise NotAllowed("another agent's reply")
    if parts[0].state != ReplyState.SCHEDULED:
        raise NotNow(ReplyState(parts[0].state), Event.NOW)
    undo = options.undo(session, settings, parts[0].account_id)
    _leave(session, author, parts, Event.NOW, settings, now, by=agent.id, undo=undo)
    audit.record(session, actor, "sent now", f"replies:{parts[0].id}", now)
    return ReplyState(parts[0].state)


@cache
def _due() -> Select[int]:
    """Select what may come into line: behind whatever of its conversation is in line already."""
    return (
        select(Reply.id)
        .where(
            Reply.state == ReplyState.SCHEDULED,
            Reply.not_before <= bindparam("now", type_=Reply.not_before.type),
            Reply.part == 1,
            ~loose_ends.crowded(),
        )
        .order_by(Reply.not_before, Reply.id)
        .limit(AT_ONCE)
    )


def _bring(session: Session, reply_id: int, settings: Settings, now: datetime) -> bool:
    author, parts = standing.held(session, reply_id)
    still = session.scalar(_due().where(Reply.id == reply_id), {"now": now})
    if still is None:
        return False
    if author.disabled_at is not None:
        for part in parts:
            move(session, part, Event.LEFT, now)
        unsent.give_back(session, parts, now, Told(Why.LEFT))
        return True
    _leave(session, author, parts, Event.DUE, settings, now)
    state = {"state": parts[0].state}
    audit.record(session, SYSTEM, "time came", f"replies:{parts[0].id}", now, **state)
    return True


def _leave(
    session: Session,
    author: Agent,
    parts: list[Reply],
    event: Event,
    settings: Settings,
    now: datetime,
    by: int | None = None,
    undo: timedelta = timedelta(0),
) -> None:
    """Let a reply go that waited for its time, if nothing speaks against it by now."""
    if parts[0].approved_by is None and needs_approval(session, author):
        _keep(session, parts, Event.APPROVAL, HeldFor.APPROVAL, {}, now)
        return
    _, against = standing.look(session, author, parts, settings, now)
    if against:
        _keep(session, parts, Event.OBJECTED, HeldFor.REVIEW, noted(against[0]), now)
        return
    standing.into_line(session, author, parts, event, now, by, undo)


def _keep(
    session: Session,
    parts: list[Reply],
    event: Event,
    held_for: HeldFor,
    note: dict[str, Any],
    now: datetime,
) -> None:
    for part in parts:
        part.held_for, part.held_note = held_for, note
        move(session, part, event, now)


def noted(objection: Objection) -> dict[str, Any]:
    """Return an objection as a row keeps it: its rule, the words, what fills its sentence."""
    params = {
        name: {"at": value.isoformat()} if isinstance(value, datetime) else value
        for name, value in objection.params.items()
    }
    return {"rule": objection.rule, "words": list(objection.words), "params": params}
