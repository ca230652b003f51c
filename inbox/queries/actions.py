"""What agents asked to be done with messages, and how far it is: what stands beside each one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from connectors.base import Verb
from db.models import Account, AccountState, Action, ActionState, Agent


@dataclass(frozen=True, slots=True)
class ActionView:
    """The newest action on a message. While it is `queued` its agent can take it back."""

    id: int
    message_id: int
    agent_id: int
    agent: str
    verb: Verb
    state: ActionState
    asked_at: datetime
    not_before: datetime
    attempt: int
    done_at: datetime | None
    refusal: str | None
    account_state: AccountState


def of_messages(session: Session, message_ids: Iterable[int]) -> dict[int, ActionView]:
    """Return the newest action on each of these messages; those taken back are left out."""
    found = session.execute(_newest(), {"ids": sorted(set(message_ids))})
    return {row.message_id: _view(row, agent, state) for row, agent, state in found}


@cache  # to build it takes longer than to ask it
def _newest() -> Select[*tuple[Any, ...]]:
    newest = (
        select(func.max(Action.id))
        .where(
            Action.message_id.in_(bindparam("ids", expanding=True)),
            Action.state != ActionState.WITHDRAWN,
        )
        .group_by(Action.message_id)
    )
    return (
        select(Action, Agent.work_name, Account.state)
        .join(Agent, Agent.id == Action.agent_id)
        .join(Account, Account.id == Action.account_id)
        .where(Action.id.in_(newest))
    )


def _view(row: Action, agent: str, account_state: str) -> ActionView:
    return ActionView(
        id=row.id,
        message_id=row.message_id,
        agent_id=row.agent_id,
        agent=agent,
        verb=Verb(row.verb),
        state=ActionState(row.state),
        asked_at=row.asked_at,
        not_before=row.not_before,
        attempt=row.attempt,
        done_at=row.done_at,
        refusal=row.refusal,
        account_state=AccountState(account_state),
    )
