"""Who waits for an agent, in numbers and names: what an e-mail tells of the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import Account, Contact, Conversation, ConversationState, Notice
from inbox.queries import customers, headline, promises, standing
from inbox.queries.headline import Headline
from inbox.queries.standing import Away

NAMED = 5
WEEK = timedelta(days=7)
MOST = 1_000
"""What is counted up to; one more means "more than that"."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who waits for an answer."""

    conversation_id: int
    name: str
    platform: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: an agent's own, nobody's, and how many notices they have not seen.

    Their own are also those of whoever they stand in for: `away`. `promised` is what they have to
    keep within a day, or should have. `week`: how long the last seven days' answers took.
    """

    mine: int
    nobodys: int
    unseen: int
    longest: tuple[Somebody, ...]
    away: tuple[Away, ...] = ()
    promised: int = 0
    week: Headline | None = None

    def __bool__(self) -> bool:
        """Return whether anything concerns the agent."""
        return bool(self.mine or self.nobodys or self.unseen or self.promised)


def waiting(session: Session, agent_id: int, now: datetime) -> Waiting:
    """Return what waits for an agent; some by name, their own before nobody's, longest first."""
    away = tuple(one for one in standing.aways(session).values() if one.stand_in_id == agent_id)
    mine = Conversation.owner_id.in_([agent_id, *(one.id for one in away)])
    nobodys = Conversation.owner_id.is_(None)
    unseen = select(Notice.id).where(Notice.agent_id == agent_id, Notice.seen_at.is_(None))
    named = _longest(session, mine, NAMED)
    named += _longest(session, nobodys, NAMED - len(named))
    return Waiting(
        mine=_count(session, mine),
        nobodys=_count(session, nobodys),
        unseen=session.scalar(select(func.count()).select_from(unseen.limit(MOST + 1).subquery()))
        or 0,
        longest=tuple(sorted(named, key=lambda one: (one.since, one.conversation_id))),
        away=away,
        promised=promises.due_of(session, [agent_id, *(one.id for one in away)], now),
        week=headline.headlines(session, (now - WEEK, now), headline.teams_of(session, agent_id))[
            0
        ],
    )


def _open(whose: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (
        whose,
        Conversation.state == ConversationState.OPEN,
        Conversation.urgent_at.is_not(None),
        Conversation.waiting_since.is_not(None),
    )


def _count(session: Session, whose: ColumnElement[bool]) -> int:
    here = select(Conversation.id).where(*_open(whose)).limit(MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(here)) or 0


def _longest(session: Session, whose: ColumnElement[bool], limit: int) -> list[Somebody]:
    """Return who waits longest among the most urgent: the list's own order finds them."""
    near = (
        select(Conversation.id)
        .where(*_open(whose))
        .order_by(Conversation.urgent_at, Conversation.id)
        .limit(MOST)
        .subquery()
    )
    rows = session.execute(
        select(Conversation.id, customers.NAME, Account.platform, Conversation.waiting_since)
        .join(near, near.c.id == Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .order_by(Conversation.waiting_since, Conversation.id)
        .limit(limit)
    )
    return [
        Somebody(row.id, row.name, row.platform, row.waiting_since)
        for row in rows
        if row.waiting_since is not None
    ]
