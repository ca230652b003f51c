"""Whose a conversation is: an agent's, or a queue's (a team's, or everybody's). Never nobody's.

    queue ──taken | given | answered──> an agent ──given back | its agent was disabled──> queue

Agents take, give back and hand to queues; a colleague is asked first (`inbox.care.handing`), only
admins give at once.
Whoever hands on says who had it when they looked: of two who take at once the second is told.
Who loses what was theirs to a colleague is told as well; while they write there, they are not
passed over unless that is meant.
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
from inbox.queries import together


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


class Writing(Exception):
    """Whose it is writes there just now; nothing was changed. `name` is theirs."""

    def __init__(self, name: str) -> None:
        super().__init__("its owner is writing there")
        self.name = name


class NobodyThere(LookupError):
    """There is no such team, or no such agent who works here; nothing was changed.

    Nor is somebody who is absent, where nobody stands in for them.
    """


def hand(
    session: Session,
    actor: Actor,
    conversation_id: int,
    to: Holder,
    had: Holder,
    now: datetime,
    *,
    sure: bool = False,
    act: str | None = None,
) -> None:
    """Hand a conversation to an agent or a queue; `had` is who had it when the actor looked.

    Where they have it already nothing happens. `sure`: also while its owner writes there. What is
    handed on by one `act` is told at once. Raises HasIt, Writing, NobodyThere, NotAllowed,
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
    if not sure:
        _calm(session, actor, conversation, now)
    give(session, actor, conversation, to, now, act=act)


def _calm(session: Session, actor: Actor, conversation: Conversation, now: datetime) -> None:
    """See that a colleague whose it is does not write there just now."""
    for one in together.colleagues(session, actor.agent_id, conversation.id, now):
        if one.writing and one.id == conversation.owner_id:
            raise Writing(one.name)


def give(
    session: Session,
    actor: Actor,
    conversation: Conversation,
    to: Holder,
    now: datetime,
    why: str | None = None,
    by: int | None = None,
    act: str | None = None,
) -> None:
    """Give a conversation away; what was offered there is over. All of them are locked.

    Who had it is told, unless they offered it themselves (`by`); an absent one whose work somebody
    else does is told who handed it on: `by`, or the actor. One `act` on many is told as one.
    """
    had = Holder(conversation.owner_id, conversation.team_id)
    conversation.owner_id, conversation.team_id = to.agent_id, to.team_id
    if had.team_id != to.team_id:
        conversations.weigh(session, conversation)
    owed.follow(session, conversation.id, had.agent_id, to.agent_id)
    if conversation.kind == Kind.POST:
        session.flush()
        conversations.weigh(session, conversation)  # what was written to others is ours by now
    takes = to.agent_id if to.agent_id == actor.agent_id else None
    asked = offers.end_there(session, conversation.id, now, takes)
    cause = act or f"conversations:{conversation.id}|{now.isoformat()}"

    def tell(kind: NoticeKind, whom: int | None, giver: int | None) -> None:
        at_once = act is not None
        noticing.tell(
            session, kind, [whom] if whom else [], conversation.id, cause, now,
            by=giver, together=at_once,
        )  # fmt: skip

    if to.agent_id != had.agent_id:
        tell(NoticeKind.GIVEN, to.agent_id, actor.agent_id)
        if had.agent_id is not None and passing.stood_in(session, had.agent_id):
            tell(NoticeKind.HANDED_ON, had.agent_id, by or actor.agent_id)
        elif had.agent_id not in (by, asked):
            lost = NoticeKind.TAKEN if takes else NoticeKind.PASSED_ON
            tell(lost, had.agent_id, actor.agent_id)
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
        offers.end_there(session, conversation_id, now, agent_id)
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
