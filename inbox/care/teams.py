"""Teams: who shares a queue. Admins make them; agents only hand conversations to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import Team, TeamMember
from db.upsert import insert_into
from inbox.care import audit, owning
from inbox.care.rights import Actor, Right, require
from inbox.rules.labels import folded, label


class Wrong(StrEnum):
    """What is wrong with a name."""

    FORM = "form"
    TAKEN = "taken"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NoTeam(LookupError):
    """There is no such team; nothing was changed."""


def add(session: Session, actor: Actor, name: str, now: datetime) -> int:
    """Make a team without members; return its id. Raises Refused, NotAllowed."""
    require(actor, Right.PEOPLE)
    kept = _free(session, name)
    team = Team(name=kept, folded=folded(kept), created_at=now)
    session.add(team)
    session.flush()
    audit.record(session, actor, "team added", f"teams:{team.id}", now, name=team.name)
    return team.id


def rename(session: Session, actor: Actor, team_id: int, name: str, now: datetime) -> None:
    """Call a team something else. Raises Refused, NoTeam, NotAllowed."""
    require(actor, Right.PEOPLE)
    team = _found(session, team_id)
    team.name = _free(session, name, but=team_id)
    team.folded = folded(team.name)
    audit.record(session, actor, "team renamed", f"teams:{team_id}", now, name=team.name)


def remove(session: Session, actor: Actor, team_id: int, now: datetime) -> int:
    """Remove a team; its queue becomes everybody's. Returns how many conversations that were."""
    require(actor, Right.PEOPLE)
    team = _found(session, team_id)
    freed = owning.dissolve(session, team_id)
    session.delete(team)
    audit.record(session, actor, "team removed", f"teams:{team_id}", now, name=team.name)
    return freed


def join(session: Session, actor: Actor, team_id: int, agent_id: int, now: datetime) -> None:
    """Take an agent into a team; one who is in it stays. Raises NoTeam, NotAllowed."""
    require(actor, Right.PEOPLE)
    _found(session, team_id)
    row = insert_into(session, TeamMember).values(team_id=team_id, agent_id=agent_id)
    session.execute(row.on_conflict_do_nothing())
    audit.record(session, actor, "joined", f"teams:{team_id}", now, agent=agent_id)


def leave(session: Session, actor: Actor, team_id: int, agent_id: int, now: datetime) -> None:
    """Let an agent out of a team; their conversations stay theirs. Raises NoTeam, NotAllowed."""
    require(actor, Right.PEOPLE)
    _found(session, team_id)
    session.execute(
        delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.agent_id == agent_id)
    )
    audit.record(session, actor, "left", f"teams:{team_id}", now, agent=agent_id)


def _free(session: Session, name: str, but: int | None = None) -> str:
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    taken = session.scalar(select(Team.id).where(Team.folded == folded(kept)))
    if taken is not None and taken != but:
        raise Refused(Wrong.TAKEN)
    return kept


def _found(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id, with_for_update=True, populate_existing=True)
    if team is None:
        raise NoTeam(team_id)
    return team
