"""Accounts that neither poll nor send until a person does something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from db.models import Account, AccountState, Reply, ReplyState


@dataclass(frozen=True, slots=True)
class Stopped:
    """One account that stands still, and since when."""

    id: int
    platform: str
    name: str
    state: AccountState
    since: datetime | None


def stopped(session: Session) -> tuple[Stopped, ...]:
    """Return the accounts that are anything but active; a disconnected one if replies wait."""
    return tuple(
        Stopped(row.id, row.platform, row.name, AccountState(row.state), row.trouble_since)
        for row in session.execute(_stopped())
    )


@cache  # to build it takes longer than to ask it
def _stopped() -> Select[*tuple[Any, ...]]:
    waits = select(Reply.id).where(Reply.account_id == Account.id, Reply.state == ReplyState.QUEUED)
    return (
        select(Account.id, Account.platform, Account.name, Account.state, Account.trouble_since)
        .where(
            Account.state != AccountState.ACTIVE,
            or_(Account.state != AccountState.DISCONNECTED, waits.exists()),
        )
        .order_by(Account.id)
    )
