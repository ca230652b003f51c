"""What an agent chose about their own screens: rows, keys, a card put away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Preference
from db.upsert import insert_into
from inbox.care.rights import Actor, NotAllowed, Right, require


def put_steps_away(session: Session, actor: Actor, now: datetime) -> None:
    """Show the first steps no more to this agent. Raises NotAllowed."""
    _keep(session, actor, steps_away_at=now)


def show_steps(session: Session, actor: Actor) -> None:
    """Show the first steps again, as far as they are not done. Raises NotAllowed."""
    _keep(session, actor, steps_away_at=None)


def set_density(session: Session, actor: Actor, *, dense: bool) -> None:
    """Let the rows of this agent's list stand closer, or not. Raises NotAllowed."""
    _keep(session, actor, dense=dense)


def set_single_keys(session: Session, actor: Actor, *, on: bool) -> None:
    """Let one letter alone do something on this agent's screens, or not. Raises NotAllowed."""
    _keep(session, actor, single_keys=on)


def _keep(session: Session, actor: Actor, **chosen: object) -> None:
    require(actor, Right.OWN_PROFILE)
    if actor.agent_id is None:
        raise NotAllowed("only who looks at a screen chooses about it")
    made = insert_into(session, Preference).values(
        **{"agent_id": actor.agent_id, "dense": False, "single_keys": True, **chosen}
    )
    session.execute(made.on_conflict_do_update(index_elements=["agent_id"], set_=chosen))
