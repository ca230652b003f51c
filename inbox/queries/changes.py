"""Who changed what about a stream and its account, and when: read from the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agent, Audit, Gap, Stream


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One act: `who` is None where nobody who works here did it; `about` is its table."""

    at: datetime
    who: str | None
    via: str
    action: str
    about: str
    note: Mapping[str, Any]


def changes(session: Session, stream_id: int, limit: int = 20) -> tuple[ChangeView, ...]:
    """Return the last acts on a stream, on its gaps and on its account, the newest first."""
    stream = session.get(Stream, stream_id)
    if stream is None:
        return ()
    gaps = session.scalars(select(Gap.id).where(Gap.stream_id == stream_id))
    subjects = [f"streams:{stream_id}", f"accounts:{stream.account_id}"]
    subjects += [f"gaps:{gap_id}" for gap_id in gaps]
    rows = session.execute(
        select(Audit, Agent.work_name, Agent.login)
        .outerjoin(Agent, Agent.id == Audit.agent_id)
        .where(Audit.subject.in_(subjects))
        .order_by(Audit.id.desc())
        .limit(limit)
    )
    return tuple(
        ChangeView(
            at=act.at,
            who=name or login,
            via=act.via,
            action=act.action,
            about=act.subject.partition(":")[0],
            note=act.note or {},
        )
        for act, name, login in rows
    )
