"""Parts of the list kept under a name: one's own, or everybody's.

Any agent makes them; what is everybody's is taken away by who made it or by an admin.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import SavedView
from db.upsert import insert_into
from inbox.care import audit
from inbox.care.rights import GRANTS, Actor, NotAllowed, Right, require
from inbox.rules.labels import folded, label

MOST = 50
"""Views that one agent keeps."""


class Wrong(StrEnum):
    """Why a view is not kept."""

    FORM = "form"
    TOO_MANY = "too many"


class Refused(Exception):
    """Nothing was kept; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NoView(LookupError):
    """There is no such view; nothing was changed."""


def save(
    session: Session,
    actor: Actor,
    name: str,
    look: Mapping[str, str],
    now: datetime,
    *,
    shared: bool = False,
) -> int:
    """Keep a look under a name and return its id; one of the agent's own name is written anew.

    Raises Refused, NotAllowed.
    """
    require(actor, Right.REPLY)
    if actor.agent_id is None:
        raise NotAllowed("a view is somebody's")
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    mine = SavedView.agent_id == actor.agent_id
    others = select(func.count()).where(mine, SavedView.folded != folded(kept))
    if (session.scalar(others) or 0) >= MOST:
        raise Refused(Wrong.TOO_MANY)
    values = {"name": kept, "look": dict(look), "shared": shared}
    row = insert_into(session, SavedView).values(
        agent_id=actor.agent_id, folded=folded(kept), created_at=now, **values
    )
    written = row.on_conflict_do_update(index_elements=["agent_id", "folded"], set_=values)
    number: int = session.scalars(written.returning(SavedView.__table__.c.id)).one()
    audit.record(session, actor, "view saved", f"saved_views:{number}", now, shared=shared)
    return number


def remove(session: Session, actor: Actor, view_id: int, now: datetime) -> None:
    """Take a view away. Raises NoView, also for what is another's own; NotAllowed."""
    require(actor, Right.REPLY)
    view = session.get(SavedView, view_id, with_for_update=True, populate_existing=True)
    mine = view is not None and view.agent_id == actor.agent_id
    if view is None or not (mine or view.shared):
        raise NoView(view_id)
    if not (mine or Right.PEOPLE in GRANTS[actor.role]):
        raise NotAllowed("somebody else's view")
    session.delete(view)
    audit.record(session, actor, "view removed", f"saved_views:{view_id}", now, name=view.name)
