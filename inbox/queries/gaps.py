"""Holes in the history of streams, and in which conversation one stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.models import Agent, Conversation, Gap, Stream


@dataclass(frozen=True, slots=True)
class GapView:
    """A hole in a stream's history; `acknowledged_at` is None until an admin has seen it.

    `acknowledged_by` is what that admin is called, None for whoever ran the machine. Of a hole in
    one thread, `conversation_id` is where it stands.
    """

    id: int
    since: datetime
    until: datetime
    about: int | None
    found_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None = None
    conversation_id: int | None = None


def by_stream(session: Session, streams: Select[int]) -> dict[int, list[GapView]]:
    """Return the gaps of these streams, each stream's the oldest first."""
    there = (
        select(func.min(Conversation.id))
        .where(Conversation.account_id == Stream.account_id)
        .where(Conversation.thread_id == Gap.thread_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Gap, Agent, there)
        .join(Stream, Stream.id == Gap.stream_id)
        .outerjoin(Agent, Agent.id == Gap.acknowledged_by)
        .where(Gap.stream_id.in_(streams))
        .order_by(Gap.since)
    )
    found: dict[int, list[GapView]] = defaultdict(list)
    for gap, admin, conversation_id in rows:
        found[gap.stream_id].append(_gap(gap, admin, conversation_id))
    return found


def _gap(gap: Gap, seen_by: Agent | None, conversation_id: int | None) -> GapView:
    return GapView(
        id=gap.id,
        since=gap.since,
        until=gap.until,
        about=gap.about,
        found_at=gap.found_at,
        acknowledged_at=gap.acknowledged_at,
        acknowledged_by=seen_by.called if seen_by else None,
        conversation_id=conversation_id,
    )
