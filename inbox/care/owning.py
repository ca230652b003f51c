"""Whose a conversation is: an agent's, or a queue's (a team's, or everybody's). Never nobody's.

    queue ──taken | given | answered──> an agent ──given back | its agent was disabled──> queue

Agents take, give back and hand to queues; a colleague is asked first (`inbox.care.handing`), only
admins give at once.
Whoever hands on says who had it when they looked: of two who take at once the second is told.
The agent's row is locked before the conversation's, as whoever disables an agent does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, Update, bindparam, case, exists, select, update
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import Agent, Conversation, NoticeKind, Schedule, Team
from inbox.care import audit, conversations, noticing, offers, owed, passing
from inbox.care.rights import Actor, Right, require


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a conversation. Without an agent it waits in the team's queue, or everybody's."""

    agent_id: int | None = None
    team_id: int | None = None


class HasIt(Exception):
    """Somebody has it who had not when the agent looked; nothing was changed.

    `name` is theirs, None where it lies in a queue by now.
    """

    def __init__(self, name: str | None) -> None:
        super().__init__("somebody was faster")
        self.name = name


class NobodyThere(LookupError):
    """There is no such team, or no such agent who works here; nothing was changed.

    Nor is somebody who is absent, where nobody stands in for them.
    """


def hand(
    session: Session, actor: Actor, conversation_id: int, to: Holder, had: Holder, now: datetime
) -> None:
    """Hand a conversation to an agent or a queue; `had` is who had it when the actor looked.

    Where they have it already nothing happens. Raises HasIt, NobodyThere, NotAllowed,
    NoConversation.
    """
    require(actor, Right.REPLY)
    if to.agent_id not in (None, actor.agent_id, had.agent_id):
        require(actor, Right.PEOPLE)
    _there(session, to)
    conversation = conversations.locked(session, conversation_id)
    has = Holder(conversation.owner_id, conversation.team_id)
    if has == to:
        return
    if has != had:
        raise HasIt(called(session, has.agent_id))
    give(session, actor, conversation, to, now)


def give(
    session: Session,
    actor: Actor,
    conversation: Conversation,
    to: Holder,
    now: datetime,
    why: str | None = None,
    by: int | None = None,
) -> None:
    """Give a conversation away; what was offered there is over. All of them are locked.

    Whose work somebody else does is told who handed it on: `by`, or the actor.
    """
    had = Holder(conversation.owner_id, conversation.team_id)
    conversation.owner_id, conversation.team_id = to.agent_id, to.team_id
    if had.team_id != to.team_id:
        conversations.weigh(session, conversation)
    owed.follow(session, conversation.id, had.agent_id, to.agent_id)
    if conversation.kind == Kind.POST:
        session.flush()
        conversations.weigh(session, conversation)  # what was written to others is ours by now
    offers.end_there(session, conversation.id, now)
    cause = f"conversations:{conversation.id}|{now.isoformat()}"
    if to.agent_id not in (None, had.agent_id):
        whom, giver = [to.agent_id], actor.agent_id
        noticing.tell(session, NoticeKind.GIVEN, whom, conversation.id, cause, now, by=giver)
    if had.agent_id not in (None, to.agent_id) and passing.stood_in(session, had.agent_id):
        whom, giver = [had.agent_id], by or actor.agent_id
        noticing.tell(session, NoticeKind.HANDED_ON, whom, conversation.id, cause, now, by=giver)
    _note(session, actor, conversation.id, to, had, now, why)


def answers(
    session: Session, actor: Actor, agent_id: int, conversation_id: int, now: datetime
) -> None:
    """Make the agent who answers the owner, unless somebody is.

    That they come from somebody heated, or not, is noted for what queues give them next. The agent
    is kept and the conversation locked already.
    """
    session.execute(_heated(), {"agent": agent_id, "here": conversation_id, "now": now})
    taken = session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner_id.is_(None))
        .values(owner_id=agent_id)
        .returning(Conversation.team_id)
    ).first()
    if taken is not None:
        to, had = Holder(agent_id, taken.team_id), Holder(None, taken.team_id)
        owed.follow(session, conversation_id, None, agent_id)
        offers.end_there(session, conversation_id, now)
        _note(session, actor, conversation_id, to, had, now)


@cache  # to build it takes longer than to write it
def _heated() -> Update:
    heated = exists().where(Conversation.id == bindparam("here"), Conversation.heat != "")
    since = case((heated, bindparam("now", type_=Schedule.heated_at.type)), else_=None)
    theirs = update(Schedule).where(Schedule.agent_id == bindparam("agent"))
    return theirs.values(heated_at=since).execution_options(synchronize_session=False)


def keep(session: Session, agent_id: int) -> bool:
    """Lock an agent until the commit, so that nobody disables them; whether they work here."""
    return session.scalar(_works(), {"agent": agent_id}) is not None


@cache
def _works() -> Select[int]:
    here = select(Agent.id).where(Agent.id == bindparam("agent"), Agent.disabled_at.is_(None))
    return here.with_for_update(read=True)


def let_go(session: Session, agent_id: int) -> int:
    """Put all that an agent has back into its queues; returns how many. Their row is locked."""
    freed = _put_back(session, Conversation.owner_id == agent_id, owner_id=None)
    owed.free(session, agent_id)
    return freed


def dissolve(session: Session, team_id: int) -> int:
    """Put a team's queue into everybody's; returns how many conversations were the team's."""
    return _put_back(session, Conversation.team_id == team_id, team_id=None)


def _put_back(session: Session, those: ColumnElement[bool], **values: None) -> int:
    rows = select(Conversation.id).where(those).order_by(Conversation.id)
    found = session.scalars(rows.with_for_update(key_share=True)).all()
    session.execute(update(Conversation).where(those).values(**values))
    return len(found)


def _there(session: Session, to: Holder) -> None:
    if to.agent_id is not None and not keep(session, to.agent_id):
        raise NobodyThere(to)
    if to.agent_id is not None and passing.is_alone(session, to.agent_id):
        raise NobodyThere(to)
    team = select(Team.id).where(Team.id == to.team_id).with_for_update(read=True, key_share=True)
    if to.team_id is not None and session.scalar(team) is None:
        raise NobodyThere(to)


def called(session: Session, agent_id: int | None) -> str | None:
    """Return what the screen calls an agent."""
    agent = session.get(Agent, agent_id) if agent_id is not None else None
    return agent.called if agent else None


def _note(
    session: Session,
    actor: Actor,
    conversation_id: int,
    to: Holder,
    had: Holder,
    now: datetime,
    why: str | None = None,
) -> None:
    said = {"why": why} if why is not None else {}
    audit.record(
        session,
        actor,
        "handed",
        f"conversations:{conversation_id}",
        now,
        agent=to.agent_id,
        team=to.team_id,
        had_agent=had.agent_id,
        had_team=had.team_id,
        **said,
    )
