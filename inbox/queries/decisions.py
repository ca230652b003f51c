"""What colleagues ask an agent to decide, what was decided, and what a notice of that means.

    questions  what waits for an agent's answer, the soonest to run out first
    taken      what was decided in a conversation: by whom, for whom, when
    meant      what the offers under the bell ask for

Each is one statement along an index of `handovers`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from db.models import Agent, Contact, Conversation, Handover, Message, Outcome
from inbox.queries import customers
from inbox.queries.authority import decided
from inbox.rules.authority import Accepted

MOST = 3
"""Questions that stand above the list; the next one follows where one is answered."""
SHOWN = 40
"""Decisions of one conversation that are read, the newest."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a colleague asks an agent to decide. `id` is the offer's, `name` the customer's.

    `note`: their words and the briefing.
    """

    id: int
    conversation_id: int
    name: str
    by: str
    until: datetime
    note: str
    decides: Accepted


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom, and who had asked. `id` is the offer's."""

    id: int
    decides: Accepted
    by: str
    asked_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Meant:
    """What an offer is about, and until when it waits or waited."""

    decides: Accepted
    until: datetime


_BY, _TO = aliased(Agent), aliased(Agent)


def questions(session: Session, agent_id: int | None, now: datetime) -> tuple[Question, ...]:
    """Return what an agent is asked to decide and has not answered, MOST at most."""
    rows = session.execute(
        select(Handover, customers.NAME, _BY, Message.text)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(_BY, _BY.id == Handover.from_id)
        .outerjoin(Message, Message.id == Handover.note_id)
        .where(Handover.outcome.is_(None), Handover.to_id == agent_id, Handover.until > now)
        .where(Handover.remedy.is_not(None))
        .order_by(Handover.until, Handover.id)
        .limit(MOST)
    )
    return tuple(
        Question(found.id, found.conversation_id, name, by.called, found.until, note or "", what)
        for found, name, by, note in rows
        if (what := decided(found)) is not None
    )


def taken(session: Session, conversation_id: int) -> tuple[Decision, ...]:
    """Return what was decided in a conversation, the newest first, SHOWN at most."""
    rows = session.execute(_taken(), {"here": conversation_id})
    return tuple(
        Decision(found.id, what, to.called, by.called, found.answered_at)
        for found, by, to in rows
        if found.answered_at is not None and (what := decided(found)) is not None
    )


@cache  # to build it takes longer than to ask it
def _taken() -> Select[*tuple[Any, ...]]:
    return (
        select(Handover, _BY, _TO)
        .join(_BY, _BY.id == Handover.from_id)
        .join(_TO, _TO.id == Handover.to_id)
        .where(Handover.conversation_id == bindparam("here"), Handover.remedy.is_not(None))
        .where(func.coalesce(Handover.outcome, "") == Outcome.ACCEPTED)
        .order_by(Handover.id.desc())
        .limit(SHOWN)
    )


def meant(session: Session, ids: Collection[int]) -> dict[int, Meant]:
    """Return of these offers what is to be decided; those that ask for nothing are not in it."""
    if not ids:
        return {}
    rows = session.scalars(select(Handover).where(Handover.id.in_(sorted(ids))))
    return {row.id: Meant(what, row.until) for row in rows if (what := decided(row)) is not None}
