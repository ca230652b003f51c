"""What colleagues do around a conversation: who is there, what is offered, who is named.

No look grows with what is kept: presence and mentions are read by conversation, offers by
those that wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
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

    `offered`: they are asked to take it; `asking`: whom they ask to; `back`: nobody took what they
    offered; `named`: a note names them and they have not read it.
    """

    others: tuple[Colleague, ...] = ()
    offered: bool = False
    back: bool = False
    named: bool = False
    asking: str | None = None


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
    session: Session,
    agent_id: int | None,
    ids: Sequence[int],
    now: datetime,
    *,
    named: bool = True,
) -> dict[int, Beside]:
    """Return what stands beside these conversations; those without anything are not in it.

    `named`: whether a note names the agent anywhere; where none does, it is not asked of each.
    """
    there, those = _there(session, agent_id, ids, now), {"agent": agent_id, "ids": list(ids)}
    asked, back, asking = set[int](), set[int](), dict[int, str]()
    for number, waits, ours, to in session.execute(_offers(), those):
        if waits and ours:
            asking[number] = to
        else:
            (asked if waits else back).add(number)
    naming = set(session.scalars(_named(), those)) if named else set[int]()
    found = {
        one: Beside(there.get(one, ()), one in asked, one in back, one in naming, asking.get(one))
        for one in ids
    }
    return {one: what for one, what in found.items() if what != NOTHING}


@cache  # to build it takes longer than to ask it
def _offers() -> Select[int, bool, bool, str]:
    """Select what waits for an agent in some conversations, what they ask, and what came back.

    Said so that no database begins at all that an agent ever offered or was offered.
    """
    asks = func.coalesce(Handover.from_id, 0) == bindparam("agent")
    ours = asks.label("ours")
    back = and_(asks, Handover.outcome.in_(BACK), Handover.told_at.is_(None))
    asked = func.coalesce(Handover.to_id, 0) == bindparam("agent")
    waits = Handover.outcome.is_(None)
    those = Handover.conversation_id.in_(bindparam("ids", expanding=True))
    return (
        select(Handover.conversation_id, waits.label("waits"), ours, CALLED)
        .join(Agent, Agent.id == Handover.to_id)
        .where(those, or_(and_(waits, or_(asked, asks)), back))
    )


@cache
def _named() -> Select[int]:
    unseen = and_(Mention.agent_id == bindparam("agent"), Mention.seen_at.is_(None))
    those = Mention.conversation_id.in_(bindparam("ids", expanding=True))
    return select(Mention.conversation_id).where(unseen, those).distinct()


def asked(session: Session, agent_id: int | None) -> int:
    """Return how many conversations colleagues offer an agent who has not answered yet."""
    return session.scalar(_asked(), {"agent": agent_id}) or 0


@cache
def _asked() -> Select[int]:
    waits = Handover.outcome.is_(None) & (Handover.to_id == bindparam("agent"))
    return select(func.count()).where(waits)


def colleagues(
    session: Session, agent_id: int | None, conversation_id: int, now: datetime
) -> tuple[Colleague, ...]:
    """Return who else is at a conversation right now, by name."""
    return _there(session, agent_id, [conversation_id], now).get(conversation_id, ())


def _there(
    session: Session, agent_id: int | None, ids: Sequence[int], now: datetime
) -> dict[int, tuple[Colleague, ...]]:
    rows = session.execute(_present(), {"ids": list(ids), "lately": now - SILENCE})
    found: dict[int, tuple[Colleague, ...]] = {}
    for conversation_id, number, called, writing_at in rows:
        if number != agent_id:
            writing = writing_at is not None and writing_at > now - SILENCE
            who = Colleague(number, called, writing)
            found[conversation_id] = (*found.get(conversation_id, ()), who)
    return found


@cache
def _present() -> Select[*tuple[Any, ...]]:
    return (
        select(Presence.conversation_id, Agent.id, CALLED.label("called"), Presence.writing_at)
        .join(Agent, Agent.id == Presence.agent_id)
        .where(
            Presence.conversation_id.in_(bindparam("ids", expanding=True)),
            Presence.seen_at > bindparam("lately"),
            Agent.disabled_at.is_(None),
        )
        .order_by(CALLED, Agent.id)
    )


def news(
    session: Session, agent_id: int | None, conversation_id: int, before: datetime
) -> tuple[bool, bool]:
    """Return whether an agent's presence is older than that, and whether a mention is unseen."""
    asked = {"agent": agent_id, "here": conversation_id, "before": before}
    noted, unseen = session.execute(_news(), asked).one()
    return not noted, bool(unseen)


@cache  # to build it takes longer than to ask it
def _news() -> Select[bool, bool]:
    here = exists().where(
        Presence.agent_id == bindparam("agent"),
        Presence.conversation_id == bindparam("here"),
        Presence.seen_at > bindparam("before"),
    )
    named = exists().where(
        Mention.agent_id == bindparam("agent"),
        Mention.conversation_id == bindparam("here"),
        Mention.seen_at.is_(None),
    )
    return select(here, named)


@cache
def _newest() -> Select[*tuple[Any, ...]]:
    return (
        select(Handover, _BY, _TO, Message.text)
        .join(_BY, _BY.id == Handover.from_id)
        .join(_TO, _TO.id == Handover.to_id)
        .outerjoin(Message, Message.id == Handover.note_id)
        .where(Handover.conversation_id == bindparam("here"))
        .order_by(Handover.id.desc())
        .limit(1)
    )


def offer(session: Session, agent_id: int | None, conversation_id: int) -> Offer | None:
    """Return the offer that waits in a conversation, or the one that came back to this agent."""
    row = session.execute(_newest(), {"here": conversation_id}).one_or_none()
    if row is None:
        return None
    found, first, second, note = row
    asked = found.from_id == agent_id
    back = asked and found.outcome in BACK and found.told_at is None
    if found.outcome is not None and not back:
        return None
    return Offer(
        id=found.id,
        by=first.called,
        to=second.called,
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
