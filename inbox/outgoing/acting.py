"""Actions on their way out: as safe as replies, claimed and committed before anything is called.

queued, or unknown since a settle -> sending -> done | failed | unknown | queued again. The
sender lock of the account is held from the claim to the outcome, so what is still `sending`
when we hold it was left by a process that is gone.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from connectors import base
from connectors.base import (
    Clock,
    Connector,
    ConnectorError,
    Kind,
    OutcomeUnknown,
    OutOfCredit,
    ReauthRequired,
    Receipt,
    Refusal,
    Rejected,
    Retryable,
    Verb,
)
from db.models import Account, AccountState, Action, ActionState, Message, Trouble
from db.session import Database
from inbox.care import accounts, acting, budget, limits
from inbox.care.accounts import Opener
from inbox.care.acting import TRIES, NoMessage, Step, locked, step, took_effect
from inbox.care.journal import tell
from inbox.outgoing.locks import Held, Locks
from inbox.outgoing.reconcile import settle_of
from inbox.outgoing.sending import Outcome, back_off, open_account, until
from inbox.outgoing.turns import take_turns
from inbox.rules.budget import Thrift
from inbox.settings import Settings

TURN = 5
"""Actions of one account before the next one has its turn."""

log = logging.getLogger("durchwahl.outgoing")


@dataclass
class Carried:
    """What became of the actions that were due; `elsewhere` are accounts that others hold."""

    counts: Counter[ActionState] = field(default_factory=Counter)
    elsewhere: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, state: ActionState | None) -> None:
        """Count an action by where it came to."""
        if state is not None:
            with self._lock:
                self.counts[state] += 1


@dataclass(frozen=True, slots=True)
class _Claim:
    action_id: int
    account_id: int
    attempt: int
    action: base.Action


def carry_out(
    db: Database,
    opener: Opener,
    locks: Locks,
    settings: Settings,
    now: Clock,
    worker: str,
    stop: Callable[[], bool] = lambda: False,
) -> Carried:
    """Do what is due, account beside account; after `stop` nothing more is begun."""
    settle = settle_of(settings)
    done = Carried()

    def line() -> list[int]:
        with db.read() as session:
            return _accounts(session, now(), settle)

    def turn(account_id: int) -> bool:
        with locks.hold(account_id) as held:
            if held is None:
                done.elsewhere.append(account_id)
                return False
            died = _bury(db, account_id, now(), worker, done)
            serving = _Turn(db, opener, held, now, settle, done)
            return serving.serve(account_id, stop) or died

    take_turns(line, turn, settings.worker_threads, stop, settings.tick_seconds)
    return done


def _accounts(session: Session, now: datetime, settle: timedelta) -> list[int]:
    in_the_air, due = _asked()
    given = _given(now, settle)
    return sorted({*session.scalars(in_the_air), *session.scalars(due, given)})


@cache
def _asked() -> tuple[Select[int], Select[int]]:
    in_the_air = select(Action.account_id).where(Action.state == ActionState.SENDING)
    return in_the_air, _due().with_only_columns(Action.account_id)


def _given(now: datetime, settle: timedelta) -> dict[str, datetime]:
    """Return what `_due` is given."""
    return {"now": now, "settled": now - settle, "since": now - TRIES}


@cache
def _due() -> Select[Action]:
    now, settled, since = (
        bindparam(name, type_=Action.not_before.type) for name in ("now", "settled", "since")
    )
    waiting = Action.state == ActionState.QUEUED
    again = (
        (Action.state == ActionState.UNKNOWN)
        & (Action.unknown_at <= settled)
        & (Action.asked_at >= since)
    )
    return (
        select(Action)
        .join(Account, Account.id == Action.account_id)
        .where(
            or_(waiting, again),
            Action.not_before <= now,
            Account.state == AccountState.ACTIVE,
            Account.thrift < Thrift.NOTHING,
        )
    )


def _bury(db: Database, account_id: int, now: datetime, worker: str, done: Carried) -> bool:
    """Put down as unknown what is `sending` while we hold the lock: its process is gone."""
    orphans = select(Action.id).where(
        Action.account_id == account_id, Action.state == ActionState.SENDING
    )
    with db.read() as session:
        found = session.scalars(orphans.order_by(Action.id)).all()
    for action_id in found:
        with db.write() as session:
            action = _there(session, action_id)
            if action is not None and action.state == ActionState.SENDING:
                done.count(step(session, action, Step.DIED))
                action.unknown_at = now
        tell(log, logging.WARNING, "actor is gone", action=action_id, taken_over_by=worker)
    return bool(found)


@dataclass
class _Turn:
    """One account's turn: the sender lock is held from its first line to its last."""

    db: Database
    opener: Opener
    held: Held
    now: Clock
    settle: timedelta
    done: Carried
    connector: Connector | None = None

    def serve(self, account_id: int, stop: Callable[[], bool]) -> bool:
        """Do up to a turn's actions; returns whether there was one."""
        acted = 0
        try:
            while acted < TURN and not stop():
                claim = self._claim(account_id)
                if claim is None:
                    break
                acted += 1
                state = _settle(self.db, claim, self._act(claim), self.now())
                self.done.count(state)
                tell(log, logging.DEBUG, "action carried out", action=claim.action_id,
                     attempt=claim.attempt, state=state or "-")  # fmt: skip
                if state in (ActionState.QUEUED, ActionState.UNKNOWN, None):
                    break
        finally:
            if self.connector is not None:
                self.connector.close()
        return acted > 0

    def _claim(self, account_id: int) -> _Claim | None:
        """Take the account's next due action: ours once this transaction is committed."""
        now = self.now()
        with self.db.write() as session:
            action = self._next(session, account_id, now)
            if action is None:
                return None
            step(session, action, Step.CLAIMED)
            action.attempt, action.sending_at = action.attempt + 1, now
            kind = Kind(session.get_one(Message, action.message_id).kind)
            wish = base.Action(action.key, Verb(action.verb), action.target, kind)
            return _Claim(action.id, account_id, action.attempt, wish)

    def _next(self, session: Session, account_id: int, now: datetime) -> Action | None:
        """Lock the next due action; who held its message may have taken it back meanwhile."""
        given = _given(now, self.settle)
        due = _due().where(Action.account_id == account_id)
        ids = due.with_only_columns(Action.id).order_by(Action.not_before, Action.id)
        while (number := session.scalar(ids.limit(1), given)) is not None:
            action = _there(session, number)
            still = ids.where(Action.id == number)
            if action is not None and session.scalar(still, given) is not None:
                return action
        return None

    def _act(self, claim: _Claim) -> Outcome:
        """Ask the platform, once. Never raises; what is not proven counts as "may be done"."""
        if self.connector is None:
            opened = open_account(self.opener, claim.account_id)
            if isinstance(opened, ConnectorError):
                return opened
            self.connector = opened
        if not self.held.still():
            return Retryable("the sender lock was lost", after=self.now())
        try:
            return self.connector.act(claim.action)
        except ConnectorError as error:
            return error
        except Exception as error:
            name = type(error).__name__
            tell(log, logging.ERROR, "act broke", action=claim.action_id, error=name)
            return OutcomeUnknown(name)


def _settle(db: Database, claim: _Claim, outcome: Outcome, now: datetime) -> ActionState | None:
    """Write down what came of a claim, in one transaction; None: it was not ours any more."""
    with db.write() as session:
        action = _still(session, claim, outcome)
        limits.note(session, claim.account_id, outcome.usage, now)
        budget.spend(session, claim.account_id, outcome.usage.items, budget.today(now))
        if action is None:
            return None
        mine = action.attempt == claim.attempt
        late = isinstance(outcome, Receipt) and action.state in acting.OPEN
        if not mine or not (late or action.state == ActionState.SENDING):
            tell(log, logging.WARNING, "outcome came late", action=action.id, state=action.state)
            return None
        match outcome:
            case Receipt():
                took_effect(session, action, now)
            case Retryable():
                step(session, action, Step.BUSY)
                action.not_before = until(outcome, back_off(action), now)
            case ReauthRequired():
                _stop(session, action, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, now)
            case OutOfCredit():
                _stop(session, action, AccountState.OUT_OF_CREDIT, Trouble.OUT_OF_CREDIT, now)
            case Rejected():
                _refused(session, action, outcome, now)
            case _:
                step(session, action, Step.UNCLEAR)
                action.unknown_at, action.refusal_note = now, outcome.reason or None
        return ActionState(action.state)


def _still(session: Session, claim: _Claim, outcome: Outcome) -> Action | None:
    """Return a claimed action, None when it was erased with its account meanwhile."""
    action = _there(session, claim.action_id)
    if action is None:
        met = type(outcome).__name__
        tell(log, logging.WARNING, "erased while acting", action=claim.action_id, outcome=met)
    return action


def _there(session: Session, action_id: int) -> Action | None:
    """Return an action, locked; None: it was erased since somebody saw it."""
    try:
        return locked(session, action_id)
    except NoMessage:
        return None


def _stop(
    session: Session, action: Action, state: AccountState, trouble: Trouble, now: datetime
) -> None:
    step(session, action, Step.STOPPED)
    accounts.stop(session, action.account_id, state, trouble, now)


def _refused(session: Session, action: Action, error: Rejected, now: datetime) -> None:
    """A refusal is final; that what was to be deleted is not there is none."""
    if action.verb == Verb.DELETE and error.code is Refusal.GONE:
        took_effect(session, action, now)
        return
    action.refusal, action.refusal_note = error.code, error.reason or None
    step(session, action, Step.REFUSED)
