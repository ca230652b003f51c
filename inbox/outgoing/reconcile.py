"""Replies that may be out: looked for on the platform before anybody sends them again.

    sending, and its process is gone ──> unknown ──settle──> look ──settle──> look
      seen: delivered        twice not seen: once more where the platform refuses duplicates,
                             elsewhere (and the second time) its agent is asked

The settle is longer than a whole call plus the platform's lag; with a shorter one a reply
still in the air would be missed by the look and go out twice.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import (
    Clock,
    Connector,
    ConnectorError,
    Kind,
    OutboundReply,
    Receipt,
    Rejected,
)
from db.models import Account, AccountState, Reply, ReplyEvent, ReplyState
from db.session import KEEP_KEYS, Database
from inbox.care.accounts import Opener
from inbox.care.delivery import LOOKS, Event, delivered, hold_conversation, move
from inbox.care.journal import tell
from inbox.outgoing import claims
from inbox.outgoing.locks import Locks
from inbox.outgoing.sending import back_off, stop_account, until
from inbox.outgoing.turns import take_turns
from inbox.settings import Settings

TURN = 5
"""Looks at one account before the next one has its turn."""

log = logging.getLogger("durchwahl.outgoing")


class Finding(StrEnum):
    """What reconciling did with a reply."""

    DIED = "its process is gone"
    FOUND = "found"
    NOT_SEEN = "not seen"
    ONCE_MORE = "once more"
    ASKED = "asked"
    LATER = "could not look"


@dataclass
class Reconciled:
    """What was found out, and the accounts that others hold."""

    counts: Counter[Finding] = field(default_factory=Counter)
    elsewhere: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, finding: Finding | None) -> None:
        """Count one finding."""
        if finding is not None:
            with self._lock:
                self.counts[finding] += 1


@dataclass(frozen=True, slots=True)
class _Look:
    reply_id: int
    conversation_id: int
    attempt: int
    outbound: OutboundReply


def settle_of(settings: Settings) -> timedelta:
    """Return the wait before a look. Raises ValueError when a call could outlast it."""
    if settings.settle_seconds <= settings.total_seconds + settings.platform_lag_seconds:
        raise ValueError("the settle must be longer than a call and the platform's lag together")
    return settings.settle


def reconcile(
    db: Database,
    opener: Opener,
    locks: Locks,
    settings: Settings,
    now: Clock,
    worker: str,
    stop: Callable[[], bool] = lambda: False,
) -> Reconciled:
    """Find out about replies whose outcome is open, account beside account."""
    settle = settle_of(settings)
    done = Reconciled()

    def line() -> list[int]:
        with db.read() as session:
            return _accounts(session, now(), settle)

    def turn(account_id: int) -> bool:
        with locks.hold(account_id) as held:
            if held is None:
                done.elsewhere.append(account_id)
                return False
            died = _bury(db, account_id, now(), worker, done)
            return _look_around(db, opener, account_id, settle, now, done, stop) or died

    take_turns(line, turn, settings.worker_threads, stop, settings.tick_seconds)
    return done


def _accounts(session: Session, now: datetime, settle: timedelta) -> list[int]:
    in_the_air, to_look = _asked()
    given = _given(now, settle)
    return sorted({*session.scalars(in_the_air), *session.scalars(to_look, given)})


@cache
def _asked() -> tuple[Select[int], Select[int]]:
    in_the_air = select(Reply.account_id).where(Reply.state == ReplyState.SENDING)
    return in_the_air, _to_look().with_only_columns(Reply.account_id)


def _given(now: datetime, settle: timedelta) -> dict[str, datetime]:
    """Return what `_to_look` is given."""
    return {"now": now, "settled": now - settle}


@cache
def _to_look() -> Select[Reply]:
    now, settled = (bindparam(name, type_=Reply.not_before.type) for name in ("now", "settled"))
    return (
        select(Reply)
        .join(Account, Account.id == Reply.account_id)
        .where(
            Reply.state == ReplyState.UNKNOWN,
            Reply.looked < LOOKS,
            Reply.not_before <= now,
            func.coalesce(Reply.looked_at, Reply.unknown_at) <= settled,
            Account.state == AccountState.ACTIVE,
        )
    )


def _bury(db: Database, account_id: int, now: datetime, worker: str, done: Reconciled) -> bool:
    """Put down as unknown what is `sending` while we hold the lock: its process is gone."""
    with db.read() as session:
        found = session.scalars(_orphans(), {"account": account_id}).all()
    for each in found:
        with db.write() as session:
            hold_conversation(session, each.conversation_id)
            reply = session.get(Reply, each.id, with_for_update=KEEP_KEYS)
            if reply is not None and reply.state == ReplyState.SENDING:
                move(session, reply, Event.DIED, now)
        done.count(Finding.DIED)
        tell(log, logging.WARNING, "sender is gone", reply=each.id, taken_over_by=worker)
    return bool(found)


@cache
def _orphans() -> Select[Reply]:
    orphans = select(Reply).where(
        Reply.account_id == bindparam("account"), Reply.state == ReplyState.SENDING
    )
    return orphans.order_by(Reply.id)


def _look_around(
    db: Database,
    opener: Opener,
    account_id: int,
    settle: timedelta,
    now: Clock,
    done: Reconciled,
    stop: Callable[[], bool],
) -> bool:
    """Look for up to a turn's replies of an account; returns whether there was one."""
    connector: Connector | None = None
    looked: set[int] = set()
    try:
        while len(looked) < TURN and not stop():
            look = _next(db, account_id, now(), settle)
            if look is None or look.reply_id in looked:
                break
            looked.add(look.reply_id)
            seen: Receipt | ConnectorError | None
            try:
                connector = connector or opener(account_id)
                seen = connector.find_sent(look.outbound)
            except ConnectorError as error:
                seen = error
            except Exception as error:
                tell(
                    log,
                    logging.ERROR,
                    "look broke",
                    reply=look.reply_id,
                    error=type(error).__name__,
                )
                seen = ConnectorError(type(error).__name__)
            found = _note(db, look, seen, now())
            done.count(found)
            tell(log, logging.DEBUG, "looked", reply=look.reply_id, finding=found or "-")
    finally:
        if connector is not None:
            connector.close()
    return bool(looked)


def _next(db: Database, account_id: int, now: datetime, settle: timedelta) -> _Look | None:
    with db.read() as session:
        given = _given(now, settle)
        reply = session.scalars(_next_of_account(), {**given, "account": account_id}).first()
        if reply is None:
            return None
        return _Look(
            reply.id, reply.conversation_id, reply.attempt, claims.outbound(session, reply)
        )


@cache
def _next_of_account() -> Select[Reply]:
    mine = _to_look().where(Reply.account_id == bindparam("account"))
    return mine.order_by(Reply.id).limit(1)


def _note(
    db: Database, look: _Look, seen: Receipt | ConnectorError | None, now: datetime
) -> Finding | None:
    """Write down what a look showed, unless the reply's outcome became known meanwhile."""
    with db.write() as session:
        hold_conversation(session, look.conversation_id)
        reply = session.get(Reply, look.reply_id, with_for_update=KEEP_KEYS)
        if reply is None or reply.state != ReplyState.UNKNOWN or reply.attempt != look.attempt:
            return None
        if isinstance(seen, Receipt):
            if _taken(session, reply, seen):
                return Finding.LATER
            delivered(session, reply, seen, now, Event.FOUND)
            return Finding.FOUND
        if isinstance(seen, ConnectorError) and not isinstance(seen, Rejected):
            return _later(session, reply, seen, now)
        reply.looked, reply.looked_at = reply.looked + 1, now
        if reply.looked < LOOKS:
            move(session, reply, Event.LOOKED, now)
            return Finding.NOT_SEEN
        return _not_there(session, reply, now)


def _taken(session: Session, reply: Reply, seen: Receipt) -> bool:
    """Return whether what was seen turned out to be another reply of ours since we asked."""
    other = select(Reply.id).where(
        Reply.account_id == reply.account_id,
        Reply.external_id == seen.external_id,
        Reply.id != reply.id,
    )
    return session.scalar(other.limit(1)) is not None


def _later(session: Session, reply: Reply, error: ConnectorError, now: datetime) -> Finding:
    if not stop_account(session, reply, error, now):
        reply.not_before = until(error, back_off(reply, tries=1), now)
    return Finding.LATER


def _not_there(session: Session, reply: Reply, now: datetime) -> Finding:
    """Decide about a reply that two looks have not seen: once more by itself, or by its agent.

    Once more only where the platform itself refuses what is there already, and only once.
    """
    account = session.get_one(Account, reply.account_id)
    refuses = PLATFORMS[account.platform].refuses_duplicates(Kind(reply.kind))
    before = select(ReplyEvent.id).where(
        ReplyEvent.reply_id == reply.id, ReplyEvent.event == Event.ONCE_MORE
    )
    if refuses and session.scalar(before.limit(1)) is None:
        move(session, reply, Event.ONCE_MORE, now)
        reply.not_before = now
        return Finding.ONCE_MORE
    move(session, reply, Event.ASKED, now)
    return Finding.ASKED
