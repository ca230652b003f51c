"""Replies on their way and what happened to them: what stands under each one in the thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from db.models import Account, AccountState, Agent, HeldFor, Reply, ReplyEvent, ReplyState
from inbox.queries.loose_ends import GIVEN_UP, behind, came_back, to_approve
from inbox.rules.budget import Thrift

UNSETTLED = (
    ReplyState.SCHEDULED,
    ReplyState.QUEUED,
    ReplyState.HELD,
    ReplyState.SENDING,
    ReplyState.UNKNOWN,
    ReplyState.FAILED,
)
"""States in which a reply has no message row yet, but an agent has to see it."""

MOST = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a reply's history: what happened, when, and who did it if it was a person."""

    at: datetime
    event: str
    state: ReplyState
    note: str | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where one reply stands; `asked`: its agent decides whether it goes out again.

    `returns`: nothing of it can be out, so its agent may take it back. `behind`: an older
    reply of the conversation, or the part before, has to be there first. `saves`: the account's
    budget is used up, and replies wait with it. `private`: to the author of a public message
    alone. `follow` is what its agent wished to follow it (see care.following).
    """

    reply_id: int
    agent_id: int
    agent: str
    text: str
    state: ReplyState
    part: int
    parts: int
    queued_at: datetime
    undo_until: datetime
    not_before: datetime
    attempt: int
    asked: bool
    returns: bool
    behind: bool
    given_up: bool
    account_state: AccountState
    saves: bool
    refusal: str | None
    refusal_note: str | None
    permalink: str | None
    history: tuple[Step, ...]
    private: bool = False
    held_for: HeldFor | None = None
    held_note: Mapping[str, Any] = field(default_factory=dict)
    asked_of: str | None = None
    typed: str = ""
    follow: str | None = None


def of_replies(session: Session, reply_ids: Iterable[int]) -> dict[int, Delivery]:
    """Return the deliveries of these replies by id, each with its whole history."""
    return _all(session, list(reply_ids))


def unsettled(session: Session, conversation_id: int) -> dict[int, Delivery]:
    """Return the newest replies of a conversation that the platform does not show yet."""
    return _all(session, list(session.scalars(_unsettled(), {"here": conversation_id})))


@cache  # to build it takes longer than to ask it
def _unsettled() -> Select[int]:
    return (
        select(Reply.id)
        .where(Reply.conversation_id == bindparam("here"), Reply.state.in_(UNSETTLED))
        .order_by(Reply.id.desc())
        .limit(MOST)
    )


def standing(
    session: Session, conversation_ids: Iterable[int]
) -> dict[int, dict[ReplyState, datetime]]:
    """Return where replies stand still: held for approval, or scheduled, with the next time.

    Conversations without such a reply are not in it.
    """
    found: dict[int, dict[ReplyState, datetime]] = {}
    for conversation_id, state, at in session.execute(_standing(), {"ids": list(conversation_ids)}):
        found.setdefault(conversation_id, {})[ReplyState(state)] = at
    return found


@cache  # to build it takes longer than to ask it
def _standing() -> Select[int, str, datetime]:
    waits = or_(Reply.state == ReplyState.SCHEDULED, to_approve())
    return (
        select(Reply.conversation_id, Reply.state, func.min(Reply.not_before))
        .where(Reply.conversation_id.in_(bindparam("ids", expanding=True)), waits)
        .group_by(Reply.conversation_id, Reply.state)
        .order_by(Reply.conversation_id, Reply.state)
    )


def _all(session: Session, ids: Collection[int]) -> dict[int, Delivery]:
    if not ids:
        return {}
    steps: dict[int, list[Step]] = {}
    asked = {"ids": list(ids)}
    for event, who in session.execute(_events(), asked):
        step = Step(event.at, event.event, ReplyState(event.state), event.note, who)
        steps.setdefault(event.reply_id, []).append(step)
    found = {
        row.id: _delivery(row, agent, account, tuple(steps.get(row.id, ())), waits, back)
        for row, agent, account, waits, back in session.execute(_replies(), asked)
    }
    return _asked_of(session, found)


@cache
def _events() -> Select[*tuple[Any, ...]]:
    return (
        select(ReplyEvent, Agent.work_name)
        .outerjoin(Agent, Agent.id == ReplyEvent.agent_id)
        .where(ReplyEvent.reply_id.in_(bindparam("ids", expanding=True)))
        .order_by(ReplyEvent.id)
    )


@cache
def _replies() -> Select[*tuple[Any, ...]]:
    return (
        select(Reply, Agent.work_name, Account, behind(), came_back())
        .join(Agent, Agent.id == Reply.agent_id)
        .join(Account, Account.id == Reply.account_id)
        .where(Reply.id.in_(bindparam("ids", expanding=True)))
        .order_by(Reply.id)
    )


def _asked_of(session: Session, found: dict[int, Delivery]) -> dict[int, Delivery]:
    """Say by name whose eyes were asked for, where it was somebody's."""
    asked = {one.held_note["of"] for one in found.values() if one.held_note.get("of")}
    if not asked:
        return found
    rows = session.execute(select(Agent.id, Agent.work_name).where(Agent.id.in_(sorted(asked))))
    names = {row.id: row.work_name for row in rows}
    return {
        number: replace(one, asked_of=names.get(one.held_note.get("of", 0)))
        for number, one in found.items()
    }


def _delivery(
    row: Reply,
    agent: str,
    account: Account,
    history: tuple[Step, ...],
    waits: bool,
    back: bool,
) -> Delivery:
    held, queued = row.state == ReplyState.HELD, row.state == ReplyState.QUEUED
    unclear = [step.event for step in history if step.state is ReplyState.UNKNOWN]
    return Delivery(
        reply_id=row.id,
        agent_id=row.agent_id,
        agent=agent,
        text=row.text,
        state=ReplyState(row.state),
        part=row.part,
        parts=row.parts,
        queued_at=row.queued_at,
        undo_until=row.undo_until,
        not_before=row.not_before,
        attempt=row.attempt,
        asked=bool(unclear) and unclear[-1] == "asked",
        returns=(queued and row.unknown_at is None)
        or row.state == ReplyState.SCHEDULED
        or (held and not back),
        behind=bool(waits),
        given_up=any(step.event == GIVEN_UP for step in history),
        account_state=AccountState(account.state),
        saves=account.thrift >= Thrift.NOTHING,
        refusal=row.refusal,
        refusal_note=row.refusal_note,
        permalink=row.permalink,
        history=history,
        private=row.private,
        held_for=HeldFor(row.held_for) if row.held_for else None,
        held_note=row.held_note or {},
        typed=row.typed or row.body,
        follow=(row.plan or {}).get("follow"),
    )
