"""Parts of the list kept under a name: one's own, or everybody's.

Any agent makes them; what is everybody's is taken away by who made it or by an admin, and called
something else by nobody but who made it. One is written anew only where that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Agent, SavedView
from db.session import KEEP_KEYS
from inbox.care import audit
from inbox.care.rights import GRANTS, Actor, NotAllowed, Right, require
from inbox.rules.labels import folded, label

MOST = 50
"""Views that one agent keeps."""


class Wrong(StrEnum):
    """Why a view is not kept."""

    FORM = "form"
    TOO_MANY = "too many"
    TAKEN = "taken"


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
    instead_of: int | None = None,
) -> int:
    """Keep a look under a name and return its id.

    An own view of that name is written anew where it is the one that it is to stand
    `instead_of`; else it stays. Raises Refused, NotAllowed.
    """
    require(actor, Right.REPLY)
    if actor.agent_id is None:
        raise NotAllowed("a view is somebody's")
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    view = _called(session, actor.agent_id, kept)
    if view is None:
        view = _new(session, actor.agent_id, now)
    elif view.id != instead_of:
        raise Refused(Wrong.TAKEN)
    view.name, view.folded, view.look, view.shared = kept, folded(kept), dict(look), shared
    session.add(view)
    session.flush()
    audit.record(session, actor, "view saved", f"saved_views:{view.id}", now, shared=shared)
    return view.id


def rename(session: Session, actor: Actor, view_id: int, name: str, now: datetime) -> None:
    """Call an own view something else. Raises Refused, NoView as `remove` does, NotAllowed."""
    require(actor, Right.REPLY)
    view = _seen(session, actor, view_id)
    if view.agent_id != actor.agent_id:
        raise NotAllowed("somebody else's view")
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    same = _called(session, view.agent_id, kept)
    if same is not None and same.id != view_id:
        raise Refused(Wrong.TAKEN)
    view.name, view.folded = kept, folded(kept)
    audit.record(session, actor, "view renamed", f"saved_views:{view_id}", now, name=kept)


def remove(session: Session, actor: Actor, view_id: int, now: datetime) -> None:
    """Take a view away. Raises NoView, also for what is another's own; NotAllowed."""
    require(actor, Right.REPLY)
    view = _seen(session, actor, view_id)
    if view.agent_id != actor.agent_id and Right.PEOPLE not in GRANTS[actor.role]:
        raise NotAllowed("somebody else's view")
    session.delete(view)
    audit.record(session, actor, "view removed", f"saved_views:{view_id}", now, name=view.name)


def _seen(session: Session, actor: Actor, view_id: int) -> SavedView:
    """Lock a view that somebody can choose. Raises NoView."""
    view = session.get(SavedView, view_id, with_for_update=True, populate_existing=True)
    if view is None or not (view.shared or view.agent_id == actor.agent_id):
        raise NoView(view_id)
    return view


def _called(session: Session, agent_id: int, name: str) -> SavedView | None:
    """Return an agent's view of a name; none other of theirs takes it meanwhile."""
    session.get(Agent, agent_id, with_for_update=KEEP_KEYS)
    mine = SavedView.agent_id == agent_id, SavedView.folded == folded(name)
    return session.scalars(select(SavedView).where(*mine).with_for_update()).first()


def _new(session: Session, agent_id: int, now: datetime) -> SavedView:
    """Return one more view of an agent's. Raises Refused."""
    kept = select(func.count()).where(SavedView.agent_id == agent_id)
    if (session.scalar(kept) or 0) >= MOST:
        raise Refused(Wrong.TOO_MANY)
    return SavedView(agent_id=agent_id, created_at=now)
