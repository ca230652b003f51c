"""Once a day every platform is asked what our logins may and when they end.

A login that turns out to be dead stops its account as a failed poll would; one that could not
be asked about is asked about again in an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update

import connectors
from connectors.base import Clock, Connection, ConnectorError, Health, ReauthRequired
from db.models import Account, AccountState, Trouble
from db.session import Database
from inbox.care import accounts, connecting, tokens
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault, WrongKey
from inbox.settings import Settings

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
AT_ONCE = 20
"""Logins of one round: what hangs holds up few others, and the next round comes soon."""


def check_due(
    db: Database,
    vault: Vault,
    settings: Settings,
    now: Clock,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Check the logins whose day is over, and forget connections that nobody finished."""
    with db.write() as session:
        connecting.sweep(session, now())
        due = session.scalars(
            update(Account)
            .where(Account.id.in_(_due(now())))
            .values(checked_at=now())
            .returning(Account.id)
            .execution_options(synchronize_session=False)
        ).all()
    for account_id in sorted(due):
        if stop():
            return
        check(db, vault, settings, account_id, now)


def check(db: Database, vault: Vault, settings: Settings, account_id: int, now: Clock) -> None:
    """Ask the platform about one login and write down what it says."""
    try:
        connection = tokens.fresh(db, vault, settings, account_id, now)
        login = connectors.login(connection.platform)
        if login is None:
            return
        health = login.health(connection)
    except ReauthRequired:
        with db.write() as session:
            accounts.stop(
                session, account_id, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, now()
            )
    except ConnectorError:
        _later(db, account_id, now())
    except (WrongKey, WrongHouse, LookupError):
        return
    else:
        _learn(db, account_id, connection, health)


def kind(connection: Connection) -> str | None:
    """Return which kind of login credentials are, None where they are of no kind we know."""
    kinds = connectors.PLATFORMS[connection.platform].secrets
    return next(
        (one for one, names in kinds.items() if {*names} <= {*connection.credentials}), None
    )


def _due(now: datetime) -> Select[int]:
    asked = [name for name, platform in connectors.PLATFORMS.items() if platform.connects]
    return (
        select(Account.id)
        .where(
            Account.platform.in_(asked),
            Account.state == AccountState.ACTIVE,
            Account.credentials != "",
            or_(Account.checked_at.is_(None), Account.checked_at <= now - EVERY),
        )
        .order_by(Account.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )


def _later(db: Database, account_id: int, now: datetime) -> None:
    with db.write() as session:
        session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(checked_at=now - EVERY + AGAIN)
            .execution_options(synchronize_session=False)
        )


def _learn(db: Database, account_id: int, connection: Connection, health: Health) -> None:
    """Write down what a platform told; what it does not tell stays as it was."""
    with db.write() as session:
        account = session.get(Account, account_id)
        if account is None or account.state == AccountState.DISCONNECTED:
            return
        account.login = account.login or kind(connection)
        if health.scopes:
            account.scopes, account.missing = [*health.scopes], [*health.missing]
        if "refresh_token" not in connection.credentials:
            account.token_expires_at = health.expires_at or account.token_expires_at
        account.access_ends_at = health.access_ends_at
