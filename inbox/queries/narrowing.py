"""What a filter asks of a conversation, as a condition; and what the things it names are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from connectors.base import Answerable
from db.models import Account, AccountState, Agent, Conversation, Direction, Message, Tag, Team
from inbox.queries import spoken
from inbox.queries.search_sift import owned, tagged
from inbox.queries.teams import CALLED
from inbox.rules import filters
from inbox.rules.filters import ME, NOBODY, UNKNOWN, Filter


def mute(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return whether nobody can be answered where they wrote: gone, closed, over, not allowed."""
    takes = exists().where(
        Message.conversation_id == Conversation.id,
        Message.direction == Direction.INBOUND,
        Message.answerable == Answerable.YES,
        Message.deleted_at.is_(None),
    )
    over = and_(Conversation.answer_until.is_not(None), Conversation.answer_until <= now)
    cut = exists().where(
        Account.id == Conversation.account_id, Account.state == AccountState.DISCONNECTED
    )
    return or_(~takes, over, cut)


def condition(
    asked: Filter, agent_id: int | None, now: datetime, zone: str
) -> ColumnElement[bool] | None:
    """Return what has to hold for a conversation; None where everything fits."""
    parts = list(_parts(asked, agent_id, now, zone))
    return and_(*parts) if parts else None


def _parts(
    asked: Filter, agent_id: int | None, now: datetime, zone: str
) -> Iterator[ColumnElement[bool]]:
    if asked.platforms:
        theirs = select(Account.id).where(Account.platform.in_(asked.platforms))
        yield Conversation.account_id.in_(theirs)
    for column, values in (
        (Conversation.account_id, asked.accounts),
        (Conversation.kind, asked.kinds),
        (Conversation.team_id, asked.teams),
    ):
        if values:
            yield column.in_(values)
    if asked.languages:
        yield _spoken(asked.languages)
    if asked.tags:
        yield tagged(asked.tags)
    if asked.owners:
        yield owned([_owner(owner, agent_id) for owner in asked.owners])
    if asked.answerable:
        yield ~mute(now)
    if asked.since:
        yield Conversation.last_message_at >= filters.begin(asked.since, zone)
    if asked.until:
        yield Conversation.last_message_at < filters.end(asked.until, zone)


def _spoken(languages: Sequence[str]) -> ColumnElement[bool]:
    said = spoken.language()
    known = said.in_([one for one in languages if one != UNKNOWN])
    return or_(known, said.is_(None)) if UNKNOWN in languages else known


def _owner(owner: str, agent_id: int | None) -> int | None:
    if owner == NOBODY:
        return None
    return (agent_id or 0) if owner == ME else int(owner)


def names(session: Session, asked: Filter) -> dict[tuple[str, str], str]:
    """Return what accounts, tags, agents and teams of a filter are called, by key and value."""
    agents = [int(owner) for owner in asked.owners if owner not in (ME, NOBODY)]
    named: tuple[tuple[str, Any, Any, Sequence[int]], ...] = (
        ("account", Account.id, Account.name, asked.accounts),
        ("tag", Tag.id, Tag.name, asked.tags),
        ("owner", Agent.id, CALLED, agents),
        ("team", Team.id, Team.name, asked.teams),
    )
    found: dict[tuple[str, str], str] = {}
    for key, number, name, wanted in named:
        if wanted:
            rows = session.execute(select(number, name).where(number.in_(wanted)))
            found |= {(key, str(row[0])): row[1] for row in rows}
    return found


def platforms(session: Session, asked: Filter) -> dict[int, str]:
    """Return on which platform each account of a filter is: one house is called the same on all."""
    if not asked.accounts:
        return {}
    rows = session.execute(
        select(Account.id, Account.platform).where(Account.id.in_(asked.accounts))
    )
    return {row.id: row.platform for row in rows}
