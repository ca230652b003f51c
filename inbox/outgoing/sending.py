"""One reply, one call, one outcome.

    claimed ──> lock still ours? window still open? ──> send ──> what it means for the reply

Whatever is not proven to have done nothing counts as "may be out". The outcome is written
only where the reply is still the one that was claimed: a worker that was frozen must not
undo what others have found out meanwhile.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

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
)
from db.models import AccountState, Action, Reply, ReplyState, Trouble
from db.session import KEEP_KEYS, Database
from inbox.care import accounts, limits, unsent
from inbox.care.accounts import Opener
from inbox.care.delivery import Event, delivered, hold_conversation, move, pay
from inbox.care.journal import tell
from inbox.outgoing.claims import Claim
from inbox.outgoing.locks import Held

FIRST_WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=15)
BREATH = timedelta(seconds=10)
"""How long an account rests after a call without an outcome, so that one that hangs does not
keep a thread busy all the time, and one that only stumbled goes on soon."""

Outcome = Receipt | ConnectorError

log = logging.getLogger("durchwahl.outgoing")


def open_account(opener: Opener, account_id: int) -> Connector | ConnectorError:
    """Open an account, or return why not. Whatever it was, nothing of ours was sent."""
    try:
        return opener(account_id)
    except OutcomeUnknown as error:
        return Retryable(error.reason)
    except ConnectorError as error:
        return error
    except Exception as error:
        name = type(error).__name__
        tell(log, logging.ERROR, "cannot open", account=account_id, error=name)
        return Retryable(name)


def attempt(connector: Connector, held: Held, claim: Claim, now: Clock) -> Outcome:
    """Hand a claimed reply to the platform, once, and return what came of it. Never raises."""
    if not held.still():
        return Retryable("the sender lock was lost", after=now())
    if claim.until is not None and now() >= claim.until:
        return Rejected(code=Refusal.WINDOW_CLOSED)
    try:
        return connector.send(claim.outbound)
    except ConnectorError as error:
        return error
    except Exception as error:
        tell(log, logging.ERROR, "send broke", reply=claim.reply_id, error=type(error).__name__)
        return OutcomeUnknown(type(error).__name__)


def settle(db: Database, claim: Claim, outcome: Outcome, now: datetime) -> ReplyState | None:
    """Write down what came of a claim, in one transaction; None: it was not ours any more."""
    with db.write() as session:
        hold_conversation(session, claim.conversation_id)
        reply = session.get(Reply, claim.reply_id, with_for_update=KEEP_KEYS)
        limits.note(session, claim.account_id, outcome.usage, now)
        if reply is None:  # its account was disconnected and erased while it was under way
            met = type(outcome).__name__
            if isinstance(outcome, Receipt):
                sent = claim.outbound
                pay(session, claim.account_id, sent.kind, sent.text, outcome, now)
            tell(log, logging.WARNING, "erased while sending", reply=claim.reply_id, outcome=met)
            return None
        ours = reply.attempt == claim.attempt and reply.state == ReplyState.SENDING
        if not ours and not _late_receipt(reply, claim, outcome):
            tell(log, logging.WARNING, "outcome came late", reply=reply.id, state=reply.state)
            return None
        match outcome:
            case Receipt():
                delivered(session, reply, outcome, now)
            case Retryable():
                _wait(session, reply, outcome, now)
            case ReauthRequired():
                move(session, reply, Event.STOPPED, now, note=outcome.reason)
                _stop(session, reply, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, now)
            case OutOfCredit():
                move(session, reply, Event.STOPPED, now, note=outcome.reason)
                _stop(session, reply, AccountState.OUT_OF_CREDIT, Trouble.OUT_OF_CREDIT, now)
            case Rejected():
                _refused(session, reply, outcome, now)
            case _:
                move(session, reply, Event.UNCLEAR, now, note=outcome.reason)
                others_wait(session, reply, now + BREATH)
        return ReplyState(reply.state)


def back_off(reply: Reply | Action, tries: int | None = None) -> timedelta:
    """Return how long to wait when the platform named no time: growing, never the same for two.

    A minute at first (docs.x.com, rate limits: without a reset time, back off), a quarter of
    an hour at most, plus up to a quarter of it, drawn from the reply's key.
    """
    doublings = min(max(reply.attempt if tries is None else tries, 1) - 1, 10)
    share = sum(reply.key.encode()) % 256 / 1024
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT) * (1 + share)


def until(error: ConnectorError, wait: timedelta, now: datetime) -> datetime:
    """Return when to try again: when the platform said, if that is still to come."""
    asked = error.after if isinstance(error, Retryable) else None
    return asked if asked is not None and asked > now else now + wait


def others_wait(session: Session, reply: Reply, until: datetime) -> None:
    """Let the account's other replies of this kind wait too: they share the platform's limit."""
    private = or_(Reply.kind == Kind.DIRECT, Reply.private.is_(True))
    session.execute(
        update(Reply)
        .where(
            Reply.account_id == reply.account_id,
            Reply.state == ReplyState.QUEUED,
            private if reply.private or reply.kind == Kind.DIRECT else ~private,
            Reply.not_before < until,
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


def stop_account(session: Session, reply: Reply, error: ConnectorError, now: datetime) -> bool:
    """Stop the account where an error means that a person has to act; returns whether it does."""
    if isinstance(error, ReauthRequired):
        _stop(session, reply, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, now)
    elif isinstance(error, OutOfCredit):
        _stop(session, reply, AccountState.OUT_OF_CREDIT, Trouble.OUT_OF_CREDIT, now)
    else:
        return False
    return True


def _late_receipt(reply: Reply, claim: Claim, outcome: Outcome) -> bool:
    """Return whether a receipt tells something new of a reply that nobody else is sending."""
    open_still = reply.state in (ReplyState.UNKNOWN, ReplyState.QUEUED, ReplyState.HELD)
    return isinstance(outcome, Receipt) and reply.attempt == claim.attempt and open_still


def _wait(session: Session, reply: Reply, error: Retryable, now: datetime) -> None:
    move(session, reply, Event.BUSY, now, note=error.reason)
    reply.not_before = until(error, back_off(reply), now)
    others_wait(session, reply, reply.not_before)


def _stop(
    session: Session, reply: Reply, state: AccountState, trouble: Trouble, now: datetime
) -> None:
    accounts.stop(session, reply.account_id, state, trouble, now)


def _refused(session: Session, reply: Reply, error: Rejected, now: datetime) -> None:
    """A refusal is final, but for two that are not what they seem.

    "Duplicate" for a reply that may be out already means: look for it. "Not summoned" for a
    part that hangs on our own part before: hang it on the customer's message instead.
    """
    if error.code is Refusal.DUPLICATE and reply.unknown_at is not None:
        move(session, reply, Event.UNCLEAR, now, note=error.reason)
        return
    if error.code is Refusal.NOT_SUMMONED and _hangs_on_ours(session, reply):
        reply.refusal = Refusal.NOT_SUMMONED
        move(session, reply, Event.FELL_BACK, now, note=error.reason)
        return
    unsent.fail(session, reply, Event.REFUSED, error.code, error.reason or None, now)


def _hangs_on_ours(session: Session, reply: Reply) -> bool:
    before = session.get(Reply, reply.after_id) if reply.after_id else None
    return before is not None and before.external_id == reply.target
