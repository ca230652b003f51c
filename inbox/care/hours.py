"""An agent's week, and how much of the queues' work they are given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Agent, Schedule
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import audit
from inbox.care.rights import Actor, Right, require
from inbox.rules import distribution
from inbox.rules.hours import Hours


class WrongShare(ValueError):
    """A capacity or languages that cannot be; nothing was changed."""


def set_hours(session: Session, actor: Actor, agent_id: int, hours: Hours, now: datetime) -> None:
    """Say when an agent works: they themselves, or an admin. Raises NotAllowed."""
    require(actor, Right.OWN_PROFILE if actor.agent_id == agent_id else Right.PEOPLE)
    row = _schedule(session, agent_id)
    if (row.hours, row.zone) != (str(hours), hours.zone):
        row.hours, row.zone = str(hours), hours.zone
        said = {"hours": row.hours, "zone": row.zone}
        audit.record(session, actor, "hours set", f"agents:{agent_id}", now, **said)


def set_capacity(
    session: Session, actor: Actor, agent_id: int, capacity: int | None, now: datetime
) -> None:
    """Say how many open conversations an agent has at most before queues give them no more.

    Raises WrongShare, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    least, most = distribution.LEAST_CAPACITY, distribution.MOST_CAPACITY
    if capacity is not None and not least <= capacity <= most:
        raise WrongShare(capacity)
    row = _schedule(session, agent_id)
    if row.capacity != capacity:
        row.capacity = capacity
        audit.record(session, actor, "capacity set", f"agents:{agent_id}", now, to=capacity)


def set_languages(
    session: Session, actor: Actor, agent_id: int, languages: str, now: datetime
) -> tuple[str, ...]:
    """Say in which languages queues give an agent work ("": any); returns them.

    Raises WrongShare, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    read = distribution.languages_of(languages)
    if read is None:
        raise WrongShare(languages)
    row = _schedule(session, agent_id)
    if tuple(row.languages) != read:
        row.languages = list(read)
        audit.record(session, actor, "languages set", f"agents:{agent_id}", now, to=list(read))
    return read


def _schedule(session: Session, agent_id: int) -> Schedule:
    if session.get(Agent, agent_id) is None:
        raise LookupError(f"there is no agent {agent_id}")
    row = insert_into(session, Schedule).values(
        agent_id=agent_id, capacity=distribution.USUAL_CAPACITY
    )
    session.execute(row.on_conflict_do_nothing())
    return session.get_one(Schedule, agent_id, with_for_update=KEEP_KEYS, populate_existing=True)
