"""Guessing is slow: the wait doubles for an account, and an address has few guesses.

A guess is counted before it is looked at, so that guesses made at the same time do not slip
through; one that was right gives its place back. At most ten guesses in fifteen minutes for
an account (waits of 1, 2, 4 ... seconds) and for an address (OWASP ASVS 5.0, 6.3.1).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import SignInThrottle

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
    session.execute(delete(SignInThrottle).where(SignInThrottle.last_at < now - timedelta(days=1)))
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
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = {"key": key, "failures": 0, "not_before": now, "last_at": now}
    session.execute(insert(SignInThrottle).values(fresh).on_conflict_do_nothing())
    row = session.scalars(
        select(SignInThrottle).where(SignInThrottle.key == key).with_for_update(key_share=True)
    ).one()
    if now - row.last_at >= forgotten and row.not_before <= now:
        row.failures = 0
    return row
