"""What concerns an agent, as the bell shows it; and how many conversations wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all
from sqlalchemy.orm import Session

from db.models import (
    Absence,
    Account,
    Agent,
    Contact,
    Conversation,
    ConversationState,
    Notice,
    NoticeKind,
    Praise,
    Read,
)
from inbox.queries import customers, decisions, standing
from inbox.queries.decisions import Meant
from inbox.queries.standing import Away
from inbox.queries.teams import CALLED
from inbox.rules import ringing

PAGE = 20
MOST = 99
"""What a number beside the bell and in a tab counts up to; one more means "more than that"."""

LOOK = 500
"""Conversations that wait which a count looks through, the most urgent first."""

RINGING = 5
"""Notices that are said at once."""

OFFERS = frozenset({NoticeKind.OFFERED, NoticeKind.ACCEPTED, NoticeKind.DECLINED})
"""What is told of an offer, by whose id its key ends."""


LOST = frozenset({NoticeKind.TAKEN, NoticeKind.PASSED_ON})
"""What an agent has no more: told to whoever is at work there, it is not seen by being there."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice: what happened, with whom, who did it. `preview`: what the list shows there.

    `praise` are the customer's words where it brings some, `decides` what a colleague is to grant.
    It leads to a conversation, or to all that somebody has: whom the agent stands in for (`away`),
    or who has `many` of theirs by now (`has`). Of many it names the first.
    """

    id: int
    kind: NoticeKind
    conversation_id: int | None
    name: str
    platform: str
    preview: str
    by: str | None
    written_at: datetime
    at: datetime
    seen: bool
    away: Away | None = None
    praise: str = ""
    decides: Meant | None = None
    many: int = 1
    has: int | None = None

    @property
    def stays(self) -> bool:
        """Whether it is not seen by looking at its conversation (`seen_there`)."""
        return self.many > 1 or self.kind in LOST


def seen_there() -> ColumnElement[bool]:
    """Return which notices are seen by looking at their conversation."""
    return and_(Notice.many == 1, Notice.kind.not_in(sorted(LOST)))


def _rows(agent_id: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice.id,
            Notice.kind,
            Notice.key,
            Notice.conversation_id,
            customers.NAME,
            Account.platform,
            Conversation.preview,
            CALLED.label("called"),
            Notice.written_at,
            Notice.at,
            Notice.seen_at,
            Notice.many,
            Notice.agent_id,
            Notice.by_id,
            Absence,
            Praise.words,
        )
        .outerjoin(Conversation, Conversation.id == Notice.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Account, Account.id == Conversation.account_id)
        .outerjoin(Absence, Absence.id == Notice.absence_id)
        .outerjoin(Praise, Praise.id == Notice.praise_id)
        .outerjoin(Agent, Agent.id == Notice.by_id)
        .where(Notice.agent_id == agent_id)
        .order_by(Notice.id.desc())
    )


def _views(session: Session, wanted: Select[*tuple[Any, ...]]) -> tuple[NoticeView, ...]:
    rows = session.execute(wanted).all()
    offers = {row.id: int(row.key.rpartition(":")[2]) for row in rows if row.kind in OFFERS}
    meant = decisions.meant(session, offers.values())
    return tuple(
        NoticeView(
            id=row.id,
            kind=NoticeKind(row.kind),
            conversation_id=row.conversation_id,
            name=row.name or "",
            platform=row.platform or "",
            preview=row.preview or "",
            by=row.called,
            written_at=row.written_at,
            at=row.at,
            seen=row.seen_at is not None,
            away=_away(row.Absence, row.called) if row.Absence is not None else None,
            praise=row.words or "",
            decides=meant.get(offers.get(row.id, 0)),
            many=row.many,
            has=_has(row),
        )
        for row in rows
    )


def _has(row: Any) -> int | None:
    """Return who has what a notice tells of, where it tells of many conversations."""
    if row.many == 1:
        return None
    known = {NoticeKind.TAKEN: row.by_id, NoticeKind.GIVEN: row.agent_id}
    return known.get(NoticeKind(row.kind))


def _away(row: Absence, called: str | None) -> Away:
    return Away(row.agent_id, called or "", row.ends_at, row.zone, None)


def page(
    session: Session, agent_id: int | None, before: int | None = None, limit: int = PAGE
) -> tuple[tuple[NoticeView, ...], int | None]:
    """Return an agent's notices, the newest first, and where the next page starts."""
    wanted = _rows(agent_id)
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    found = _views(session, wanted.limit(limit + 1))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def unseen(session: Session, agent_id: int | None) -> int:
    """Return how many notices an agent has not seen, up to MOST + 1."""
    mine = select(Notice.id).where(Notice.agent_id == agent_id, Notice.seen_at.is_(None))
    return _count(session, mine)


def concerned(session: Session, agent_id: int | None, conversation_id: int | None) -> bool:
    """Return whether there is something about a conversation that an agent has not seen."""
    if conversation_id is None:
        return False
    there = select(Notice.id).where(
        Notice.conversation_id == conversation_id,
        Notice.agent_id == agent_id,
        Notice.seen_at.is_(None),
        seen_there(),
    )
    return session.scalar(there.limit(1)) is not None


def ring(session: Session, agent_id: int | None, now: datetime) -> tuple[NoticeView, ...]:
    """Return what an agent has not seen and is so new that it may ring, the newest first."""
    fresh = _rows(agent_id).where(Notice.seen_at.is_(None), Notice.at >= now - ringing.JUST)
    found = _views(session, fresh.limit(RINGING))
    return tuple(one for one in found if ringing.rings(one.written_at, one.at, now))


def waiting(session: Session, agent_id: int | None) -> int:
    """Return how many conversations wait, an agent's or nobody's, unread: up to MOST + 1.

    An agent's are also those of whoever they stand in for.
    """
    owners = (agent_id, *standing.stood_for(session, agent_id))
    looks = [_most_urgent(Conversation.owner_id == one) for one in owners]
    looks.append(_most_urgent(Conversation.owner_id.is_(None)))
    near = union_all(*(select(look.c.id, look.c.last) for look in looks)).subquery()
    read = (
        select(Read.message_id)
        .where(Read.agent_id == agent_id, Read.conversation_id == near.c.id)
        .scalar_subquery()
    )
    return _count(session, select(near.c.id).where(near.c.last > func.coalesce(read, 0)))


def _most_urgent(whose: ColumnElement[bool]) -> Any:
    return (
        select(Conversation.id, Conversation.last_inbound_id.label("last"))
        .where(whose, Conversation.state == ConversationState.OPEN)
        .order_by(Conversation.urgent_at, Conversation.id)
        .limit(LOOK)
        .subquery()
    )


def _count(session: Session, those: Select[Any]) -> int:
    found = session.scalar(select(func.count()).select_from(those.limit(MOST + 1).subquery()))
    return found or 0
