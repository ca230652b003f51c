"""Notes being written, and who is named in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agent, NoteDraft, Team, TeamMember
from inbox.queries.teams import CALLED


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note that is not written yet; `stamp` changes with every save ("": there is none)."""

    text: str = ""
    stamp: str = ""


def kept(row: NoteDraft) -> KeptNote:
    """Return a row as the page shows it."""
    return KeptNote(row.text, row.updated_at.isoformat())


def draft(session: Session, agent_id: int | None, conversation_id: int) -> KeptNote:
    """Return the note that an agent is writing about a conversation."""
    if agent_id is None:
        return KeptNote()
    row = session.get(NoteDraft, (agent_id, conversation_id))
    return kept(row) if row is not None else KeptNote()


def people(session: Session) -> dict[str, set[int]]:
    """Return whom a name in a note means: agents who work here, and everybody of a team."""
    found: dict[str, set[int]] = {}
    here = Agent.disabled_at.is_(None)
    for agent_id, name in session.execute(select(Agent.id, CALLED).where(here)):
        found.setdefault(name, set()).add(agent_id)
    members = (
        select(Team.name, TeamMember.agent_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .join(Agent, Agent.id == TeamMember.agent_id)
        .where(here)
    )
    for name, agent_id in session.execute(members):
        found.setdefault(name, set()).add(agent_id)
    return found
