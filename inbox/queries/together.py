"""What colleagues do around a conversation: who is there, what is offered, who is named.

No look grows with what is kept: presence and mentions are read by conversation, offers by
those that wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from db.models import Agent, Handover, Mention, Message, Outcome, Presence
from inbox.queries.authority import decided
from inbox.queries.teams import CALLED
from inbox.rules.authority import Accepted

SILENCE = timedelta(seconds=30)
"""After that long without a word of their browser somebody is not there any more."""
BACK = (Outcome.DECLINED, Outcome.EXPIRED)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at a conversation."""

    id: int
    name: str
    writing: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row of the list shows of colleagues, as one agent sees it.

    `offered`: they are asked to take it; `back`: nobody took what they offered; `named`: a note
    names them and they have not read it.
    """

    others: tuple[Colleague, ...] = ()
    offered: bool = False
    back: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The offer that a conversation's head speaks of: it waits, or came back to who looks.

    `asks` says that the one who looks is asked, `asked` that they did ask; neither: a colleague
    is asked by another. `decides`: what they are asked to grant.
    """

    id: int
    by: str
    to: str
    asked_at: datetime
    until: datetime
    outcome: Outcome | None
    word: str
    note: str
    asks: bool
    asked: bool
    note_id: int | None = None
    decides: Accepted | None = None


NOTHING = Beside()
_BY, _TO = aliased(Agent), aliased(Agent)


def beside(
    session: Session, agent_id: int | None, ids: Sequence[int], now: datetime
) -> dict[int, Beside]:
    """Return what stands beside these conversations; those without anything are not in it."""
    there = _there(session, agent_id, ids, now)
    pending = Handover.outcome.is_(None) & (Handover.to_id == agent_id)
    asked = _ids(session, select(Handover.conversation_id).where(pending), ids, Handover)
    back = _ids(
        session, select(Handover.conversation_id).where(_came_back(agent_id)), ids, Handover
    )
    unseen = (Mention.agent_id == agent_id) & Mention.seen_at.is_(None)
    named = _ids(session, select(Mention.conversation_id).where(unseen), ids, Mention)
    found = {
        one: Beside(there.get(one, ()), one in asked, one in back, one in named) for one in ids
    }
    return {one: what for one, what in found.items() if what != NOTHING}


def _ids(
    session: Session,
    wanted: Select[int],
    ids: Sequence[int],
    table: type[Handover | Mention],
) -> set[int]:
    return set(session.scalars(wanted.where(table.conversation_id.in_(ids)).distinct()))


def _came_back(agent_id: int | None) -> ColumnElement[bool]:
    return and_(
        Handover.from_id == agent_id, Handover.outcome.in_(BACK), Handover.told_at.is_(None)
    )


def asked(session: Session, agent_id: int | None) -> int:
    """Return how many conversations colleagues offer an agent who has not answered yet."""
    waits = Handover.outcome.is_(None) & (Handover.to_id == agent_id)
    return session.scalar(select(func.count()).where(waits)) or 0


def colleagues(
    session: Session, agent_id: int | None, conversation_id: int, now: datetime
) -> tuple[Colleague, ...]:
    """Return who else is at a conversation right now, by name."""
    return _there(session, agent_id, [conversation_id], now).get(conversation_id, ())


def _there(
    session: Session, agent_id: int | None, ids: Sequence[int], now: datetime
) -> dict[int, tuple[Colleague, ...]]:
    rows = session.execute(
        select(Presence.conversation_id, Agent.id, CALLED.label("called"), Presence.writing_at)
        .join(Agent, Agent.id == Presence.agent_id)
        .where(
            Presence.conversation_id.in_(ids),
            Presence.seen_at > now - SILENCE,
            Agent.disabled_at.is_(None),
        )
        .order_by(CALLED, Agent.id)
    )
    found: dict[int, tuple[Colleague, ...]] = {}
    for conversation_id, number, called, writing_at in rows:
        if number != agent_id:
            writing = writing_at is not None and writing_at > now - SILENCE
            who = Colleague(number, called, writing)
            found[conversation_id] = (*found.get(conversation_id, ()), who)
    return found


def news(
    session: Session, agent_id: int | None, conversation_id: int, before: datetime
) -> tuple[bool, bool]:
    """Return whether an agent's presence is older than that, and whether a mention is unseen."""
    here = exists().where(
        Presence.agent_id == agent_id,
        Presence.conversation_id == conversation_id,
        Presence.seen_at > before,
    )
    named = exists().where(
        Mention.agent_id == agent_id,
        Mention.conversation_id == conversation_id,
        Mention.seen_at.is_(None),
    )
    noted, unseen = session.execute(select(here, named)).one()
    return not noted, bool(unseen)


def offer(session: Session, agent_id: int | None, conversation_id: int) -> Offer | None:
    """Return the offer that waits in a conversation, or the one that came back to this agent."""
    row = session.execute(
        select(Handover, _BY, _TO, Message.text)
        .join(_BY, _BY.id == Handover.from_id)
        .join(_TO, _TO.id == Handover.to_id)
        .outerjoin(Message, Message.id == Handover.note_id)
        .where(Handover.conversation_id == conversation_id)
        .order_by(Handover.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    found, first, second, note = row
    asked = found.from_id == agent_id
    back = asked and found.outcome in BACK and found.told_at is None
    if found.outcome is not None and not back:
        return None
    return Offer(
        id=found.id,
        by=first.work_name or first.login,
        to=second.work_name or second.login,
        asked_at=found.asked_at,
        until=found.until,
        outcome=Outcome(found.outcome) if found.outcome else None,
        word=found.word,
        note=note or "",
        asks=found.to_id == agent_id and found.outcome is None,
        asked=asked,
        note_id=found.note_id,
        decides=decided(found),
    )
