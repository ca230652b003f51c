"""How far an agent's last act on many conversations is, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import BulkAct, BulkStep, BulkVerb, Contact, Conversation, StepState
from inbox.queries import customers

EARLY = "early"
"""The reason of a step that put off until the answer window closes, not until what was chosen."""
SHOWN = 20
"""Refusals that are listed; of more the number is said."""


@dataclass(frozen=True, slots=True)
class RefusedStep:
    """A conversation that was left as it is, and why; `holder` has it where that is why."""

    conversation_id: int
    name: str
    reason: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class BulkView:
    """An act on many. `undone`: it was taken back, or is being taken back.

    `early`: of what it put off, so many come back before the chosen time (see EARLY); `how`: what
    was asked for, as `inbox.care.bulk.begin` takes it.
    """

    id: int
    verb: BulkVerb
    undoes: BulkVerb | None
    total: int
    done: int
    same: int
    waiting: int
    refused: int
    refusals: tuple[RefusedStep, ...]
    finished_at: datetime | None
    undone: bool
    early: int = 0
    how: Mapping[str, Any] = field(default_factory=dict)


def last(session: Session, agent_id: int | None, since: datetime) -> BulkView | None:
    """Return the agent's last act, None where it was finished before `since` or there is none."""
    act = session.scalars(_last(), {"agent": agent_id}).first()
    if act is None or (act.finished_at is not None and act.finished_at < since):
        return None
    early, counted = 0, Counter[str]()
    for state, reason, many in session.execute(
        select(BulkStep.state, BulkStep.reason, func.count())
        .where(BulkStep.bulk_id == act.id)
        .group_by(BulkStep.state, BulkStep.reason)
    ):
        counted[state] += many
        early += many if (state, reason) == (StepState.DONE, EARLY) else 0
    first = session.get(BulkAct, act.undoes_id) if act.undoes_id is not None else None
    later = select(BulkAct.id).where(BulkAct.undoes_id == act.id)
    refused = counted.get(StepState.REFUSED, 0)
    return BulkView(
        id=act.id,
        verb=BulkVerb(act.verb),
        undoes=BulkVerb(first.verb) if first else None,
        total=sum(counted.values()),
        done=counted.get(StepState.DONE, 0),
        same=counted.get(StepState.SAME, 0),
        waiting=counted.get(StepState.WAITING, 0),
        refused=refused,
        refusals=_refusals(session, act.id) if refused else (),
        finished_at=act.finished_at,
        undone=session.scalar(later) is not None,
        early=early,
        how=act.how,
    )


@cache  # to build it takes longer than to ask it
def _last() -> Select[BulkAct]:
    mine = BulkAct.agent_id == bindparam("agent")
    return select(BulkAct).where(mine).order_by(BulkAct.id.desc()).limit(1)


def _refusals(session: Session, bulk_id: int) -> tuple[RefusedStep, ...]:
    rows = session.execute(
        select(
            BulkStep.conversation_id, customers.NAME, BulkStep.reason, BulkStep.name.label("has")
        )
        .join(Conversation, Conversation.id == BulkStep.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(BulkStep.bulk_id == bulk_id, BulkStep.state == StepState.REFUSED)
        .order_by(BulkStep.conversation_id)
        .limit(SHOWN)
    )
    return tuple(
        RefusedStep(row.conversation_id, row.name, row.reason or "", row.has) for row in rows
    )
