"""Guessing is slow: the wait doubles for an account, and an address has few guesses.

A guess is counted before it is looked at, so that guesses made at the same time do not slip
through; one that was right gives its place back. At most ten guesses in fifteen minutes for
an account (waits of 1, 2, 4 ... seconds) and for an address (OWASP ASVS 5.0, 6.3.1).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Delete, Executable, Select, bindparam, delete, select
from sqlalchemy.orm import Session

from db.models import SignInThrottle
from db.upsert import inserting, spoken

WINDOW = timedelta(minutes=15)
GUESSES = 10
FORGOTTEN = timedelta(hours=1)


def account_key(login: str) -> str:
    """Return the key of an account; hashed, since people type passwords into the wrong field."""
    return "account:" + hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()


def address_key(address: str) -> str:
    """Return the key of an address; a network of IPv6 counts as one, for it has 2**64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address:" + address[:64]
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64)
    return f"address:{parsed}"


def guess(session: Session, login: str, address: str, now: datetime) -> datetime | None:
    """Count a guess. Return None when it may be looked at, else the time of the next one."""
    session.execute(_old(), {"before": now - timedelta(days=1)})
    visitor = _row(session, address_key(address), now, WINDOW)
    if visitor.not_before > now:
        return visitor.not_before
    account = _row(session, account_key(login), now, FORGOTTEN)
    if account.not_before > now:
        return account.not_before
    for row, wait in ((visitor, _address_wait), (account, _account_wait)):
        row.failures += 1
        row.not_before, row.last_at = now + wait(row.failures), now
    return None


def right(session: Session, login: str, address: str, now: datetime) -> None:
    """Forget the guesses at an account that was signed in to; its address gets one back."""
    session.execute(delete(SignInThrottle).where(SignInThrottle.key == account_key(login)))
    visitor = _row(session, address_key(address), now, WINDOW)
    visitor.failures = max(visitor.failures - 1, 0)
    if visitor.failures < GUESSES:
        visitor.not_before = now


def _account_wait(failures: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(failures - 1, 20)), WINDOW)


def _address_wait(failures: int) -> timedelta:
    return WINDOW if failures >= GUESSES else timedelta()


def _row(session: Session, key: str, now: datetime, forgotten: timedelta) -> SignInThrottle:
    """Return the locked row of a key, made where there is none, emptied after a quiet time."""
    fresh = {"key": key, "failures": 0, "not_before": now, "last_at": now}
    session.execute(_fresh(spoken(session)), fresh)
    row = session.scalars(_locked(), {"of": key}).one()
    if now - row.last_at >= forgotten and row.not_before <= now:
        row.failures = 0
    return row


@cache  # to build them takes longer than to ask them
def _old() -> Delete:
    old = delete(SignInThrottle).where(SignInThrottle.last_at < bindparam("before"))
    return old.execution_options(synchronize_session=False)


@cache
def _fresh(dialect: str) -> Executable:
    fresh: Executable = inserting(dialect, SignInThrottle).on_conflict_do_nothing()
    return fresh


@cache
def _locked() -> Select[SignInThrottle]:
    mine = select(SignInThrottle).where(SignInThrottle.key == bindparam("of"))
    return mine.with_for_update(key_share=True)
