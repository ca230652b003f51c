"""Notes being written, and who is named in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, func, select, true, union, union_all
from sqlalchemy.orm import Session

from db.models import (
    Account,
    Agent,
    Contact,
    Conversation,
    Direction,
    Mention,
    Message,
    NoteDraft,
    Team,
    TeamMember,
)
from inbox.queries.teams import CALLED
from inbox.rules import mentions
from inbox.rules.labels import folded


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
    """Return whom a name in a note means: agents who work here, and everybody of a team.

    A login or a first name means its agent where it is nobody else's.
    """
    here = Agent.disabled_at.is_(None)
    found = _whole(session, here)
    taken = {folded(name) for name in found}
    short = _short(session, here)
    return found | {name: who for name, who in short.items() if len(who) == 1 and name not in taken}


def strays(
    session: Session, conversation_id: int, text: str, *, whole: bool = True
) -> tuple[str, ...]:
    """Return who is named in a note and is nobody here; not `whole`: it is still being typed.

    Whoever writes in the conversation, and our own accounts, may be called by their handles.
    """
    if "@" not in text and "\uff20" not in text:
        return ()
    found = mentions.strays(text, people(session), whole=whole)
    if not found:
        return ()
    asked = [one.lower() for one in found]
    writers: CompoundSelect[int | None] = union(
        select(Message.contact_id).where(Message.conversation_id == conversation_id),
        select(Conversation.contact_id).where(Conversation.id == conversation_id),
    )
    called = func.lower(Contact.handle).in_(asked)
    handles = union_all(
        select(Contact.handle).where(Contact.id.in_(writers), called),
        select(Account.handle).where(func.lower(Account.handle).in_(asked)),
    )
    known = {one.lower() for one in session.scalars(handles) if one}
    return tuple(one for one in found if one.lower() not in known)


def named(session: Session, messages: Iterable[Message]) -> dict[int, tuple[str, ...]]:
    """Return, of each note, the pieces of its text that named somebody when it was written."""
    texts = {one.id: one.text for one in messages if one.direction == Direction.NOTE}
    whom: dict[int, set[int]] = {}
    rows = select(Mention.message_id, Mention.agent_id).where(Mention.message_id.in_(texts))
    for message_id, agent_id in session.execute(rows) if texts else ():
        whom.setdefault(message_id, set()).add(agent_id)
    if not whom:
        return {}
    known = people(session) | _whole(session, true())
    return {
        message_id: tuple(
            piece
            for piece, names in mentions.pieces(texts[message_id], known).items()
            if any(known[name] & agents for name in names)
        )
        for message_id, agents in whom.items()
    }


def _whole(session: Session, those: ColumnElement[bool]) -> dict[str, set[int]]:
    """Return agents by the name on the screen, and everybody of a team by its name."""
    found: dict[str, set[int]] = {}
    for agent_id, name in session.execute(select(Agent.id, CALLED).where(those)):
        found.setdefault(name, set()).add(agent_id)
    members = (
        select(Team.name, TeamMember.agent_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .join(Agent, Agent.id == TeamMember.agent_id)
        .where(those)
    )
    for name, agent_id in session.execute(members):
        found.setdefault(name, set()).add(agent_id)
    return found


def _short(session: Session, those: ColumnElement[bool]) -> dict[str, set[int]]:
    """Return agents by login and by first name, folded."""
    found: dict[str, set[int]] = {}
    for row in session.execute(select(Agent.id, Agent.login, CALLED.label("called")).where(those)):
        for name in (row.login, *row.called.split()[:1]):
            found.setdefault(folded(name), set()).add(row.id)
    return found
