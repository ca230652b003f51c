"""Accounts that neither poll nor send until a person does something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from db.models import Account, AccountState, Reply, ReplyState, Worker

STANDSTILL = timedelta(seconds=30)
"""A worker that has not beaten for so long stands still."""


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


@dataclass(frozen=True, slots=True)
class Standstill:
    """An account whose replies wait because the worker that holds it no longer moves."""

    account_id: int
    account: str
    worker: str
    since: datetime
    waiting: int


def standing_still(session: Session, now: datetime) -> tuple[Standstill, ...]:
    """Return the accounts with replies to send that a motionless worker holds, and since when.

    A worker that died is not listed: its accounts are taken over with the next due reply.
    """
    found = session.execute(_standing_still(), {"now": now, "beaten": now - STANDSTILL})
    return tuple(Standstill(*row) for row in found)


@cache  # to build it takes longer than to ask it
def _standing_still() -> Select[*tuple[Any, ...]]:
    waits = or_(
        Reply.state == ReplyState.SENDING,
        and_(Reply.state == ReplyState.QUEUED, Reply.not_before <= bindparam("now")),
    )
    last = func.coalesce(Worker.beat_at, Account.held_at)
    return (
        select(Account.id, Account.name, func.coalesce(Account.held_by, ""), last, func.count())
        .join(Reply, and_(Reply.account_id == Account.id, waits))
        .outerjoin(Worker, Worker.id == Account.held_by)
        .where(Account.held_by.is_not(None), last <= bindparam("beaten"))
        .group_by(Account.id, Account.name, Account.held_by, last)
        .order_by(Account.id)
    )
