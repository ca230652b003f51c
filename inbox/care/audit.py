"""Who did what, when and how: one append-only row an act, in the act's own transaction."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from db.models import Audit
from inbox.care.rights import Actor

Noted = str | int | float | bool | None | list[str]


def record(
    session: Session, actor: Actor, action: str, subject: str, now: datetime, **note: Noted
) -> None:
    """Write down one act. `subject` is "table:id"; the note never holds a customer's text."""
    row = {
        "at": now,
        "agent_id": actor.agent_id,
        "via": actor.via.value,
        "action": action,
        "subject": subject,
        "note": note,
    }
    session.execute(_recording(), row)


@cache  # to build it takes longer than to write it
def _recording() -> Insert:
    return insert(Audit.metadata.tables[Audit.__tablename__])
