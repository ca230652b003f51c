"""Replies on their way out.

queued -> sending -> delivered | failed | unknown | queued again. `sending` is committed
before the network is touched, so that a crash leaves a trace; no transaction is open during
a call; one process sends for an account at a time.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.base import (
    Clock,
    Connector,
    ConnectorError,
    Picture,
    Refusal,
    Rejected,
)
from db.models import Account, Reply, ReplyState
from db.session import KEEP_KEYS, Database
from inbox.care import unsent
from inbox.care.accounts import Opener
from inbox.care.delivery import Event, hold_conversation
from inbox.care.journal import tell
from inbox.care.shelf import Missing, Shelf, pictures
from inbox.outgoing import claims, later
from inbox.outgoing.claims import Claim
from inbox.outgoing.locks import Held, Locks
from inbox.outgoing.sending import Outcome, attempt, open_account, settle
from inbox.outgoing.turns import take_turns
from inbox.settings import Settings

TURN = 5
"""Replies that an account sends before the next one has its turn."""

log = logging.getLogger("durchwahl.outgoing")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An account that another process sends for; `by` and `since` as far as that one said so."""

    account_id: int
    by: str | None
    since: datetime | None


@dataclass
class Delivered:
    """What became of the replies that were due; `elsewhere` are accounts that others hold."""

    counts: Counter[ReplyState] = field(default_factory=Counter)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, state: ReplyState | None) -> None:
        """Count a reply by where it came to."""
        if state is not None:
            with self._lock:
                self.counts[state] += 1

    def leave(self, there: Elsewhere) -> None:
        """Note an account that is not ours to serve now."""
        with self._lock:
            self.elsewhere.append(there)


def deliver_due(
    db: Database,
    opener: Opener,
    locks: Locks,
    settings: Settings,
    now: Clock,
    worker: str,
    stop: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is due, account beside account, in the order of each conversation.

    `worker` names this process where others see who holds an account; after `stop` no further
    reply is begun. What breaks at one account is logged and does not touch the others.
    """
    done = Delivered()
    _expire(db, now(), done)
    later.bring(db, settings, now, stop)

    def line() -> list[int]:
        with db.read() as session:
            return claims.due_accounts(session, now())

    def turn(account_id: int) -> bool:
        with locks.hold(account_id) as held:
            if held is None:
                done.leave(holder(db, account_id))
                return False
            shelf = pictures(settings.data_dir)
            return _Turn(db, opener, held, now, worker, done, shelf).serve(account_id, stop)

    take_turns(line, turn, settings.worker_threads, stop, settings.tick_seconds)
    return done


def holder(db: Database, account_id: int) -> Elsewhere:
    """Return who sends for an account at the moment."""
    with db.read() as session:
        account = session.get_one(Account, account_id)
        return Elsewhere(account_id, account.held_by, account.held_at)


def _expire(db: Database, now: datetime, done: Delivered) -> None:
    """Fail what the platform would no longer take, also while its account stands still."""
    with db.read() as session:
        overdue = claims.expired(session, now)
    for each in overdue:
        with db.write() as session:
            hold_conversation(session, each.conversation_id)
            reply = session.get(Reply, each.id, with_for_update=KEEP_KEYS)
            if reply is not None and reply.state == ReplyState.QUEUED:
                unsent.fail(session, reply, Event.EXPIRED, Refusal.WINDOW_CLOSED, None, now)
                done.count(ReplyState.FAILED)


@dataclass
class _Turn:
    """One account's turn: the sender lock is held from its first line to its last."""

    db: Database
    opener: Opener
    held: Held
    now: Clock
    worker: str
    done: Delivered
    pictures: Shelf
    connector: Connector | None = None

    def serve(self, account_id: int, stop: Callable[[], bool]) -> bool:
        """Send up to a turn's replies; returns whether there was one."""
        sent = 0
        try:
            while sent < TURN and not stop():
                claim = self._claim(account_id)
                if claim is None:
                    break
                sent += 1
                state = settle(self.db, claim, self._send(claim), self.now())
                self.done.count(state)
                what = {"reply": claim.reply_id, "attempt": claim.attempt, "state": state or "-"}
                tell(log, logging.DEBUG, "reply handed over", **what)
                if state in (ReplyState.QUEUED, ReplyState.UNKNOWN, None):
                    break
        finally:
            self._end(account_id, sent)
        return sent > 0

    def _claim(self, account_id: int) -> Claim | None:
        with self.db.write() as session:
            return claims.claim(session, account_id, self.now(), self.worker)

    def _send(self, claim: Claim) -> Outcome:
        if self.connector is None:
            opened = open_account(self.opener, claim.account_id)
            if isinstance(opened, ConnectorError):
                return opened
            self.connector = opened
        try:
            whole = self._with_pictures(claim)
        except Missing:
            return Rejected("a picture is no longer there", Refusal.PICTURE)
        return attempt(self.connector, self.held, whole, self.now)

    def _with_pictures(self, claim: Claim) -> Claim:
        """Return a claim with its pictures read: between transactions, before the call."""
        if not claim.pictures:
            return claim
        read = tuple(
            Picture(self.pictures.read(each.digest), each.type, each.alt or None)
            for each in claim.pictures
        )
        return replace(claim, outbound=replace(claim.outbound, pictures=read))

    def _end(self, account_id: int, sent: int) -> None:
        if self.connector is not None:
            self.connector.close()
        if sent:
            with self.db.write() as session:
                claims.released(session, account_id, self.worker)
