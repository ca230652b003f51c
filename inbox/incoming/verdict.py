"""What an error of a poll means for its stream and its account. Pure but for the clock's hand-in.

Retryable        due again no earlier than asked, or after a growing back-off
ReauthRequired   the account stops: somebody has to connect it again
OutOfCredit      the account stops: somebody has to pay
Rejected         the stream stops, with the platform's own sentence
anything else    ours: a back-off, and a reference in the log
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from connectors.base import (
    ConnectorError,
    OutOfCredit,
    ReauthRequired,
    Rejected,
    Retryable,
    Throttled,
    Unreadable,
)
from db.models import AccountState, Trouble
from inbox.care.pacing import Draw
from inbox.care.tokens import WrongHouse
from inbox.care.vault import WrongKey
from inbox.incoming.schedule import back_off

LITTLE = timedelta(seconds=2)
"""How far polls that were told the same moment spread behind it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Trouble by name; `not_before` where the platform said when; what stops because of it."""

    trouble: Trouble
    note: str | None = None
    not_before: datetime | None = None
    stops_account: AccountState | None = None
    stops_stream: bool = False


class Stuck(Exception):
    """The platform's pages do not move on: a cursor came twice in one walk."""


def verdict(error: Exception, now: datetime) -> Verdict:
    """Return what an error means; its note is the platform's word, never a secret."""
    if isinstance(error, ConnectorError):
        return _platforms(error, now)
    if isinstance(error, Stuck):
        return Verdict(Trouble.UNREADABLE, "its pages do not move on")
    if isinstance(error, WrongKey | WrongHouse):
        return Verdict(Trouble.KEY, str(error))
    return Verdict(Trouble.STORE if isinstance(error, SQLAlchemyError) else Trouble.INTERNAL)


def _platforms(error: ConnectorError, now: datetime) -> Verdict:
    match error:
        case ReauthRequired():
            stop = AccountState.LOGIN_NEEDED
            return Verdict(Trouble.LOGIN_NEEDED, error.reason, stops_account=stop)
        case OutOfCredit():
            stop = AccountState.OUT_OF_CREDIT
            return Verdict(Trouble.OUT_OF_CREDIT, error.reason, stops_account=stop)
        case Rejected():
            return Verdict(Trouble.REFUSED, error.reason, stops_stream=True)
    return _passing(error, now)


def _passing(error: ConnectorError, now: datetime) -> Verdict:
    after = error.after if isinstance(error, Retryable) else None
    if after is not None or isinstance(error, Throttled):
        return Verdict(
            Trouble.BUSY, error.reason, not_before=after if after and after > now else None
        )
    if isinstance(error, Unreadable):
        return Verdict(Trouble.UNREADABLE, error.reason)
    return Verdict(Trouble.UNREACHABLE, error.reason)


def due_after(found: Verdict, failures: int, now: datetime, draw: Draw) -> datetime:
    """Return when to try again: as the platform asked, else after the back-off."""
    if found.not_before is not None:
        return found.not_before + LITTLE * draw()
    return now + back_off(failures, draw)
