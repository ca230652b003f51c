"""The accounts that we hold on the platforms: opened, stopped by trouble, paused by people."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

import connectors
from connectors.base import Clock, Connector, utc_now
from db.models import Account, AccountState, Stream, Trouble
from db.session import KEEP_KEYS, Database
from inbox.care import audit, tokens
from inbox.care.journal import tell
from inbox.care.rights import Actor, Right, require
from inbox.care.vault import Vault
from inbox.settings import Settings

log = logging.getLogger("durchwahl.accounts")

Opener = Callable[[int], Connector]
"""Account id -> a fresh connector, which the caller closes.

Raises ConnectorError (the login could not be renewed), vault.WrongKey, tokens.WrongHouse and
LookupError; whichever it was, nothing was asked of the platform in the caller's name.
"""


class NoAccount(LookupError):
    """There is no such account; nothing was changed."""


def opener(db: Database, vault: Vault, settings: Settings, now: Clock = utc_now) -> Opener:
    """Return how to open an account; OAuth 2.0 logins are renewed ahead of their end."""

    def opened(account_id: int) -> Connector:
        connection = tokens.fresh(db, vault, settings, account_id, now)
        place = {"platform": connection.platform, "at": connection.base_url}
        tell(log, logging.DEBUG, "account opened", account=account_id, **place)
        return connectors.open_connector(connection, now)

    return opened


def name_of(account: Account) -> str:
    """Return how commands and the log name an account: "twitter/lindenau_hilft"."""
    return f"{account.platform}/{account.slug}"


def stop(
    session: Session, account_id: int, state: AccountState, trouble: Trouble, now: datetime
) -> None:
    """Stop an account that the platform no longer serves: its polls rest, its replies wait.

    Told once: an account that has stopped already stays as it is, a paused one stays paused.
    """
    account = locked(session, account_id)
    if account.state != AccountState.ACTIVE:
        return
    account.state, account.trouble, account.trouble_since = state, trouble, now
    session.flush()
    tell(log, logging.WARNING, "account stopped", account=name_of(account), trouble=trouble)


def pause(session: Session, actor: Actor, account_id: int, now: datetime) -> None:
    """Let an account rest until somebody resumes it; polls stop and replies wait."""
    require(actor, Right.CONNECTORS)
    account = locked(session, account_id)
    if account.state == AccountState.DISCONNECTED:
        raise NoAccount(account_id)
    account.state = AccountState.PAUSED
    audit.record(session, actor, "paused", f"accounts:{account_id}", now)


def resume(session: Session, actor: Actor, account_id: int, now: datetime) -> None:
    """Let an account work again, whatever stopped it; what is still wrong shows at once."""
    require(actor, Right.CONNECTORS)
    if locked(session, account_id).state == AccountState.DISCONNECTED:
        raise NoAccount(account_id)
    start_again(session, account_id, now)
    audit.record(session, actor, "resumed", f"accounts:{account_id}", now)


def start_again(session: Session, account_id: int, now: datetime) -> None:
    """Make an account active; its streams are due at once, but never before they may be.

    What stopped it is over for its streams too: whether it really is, the next poll says.
    """
    account = locked(session, account_id)
    healed = account.trouble
    account.state, account.trouble, account.trouble_since = AccountState.ACTIVE, None, None
    session.flush()
    if healed is not None:
        session.execute(
            update(Stream)
            .where(Stream.account_id == account_id, Stream.trouble == healed)
            .values(trouble=None, trouble_note=None, trouble_since=None, failures=0)
            .execution_options(synchronize_session=False)
        )
    later = Stream.not_before > now
    for condition, due in ((~later | Stream.not_before.is_(None), now), (later, Stream.not_before)):
        session.execute(
            update(Stream)
            .where(Stream.account_id == account_id, Stream.enabled, condition)
            .values(due_at=due)
            .execution_options(synchronize_session=False)
        )
    if healed is not None:
        tell(log, logging.INFO, "account works again", account=name_of(account), was=healed)


def locked(session: Session, account_id: int) -> Account:
    """Return an account that nobody else changes meanwhile. Raises NoAccount."""
    found = session.get(Account, account_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if found is None:
        raise NoAccount(account_id)
    return found
