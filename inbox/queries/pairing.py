"""Whom a customer is given to again, and whom not: what only the distribution reads of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Apart, Contact, Conversation, Reply, ReplyState


def apart(session: Session, conversation_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for conversations the agents who are not given their customers again."""
    found: dict[int, set[int]] = {}
    rows = session.execute(_apart(), {"ids": list(conversation_ids)}) if conversation_ids else ()
    for conversation_id, agent_id in rows:
        found.setdefault(conversation_id, set()).add(agent_id)
    return {one: frozenset(agents) for one, agents in found.items()}


def known(session: Session, conversation_ids: Collection[int]) -> dict[int, int]:
    """Return for conversations the agent who answered their customer last, on any channel."""
    rows = session.execute(_known(), {"ids": list(conversation_ids)}) if conversation_ids else ()
    last = {row[0]: row[1] for row in rows}
    who = select(Reply.id, Reply.agent_id).where(Reply.id.in_(set(last.values())))
    by = {row.id: row.agent_id for row in session.execute(who)} if last else {}
    return {one: by[reply_id] for one, reply_id in last.items() if reply_id in by}


@cache  # to build a statement takes longer than to ask it
def _apart() -> Select[*tuple[Any, ...]]:
    mine, theirs = _contacts()
    return (
        select(Conversation.id, Apart.agent_id)
        .join(mine, mine.id == Conversation.contact_id)
        .join(theirs, _same(mine, theirs))
        .join(Apart, Apart.contact_id == theirs.id)
        .where(Conversation.id.in_(bindparam("ids", expanding=True)))
    )


@cache
def _known() -> Select[*tuple[Any, ...]]:
    mine, theirs = _contacts()
    other = aliased(Conversation)
    return (
        select(Conversation.id, func.max(Reply.id))
        .join(mine, mine.id == Conversation.contact_id)
        .join(theirs, _same(mine, theirs))
        .join(other, other.contact_id == theirs.id)
        .join(Reply, Reply.conversation_id == other.id)
        .where(
            Conversation.id.in_(bindparam("ids", expanding=True)),
            Reply.state == ReplyState.DELIVERED,
        )
        .group_by(Conversation.id)
    )


def _contacts() -> tuple[Any, Any]:
    return aliased(Contact), aliased(Contact)


def _same(mine: Any, theirs: Any) -> Any:
    """Hold for all contacts of one person."""
    joined = and_(mine.person_id.is_not(None), theirs.person_id == mine.person_id)
    return or_(theirs.id == mine.id, joined)
