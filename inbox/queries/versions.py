"""What messages said before they were edited: each earlier text, and until when it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import MessageVersion

MOST = 10
"""Earlier texts of one message that are shown; the newest ones."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text. `until` is when the next one took its place, as far as is known."""

    text: str
    until: datetime


def of_messages(session: Session, message_ids: Iterable[int]) -> dict[int, tuple[Version, ...]]:
    """Return the earlier texts of these messages, the oldest first."""
    asked = {"ids": sorted(set(message_ids))}
    found: dict[int, list[Version]] = defaultdict(list)
    for row in session.execute(_newest(), asked) if asked["ids"] else ():
        found[row.message_id].append(Version(row.text, row.replaced_at))
    return {message_id: tuple(some) for message_id, some in found.items()}


@cache  # to build it takes longer than to ask it
def _newest() -> Select[int, datetime, str, int]:
    newest = (
        func.row_number()
        .over(
            partition_by=MessageVersion.message_id,
            order_by=MessageVersion.replaced_at.desc(),
        )
        .label("newest")
    )
    numbered = (
        select(MessageVersion.message_id, MessageVersion.replaced_at, MessageVersion.text, newest)
        .where(MessageVersion.message_id.in_(bindparam("ids", expanding=True)))
        .subquery()
    )
    return (
        select(numbered)
        .where(numbered.c.newest <= MOST)
        .order_by(numbered.c.message_id, numbered.c.replaced_at)
    )
