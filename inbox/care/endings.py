"""Why an alarm ended: its cause is gone, or what it was about is not there or not meant to run.

Only the first is a recovery. The reason is kept among the facts of the alarm, under `ended`.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Account, AccountState, Alarm, Budget, Stream
from inbox.rules.alarms import Cause, Ending

BY_STATE = {
    AccountState.DISCONNECTED: Ending.DISCONNECTED,
    AccountState.PAUSED: Ending.PAUSED,
    AccountState.LOGIN_NEEDED: Ending.WORSE,
    AccountState.OUT_OF_CREDIT: Ending.WORSE,
}


def of(session: Session, row: Alarm) -> Ending:
    """Return why an alarm ends whose cause holds no more."""
    if row.cause in (Cause.GAP, Cause.MAIL):
        return Ending.RECOVERED  # a person has looked, or e-mails leave: whatever the account does
    if row.cause == Cause.BUDGET:
        return Ending.RECOVERED if _budget_is_there(session, row) else Ending.DROPPED
    account = session.get(Account, row.account_id) if row.account_id is not None else None
    if account is not None and account.state in BY_STATE:
        return BY_STATE[AccountState(account.state)]
    stream = session.get(Stream, row.stream_id) if row.stream_id is not None else None
    return Ending.PAUSED if stream is not None and not stream.enabled else Ending.RECOVERED


def rests(session: Session, row: Alarm) -> bool:
    """Return whether what an alarm was about is meant to stand still now: no news that it ended."""
    if row.stream_id is not None:
        stream = session.get(Stream, row.stream_id)
        if stream is None or not stream.enabled:
            return True
    account = session.get(Account, row.account_id) if row.account_id is not None else None
    return account is not None and account.state != AccountState.ACTIVE


def _budget_is_there(session: Session, row: Alarm) -> bool:
    scope = (row.open_key or "").partition("|budgets:")[2]
    return session.scalar(select(Budget.id).where(Budget.scope == scope)) is not None
