"""How an account comes into the tables: from the environment, from the sandbox, by hand.

The row is written first, without streams, and then the platform is asked whose credentials
these are: so a login that must be renewed to be used is renewed like any other, committed
before anything else. Streams, and with them polls, begin once the account is known by name.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

import connectors
from connectors.base import (
    Author,
    Clock,
    Connection,
    ConnectorError,
    Credentials,
    OutOfCredit,
    ReauthRequired,
    StreamSpec,
)
from connectors.sandbox import accounts as examples
from db.models import Account, AccountState, Stream, Trouble
from db.session import Database
from inbox.care import accounts, audit, logins
from inbox.care.accounts import Opener
from inbox.care.journal import tell
from inbox.care.logins import Login
from inbox.care.rights import Actor, Right, require
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault, WrongKey
from inbox.settings import Settings

log = logging.getLogger("durchwahl.accounts")

UNKNOWN = "unknown:"
"""Stands for the platform's id until the platform was asked; never the beginning of a real one."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Credentials of which the platform did not say whose they are; tried again later."""

    account_id: int
    error: ConnectorError


def sandbox_logins(settings: Settings) -> tuple[Login, ...]:
    """Return the example accounts of the local stand-ins."""
    x, page, photos = examples.X, examples.FACEBOOK, examples.INSTAGRAM
    keys = {name: getattr(x, name) for name in
            ("api_key", "api_secret", "access_token", "access_token_secret")}  # fmt: skip
    secrets = {"page_token": page.page_token, "app_secret": page.app_secret}
    return (
        _example(settings, "twitter", keys, x.id),
        _example(settings, "facebook", secrets, page.id),
        _example(settings, "instagram", secrets, photos.id),
    )


def _example(settings: Settings, platform: str, keys: Mapping[str, str], own: str) -> Login:
    where = logins.base_url(settings, platform)
    return Login(platform, where, Credentials(keys), sandbox=True, external_id=own)


def from_environment(
    db: Database, vault: Vault, settings: Settings, opener: Opener, now: Clock
) -> list[Unnamed]:
    """Make the accounts whose credentials the environment holds; returns what is still unnamed.

    Safe to repeat; call it at the start, and again while something is returned. Raises
    WrongHouse where sandbox and real accounts would share a database.
    """
    named = sandbox_logins(settings) if settings.sandbox else logins.of_environment(settings)
    with db.write() as session:
        one_house(session, settings)
        _patience(session, settings)
        for login in named:
            put(session, vault, login, now())
        waiting = list(session.scalars(_unnamed()))
    found = [_ask(db, opener, account_id, now) for account_id in waiting]
    return [one for one in found if one is not None]


def one_house(session: Session, settings: Settings) -> None:
    """Raise WrongHouse where sandbox and real accounts would share a database."""
    other = select(func.count()).where(Account.sandbox.is_not(settings.sandbox))
    if session.scalar(other.select_from(Account)):
        kind = "real accounts" if settings.sandbox else "the sandbox"
        raise WrongHouse(f"this database belongs to {kind}")


def right_key(session: Session, vault: Vault) -> None:
    """Raise WrongKey where credentials are stored and this key opens none of them.

    A process with the wrong key has to stop before it touches a stream: one that runs beside it
    with the right key polls the same ones.
    """
    stored = session.scalars(select(Account.credentials).where(Account.credentials != "")).all()
    if stored and not any(vault.opens(sealed) for sealed in stored):
        raise WrongKey("the stored credentials belong to another SECRET_KEY")


def _patience(session: Session, settings: Settings) -> None:
    """Write what customers are promised into the accounts: intake reads it there."""
    session.execute(
        update(Account).values(
            answer_target=int(settings.answer_target_minutes * 60),
            window_margin=int(settings.window_margin_minutes * 60),
        )
    )


def _unnamed() -> Select[int]:
    return select(Account.id).where(
        Account.state == AccountState.ACTIVE,
        ~select(Stream.id).where(Stream.account_id == Account.id).exists(),
    )


def put(session: Session, vault: Vault, login: Login, now: datetime) -> Account:
    """Write credentials down, once: what they were renewed to since then is not undone."""
    known = session.scalar(select(Account).where(Account.origin == login.digest))
    if known is not None:
        return known
    external_id = login.external_id or UNKNOWN + login.digest[:16]
    account = session.scalar(
        select(Account).where(
            Account.platform == login.platform, Account.external_id == external_id
        )
    )
    if account is None:
        account = Account(
            platform=login.platform,
            external_id=external_id,
            slug=external_id,
            name=connectors.PLATFORMS[login.platform].label,
            sandbox=login.sandbox,
            created_at=now,
        )
        session.add(account)
    _sign_on(account, login.base_url, vault.seal(login.credentials), login.digest)
    session.flush()
    _wake(session, account, now)
    return account


def _sign_on(account: Account, base_url: str, sealed: str, origin: str | None) -> None:
    account.base_url, account.credentials, account.origin = base_url, sealed, origin
    account.token_expires_at = None


def _ask(db: Database, opener: Opener, account_id: int, now: Clock) -> Unnamed | None:
    try:
        with closing(opener(account_id)) as connector:
            author = connector.whoami()
    except ConnectorError as error:
        _stop(db, account_id, error, now())
        return Unnamed(account_id, error)
    with db.write() as session:
        account = name(session, account_id, author, now())
        tell(log, logging.INFO, "account connected", account=accounts.name_of(account))
    return None


def _stop(db: Database, account_id: int, error: ConnectorError, now: datetime) -> None:
    stops = {
        ReauthRequired: (AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED),
        OutOfCredit: (AccountState.OUT_OF_CREDIT, Trouble.OUT_OF_CREDIT),
    }
    if type(error) in stops:
        with db.write() as session:
            accounts.stop(session, account_id, *stops[type(error)], now)


def name(
    session: Session, account_id: int, author: Author, now: datetime, without: Sequence[str] = ()
) -> Account:
    """Give an account the name the platform knows it by, and its streams but for some.

    Credentials of an account that was there before become that account's own.
    """
    account = session.get_one(Account, account_id)
    before = session.scalar(
        select(Account).where(
            Account.platform == account.platform,
            Account.external_id == author.external_id,
            Account.id != account.id,
        )
    )
    if before is not None:
        account = _merge(session, account, before, now)
    account.external_id, account.name = author.external_id, author.name
    account.handle = author.handle
    account.slug = _slug(session, account, author)
    session.flush()
    for spec in connectors.PLATFORMS[account.platform].streams:
        if spec.name not in without:
            _stream(session, account, spec, now)
    return account


def _merge(session: Session, new: Account, old: Account, now: datetime) -> Account:
    _sign_on(old, new.base_url, new.credentials, new.origin)
    old.token_expires_at = new.token_expires_at
    session.delete(new)
    session.flush()
    _wake(session, old, now)
    return old


def _wake(session: Session, account: Account, now: datetime) -> None:
    """Let an account with new credentials work again, unless a person let it rest."""
    if account.state not in (AccountState.ACTIVE, AccountState.PAUSED):
        accounts.start_again(session, account.id, now)


def _slug(session: Session, account: Account, author: Author) -> str:
    """Return a short name for commands, unlike every other of its platform."""
    plain = re.sub(r"[^a-z0-9_]+", "-", (author.handle or author.name).lower()).strip("-")
    wish = plain[:40] or author.external_id
    taken = session.scalar(
        select(Account.id).where(
            Account.platform == account.platform, Account.slug == wish, Account.id != account.id
        )
    )
    return wish if taken is None else f"{wish}-{author.external_id}"


def _stream(session: Session, account: Account, spec: StreamSpec, now: datetime) -> None:
    """Give an account a stream at its polite pace; the stand-ins bear the fastest one.

    One that needs an option of the account rests until somebody gave it.
    """
    have = select(Stream.id).where(Stream.account_id == account.id, Stream.name == spec.name)
    if session.scalar(have) is not None:
        return
    seconds = int((spec.at_least if account.sandbox else spec.every).total_seconds())
    pace = f"every {seconds}s jitter {max(1, seconds // 12)}s"
    rests = spec.needs is not None and not account.options.get(spec.needs)
    session.add(
        Stream(account_id=account.id, name=spec.name, pace=pace, due_at=now, enabled=not rests)
    )
    session.flush()


def add(
    db: Database,
    vault: Vault,
    settings: Settings,
    actor: Actor,
    platform: str,
    credentials: Mapping[str, str],
    now: Clock,
) -> Account:
    """Connect an account by hand, or connect it again; the platform is asked before it is saved.

    Raises ConnectorError (nothing is saved), WrongHouse.
    """
    require(actor, Right.CONNECTORS)
    base = logins.base_url(settings, platform)
    connection = Connection(
        platform, "", None, base, Credentials(credentials), settings.deadlines,
        options=logins.options(settings, platform),
    )  # fmt: skip
    with closing(connectors.open_connector(connection, now)) as connector:
        author = connector.whoami()
    login = Login(
        platform, base, connection.credentials, settings.sandbox, external_id=author.external_id
    )
    with db.write() as session:
        one_house(session, settings)
        account = name(session, put(session, vault, login, now()).id, author, now())
        account.origin = None
        audit.record(session, actor, "connected", f"accounts:{account.id}", now())
    return account


def forget(session: Session, actor: Actor, vault: Vault, now: datetime) -> None:
    """Let go of credentials that this key does not open: for good, when the old key is lost.

    Their accounts wait for a new login. Those of the environment get it at the next start.
    """
    require(actor, Right.CONNECTORS)
    for account in session.scalars(select(Account).where(Account.credentials != "")).all():
        if not vault.opens(account.credentials):
            account.credentials, account.origin = "", None
            accounts.stop(session, account.id, AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED, now)
            audit.record(session, actor, "credentials forgotten", f"accounts:{account.id}", now)


def check(db: Database, opener: Opener, account_id: int, now: Clock) -> Author:
    """Ask the platform whose credentials these are. Raises what opening and asking raise."""
    with closing(opener(account_id)) as connector:
        author = connector.whoami()
    with db.write() as session:
        _wake(session, name(session, account_id, author, now()), now())
    return author
