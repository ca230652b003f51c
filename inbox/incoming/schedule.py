"""Which stream is polled next, and by whom: claimed in one statement, held by a lease.

A lease runs out by itself, so the stream of a killed worker is taken over. An account has one
running poll at most, and streams that failed last time have a lane of their own: whoever
hangs does not stand in the way of the others. An account's replies go before its polls, polls
leave a share of a common rate limit to replies, and a budget holds streams back by its steps.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Result,
    Select,
    String,
    and_,
    bindparam,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from db.models import Account, AccountState, Reply, ReplyState, Stream
from inbox.care.pacing import Draw
from inbox.queries import limits

LEAST_WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=15)


GIVE_WAY = timedelta(seconds=30)
"""How long polls of an account wait for its due replies: one that cannot leave stops nobody."""

_OTHER = aliased(Stream)
"""Another stream of the account; made once, since an alias costs more than asking the database."""


Moment = datetime | ColumnElement[datetime]
"""A time, or where a statement will be given one."""


class Lane(StrEnum):
    """Who waits in which line: streams that worked last time, and streams that did not."""

    SOUND = "sound"
    SICK = "sick"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A stream that is ours to poll until the lease ends."""

    stream_id: int
    account_id: int


def due(session: Session, now: datetime) -> list[Lane]:
    """Return the lanes in which a claim may find something; in others it would not.

    A worker asks several times a second, mostly for nothing: looking takes no lock, a claim does.
    """
    given = {"now": now, "late": now - GIVE_WAY}
    sick = set(session.scalars(_looking(), given))
    return [lane for lane in Lane if (lane is Lane.SICK) in sick]


@cache
def _looking() -> Select[bool]:
    now, late = (bindparam(name, type_=Stream.due_at.type) for name in ("now", "late"))
    of_account = Account.id == Stream.account_id
    return select(Stream.failures > 0).join(Account, of_account).where(_ready(now, late)).distinct()


def claim(
    session: Session, worker: str, now: datetime, lease: timedelta, limit: int, lane: Lane
) -> list[Claimed]:
    """Take up to `limit` due streams of a lane, the longest due first; one an account."""
    given = {"now": now, "late": now - GIVE_WAY, "until": now + lease, "by": worker, "most": limit}
    return _taken(session.execute(_claiming(lane), given))


@cache
def _claiming(lane: Lane) -> ReturningUpdate[int, int]:
    """Return the statement of a claim: a worker asks it several times a second, mostly for nothing.

    It is given `now`, `late` (replies due before that stop no poll), `until`, `by` and `most`.
    """
    now, late = (bindparam(name, type_=Stream.due_at.type) for name in ("now", "late"))
    health = Stream.failures == 0 if lane is Lane.SOUND else Stream.failures > 0
    due = (
        select(Stream.id)
        .join(Account, Account.id == Stream.account_id)
        .where(_ready(now, late), health, ~_sibling_first(now))
        .order_by(Stream.due_at, Stream.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(key_share=True, of=Stream, skip_locked=True)
        .cte("due")
    )
    until, by = bindparam("until", type_=Stream.due_at.type), bindparam("by", type_=String())
    return _taking(Stream.id.in_(select(due.c.id)), until, by)


def take(
    session: Session, stream_id: int, worker: str, now: datetime, lease: timedelta
) -> Claimed | None:
    """Take one stream whether it is due or not; None when somebody else is at it."""
    given = {"of": stream_id, "now": now, "until": now + lease, "by": worker}
    taken = _taken(session.execute(_taking_one(), given))
    return taken[0] if taken else None


@cache
def _taking_one() -> ReturningUpdate[int, int]:
    now, until = (bindparam(name, type_=Stream.due_at.type) for name in ("now", "until"))
    free = and_(Stream.id == bindparam("of"), _free(now))
    return _taking(free, until, bindparam("by", type_=String()))


def _taking(
    which: ColumnElement[bool], until: BindParameter[datetime], worker: BindParameter[str]
) -> ReturningUpdate[int, int]:
    return (
        update(Stream)
        .where(which)
        .values(lease_until=until, lease_by=worker)
        .returning(Stream.id, Stream.account_id)
        .execution_options(synchronize_session=False)
    )


def _taken(rows: Result[int, int]) -> list[Claimed]:
    return sorted((Claimed(*row) for row in rows), key=lambda one: one.stream_id)


def renew(session: Session, stream_id: int, worker: str, until: datetime) -> bool:
    """Hold a stream longer; False when the lease was lost."""
    kept = session.execute(
        update(Stream)
        .where(Stream.id == stream_id, Stream.lease_by == worker)
        .values(lease_until=until)
        .returning(Stream.id)
        .execution_options(synchronize_session=False)
    )
    return kept.first() is not None


def release(session: Session, stream_id: int, worker: str) -> None:
    """Give a stream back untouched; what others hold meanwhile stays theirs."""
    session.execute(
        update(Stream)
        .where(Stream.id == stream_id, Stream.lease_by == worker)
        .values(lease_until=None, lease_by=None)
        .execution_options(synchronize_session=False)
    )


def back_off(failures: int, draw: Draw = random.random) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, growing, spread out."""
    doubled: int = 2 ** min(max(failures - 1, 0), 10)
    return min(LEAST_WAIT * doubled, LONGEST_WAIT) * (1 + draw() / 4)


def _free(now: Moment) -> ColumnElement[bool]:
    return or_(Stream.lease_until.is_(None), Stream.lease_until <= now)


def _ready(now: Moment, late: Moment) -> ColumnElement[bool]:
    return and_(
        Account.state == AccountState.ACTIVE,
        limits.afforded(Stream.name),
        Account.id.not_in(_with_due_replies(now, late)),
        ~limits.replies_only(now),
        Stream.enabled,
        Stream.due_at <= now,
        _free(now),
    )


def _with_due_replies(now: Moment, late: Moment) -> Select[int]:
    return select(Reply.account_id).where(
        Reply.state == ReplyState.QUEUED,
        Reply.not_before <= now,
        Reply.not_before > late,
    )


def _sibling_first(now: Moment) -> ColumnElement[bool]:
    """Return whether another stream of the account is being polled, or comes before this one."""
    runs = _OTHER.lease_until > now
    earlier = and_(
        _OTHER.enabled,
        limits.afforded(_OTHER.name),
        _OTHER.due_at <= now,
        tuple_(_OTHER.due_at, _OTHER.id) < tuple_(Stream.due_at, Stream.id),
    )
    return (
        select(_OTHER.id)
        .where(_OTHER.account_id == Stream.account_id, _OTHER.id != Stream.id, or_(runs, earlier))
        .exists()
    )
