"""What an agent chose about their own screens: how close the rows stand, that a card is away."""

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


def _keep(session: Session, actor: Actor, **chosen: object) -> None:
    require(actor, Right.OWN_PROFILE)
    if actor.agent_id is None:
        raise NotAllowed("only who looks at a screen chooses about it")
    made = insert_into(session, Preference).values(
        **{"agent_id": actor.agent_id, "dense": False, **chosen}
    )
    session.execute(made.on_conflict_do_update(index_elements=["agent_id"], set_=chosen))
