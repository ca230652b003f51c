"""What a platform did not tell of a conversation, and where in it that would stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Conversation, Gap, Stream
from inbox.queries.position import Position


@dataclass(frozen=True, slots=True)
class Untold:
    """A hole behind the message of `since`; `about` is how many messages, where that is known."""

    id: int
    since: datetime
    about: int | None


def of_conversation(
    session: Session, conversation_id: int, older: Position | None, before: Position | None
) -> list[Untold]:
    """Return the holes of one page of a conversation, the oldest first.

    It begins behind `older` and ends at `before`. Who has looked for a hole has not filled it.
    """
    since = older.at if older is not None else None
    until = before.at if before is not None else None
    return [
        Untold(gap.id, gap.since, gap.about)
        for gap in session.execute(_holes(), {"of": conversation_id})
        if (since is None or gap.since >= since) and (until is None or gap.since < until)
    ]


@cache  # to build it takes longer than to ask it
def _holes() -> Select[*tuple[Any, ...]]:
    return (
        select(Gap.id, Gap.since, Gap.about)
        .join(Stream, Stream.id == Gap.stream_id)
        .join(Conversation, Conversation.account_id == Stream.account_id)
        .where(
            Conversation.id == bindparam("of"),
            Gap.thread_id == Conversation.thread_id,
            Gap.thread_id != "",
        )
        .order_by(Gap.since, Gap.id)
    )
