"""Who is at a conversation: noted at most every ten seconds, forgotten half a minute later.

The panes ask and save anyway; what they do is noted along with it. Nobody is followed: a row
says the last moment alone, and yesterday's rows are swept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, delete, or_, update
from sqlalchemy.orm import Session

from db.models import Presence
from db.upsert import inserting, spoken
from inbox.care.rights import Actor, Right, require

EVERY = timedelta(seconds=10)
"""How often the same agent is noted at the same conversation."""
KEPT = timedelta(days=1)


def here(
    session: Session, actor: Actor, conversation_id: int, now: datetime, *, writing: bool = False
) -> None:
    """Note that an agent reads a conversation, or writes there. Raises NotAllowed."""
    require(actor, Right.READ)
    if actor.agent_id is None:
        return
    row = {
        "agent_id": actor.agent_id,
        "conversation_id": conversation_id,
        "seen_at": now,
        "writing_at": now if writing else None,
    }
    session.execute(_noted(spoken(session), writing=writing), row | {"before": now - EVERY})


@cache  # to build it takes longer than to write it
def _noted(dialect: str, *, writing: bool) -> Any:
    row, before = inserting(dialect, Presence), bindparam("before", type_=Presence.seen_at.type)
    old = Presence.seen_at <= before
    change = {"seen_at": row.excluded.seen_at}
    if writing:
        old = or_(old, Presence.writing_at.is_(None), Presence.writing_at <= before)
        change["writing_at"] = row.excluded.writing_at
    return row.on_conflict_do_update(
        index_elements=["agent_id", "conversation_id"], set_=change, where=old
    )


def wrote(session: Session, agent_id: int, conversation_id: int) -> None:
    """Note that an agent writes there no more: what they wrote is handed in."""
    session.execute(_no_more(), {"agent": agent_id, "here": conversation_id})


@cache
def _no_more() -> Update:
    mine = Presence.agent_id == bindparam("agent"), Presence.conversation_id == bindparam("here")
    done = update(Presence).where(*mine).values(writing_at=None)
    return done.execution_options(synchronize_session=False)


def sweep(session: Session, now: datetime) -> None:
    """Forget who was where before today."""
    session.execute(delete(Presence).where(Presence.seen_at < now - KEPT))
