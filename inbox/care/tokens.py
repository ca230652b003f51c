"""A login that ends is renewed ahead of its end, by one process at a time.

lease (committed) -> ask the platform -> commit the new pair -> only then go on. The old
refresh token is dead once the platform has answered: a crash before our commit costs the
login (the next 401 asks a person to connect again), never a message or a reply.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

import connectors
from connectors.base import (
    Clock,
    Connection,
    ConnectorError,
    ReauthRequired,
    Refreshed,
    Retryable,
)
from db.models import Account, Stream
from db.session import Database
from inbox.care.logins import is_local, options
from inbox.care.vault import Vault
from inbox.settings import Settings

AHEAD = timedelta(minutes=10)
"""How long before its end a login is renewed: X's lasts two hours (docs.x.com, OAuth 2.0)."""


class WrongHouse(Exception):
    """A sandbox account in a real installation, or the other way round. Nothing was opened."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as the table has it, opened: its connection and when its login ends."""

    connection: Connection
    expires_at: datetime | None
    sealed: str = ""

    @property
    def renewable(self) -> bool:
        """Return whether this login ends and can be renewed."""
        platform = connectors.PLATFORMS[self.connection.platform]
        return platform.refreshes is not None and "refresh_token" in self.connection.credentials

    def lasts(self, until: datetime) -> bool:
        """Return whether the login is known to be good until then."""
        return self.expires_at is not None and self.expires_at > until


def kept(db: Database, vault: Vault, settings: Settings, account_id: int) -> Kept:
    """Read one account. Raises WrongKey, WrongHouse; LookupError when there is none."""
    with db.read() as session:
        account, backfill = session.get(Account, account_id), _backfill(session, account_id)
    if account is None:
        raise LookupError(f"there is no account {account_id}")
    if account.sandbox is not settings.sandbox:
        raise WrongHouse("a sandbox account and a real one never share an installation")
    if account.sandbox and not is_local(account.base_url):
        raise WrongHouse("a sandbox account stays on this machine")
    connection = Connection(
        platform=account.platform,
        external_id=account.external_id,
        handle=account.handle,
        base_url=account.base_url,
        credentials=vault.open(account.credentials),
        deadlines=settings.deadlines,
        overlap=timedelta(minutes=settings.overlap_minutes),
        options={**options(settings, account.platform), **account.options},
        backfill=backfill,
    )
    return Kept(connection, account.token_expires_at, account.credentials)


def _backfill(session: Session, account_id: int) -> dict[str, timedelta]:
    """Return how far back the account's streams begin, where an admin said so."""
    reach = func.coalesce(Stream.again_days, Stream.backfill_days)
    rows = session.execute(
        select(Stream.name, reach).where(Stream.account_id == account_id, reach.is_not(None))
    )
    return {name: timedelta(days=days) for name, days in rows if days is not None}


def fresh(
    db: Database, vault: Vault, settings: Settings, account_id: int, now: Clock
) -> Connection:
    """Return the account's connection, its login renewed first where it is about to end.

    Raises ReauthRequired when the platform refuses to renew, Retryable while another process
    renews a login that is already dead, and what `kept` raises.
    """
    have = kept(db, vault, settings, account_id)
    if not have.renewable or have.lasts(now() + AHEAD):
        return have.connection
    me = secrets.token_hex(8)
    busy_until = _lease(db, settings, account_id, me, now())
    if busy_until is not None:
        return _meanwhile(have, now(), busy_until)
    again = kept(db, vault, settings, account_id)
    if again.lasts(now() + AHEAD):
        _give_back(db, account_id, me)
        return again.connection
    return _renew(db, vault, again, account_id, me, now)


def _meanwhile(have: Kept, now: datetime, busy_until: datetime) -> Connection:
    """Another process renews: the old login serves as long as it lives."""
    if have.lasts(now):
        return have.connection
    raise Retryable("the login is being renewed", after=busy_until)


def _renew(
    db: Database, vault: Vault, have: Kept, account_id: int, me: str, now: Clock
) -> Connection:
    try:
        renewed = connectors.refresh(have.connection, now)
    except ConnectorError as error:
        _give_back(db, account_id, me)
        if have.lasts(now()) and not isinstance(error, ReauthRequired):
            return have.connection
        raise
    if renewed is None:
        _give_back(db, account_id, me)
        return have.connection
    _commit(db, vault, account_id, renewed, have.sealed)
    return replace(have.connection, credentials=renewed.credentials)


def _lease(
    db: Database, settings: Settings, account_id: int, me: str, now: datetime
) -> datetime | None:
    """Become the account's one refresher; returns until when another one is."""
    free = or_(Account.refresh_until.is_(None), Account.refresh_until <= now)
    until = now + timedelta(seconds=settings.total_seconds * 2)
    with db.write() as session:
        taken = session.execute(
            update(Account)
            .where(Account.id == account_id, free)
            .values(refresh_until=until, refresh_by=me)
            .returning(Account.id)
            .execution_options(synchronize_session=False)
        ).first()
        if taken is not None:
            return None
        held = select(Account.refresh_until).where(Account.id == account_id)
        return session.scalar(held) or until


def _give_back(db: Database, account_id: int, me: str) -> None:
    with db.write() as session:
        session.execute(
            update(Account)
            .where(Account.id == account_id, Account.refresh_by == me)
            .values(refresh_until=None, refresh_by=None)
            .execution_options(synchronize_session=False)
        )


def _commit(db: Database, vault: Vault, account_id: int, renewed: Refreshed, old: str) -> None:
    """Store what the platform gave, lease or no lease: every older token is dead now.

    Unless somebody connected the account anew meanwhile: their login is another one.
    """
    with db.write() as session:
        session.execute(
            update(Account)
            .where(Account.id == account_id, Account.credentials == old)
            .values(
                credentials=vault.seal(renewed.credentials),
                token_expires_at=renewed.expires_at,
                refresh_until=None,
                refresh_by=None,
            )
            .execution_options(synchronize_session=False)
        )
