"""How far a new house is on its way to the first signed reply."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from db.models import Account, AccountState, Agent, Conversation, Reply, ReplyState
from inbox.queries import agents


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done, in the order in which it is best done."""

    signature: bool
    account: bool
    message: bool
    reply: bool
    colleague: bool

    @property
    def done(self) -> bool:
        """Return whether there is nothing left to do."""
        return all(astuple(self))


def connected(session: Session) -> bool:
    """Return whether any account is connected: without one nothing comes in."""
    account = exists().where(Account.state != AccountState.DISCONNECTED)
    return bool(session.scalar(select(account)))


def first_steps(session: Session, agent_id: int) -> Steps:
    """Return which first steps are done, seen by one agent; each is told by what stands there."""
    me = agents.agent(session, agent_id)

    def there(row: type, *where: ColumnElement[bool]) -> bool:
        return bool(session.scalar(select(exists().select_from(row).where(*where))))

    return Steps(
        signature=me is not None and me.reachable,
        account=connected(session),
        message=there(Conversation),
        reply=there(Reply, Reply.state == ReplyState.DELIVERED),
        colleague=there(Agent, Agent.id != agent_id, Agent.disabled_at.is_(None)),
    )
