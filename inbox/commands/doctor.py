"""`doctor`: looks at everything that has to fit, and says of each what to do. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import typer
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import Clock, utc_now
from db import session as sessions
from db.migrations import current, newest
from db.models import AccountState
from db.session import Database
from inbox import settings as environment
from inbox.care.vault import Vault
from inbox.commands.entry import MISUSED, WRONG, database
from inbox.queries import health, streams
from inbox.queries.streams import AccountView, StreamView
from inbox.settings import Settings, WrongSettings, strangers

SKEW = timedelta(minutes=2)
"""How far our clock may be off before windows and rate limits are misjudged."""

Fault = str
"""A sentence that says what to do; "" when all is well."""

OLD = "run `python -m inbox migrate`"
SHUT = (
    "set the SECRET_KEY it was connected with; if that is lost, `accounts forget`, then connect"
    " it again"
)
PROXY = (
    "note: PUBLIC_URL is https and TRUSTED_PROXIES is empty. Behind a proxy, name its address"
    " there: else everybody shares one count of wrong passwords, and cookies are not Secure"
)

STOPPED = {
    AccountState.LOGIN_NEEDED: "the platform wants a new login: `accounts add`",
    AccountState.OUT_OF_CREDIT: "the platform wants to be paid: raise the budget, then"
    " `accounts resume`",
    AccountState.PAUSED: "",
    AccountState.DISCONNECTED: "",
    AccountState.ACTIVE: "",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(doctor)


class Looked(NamedTuple):
    """What was looked at and what to do about it; a note is said and counts as no fault."""

    what: str
    said: Fault = ""
    note: bool = False


def doctor() -> None:
    """Look at settings, key, database, tables, worker, accounts and clock."""
    code = 0
    for what, said, note in look(utc_now):
        print(f"{what}: {said or 'ok'}")
        if said and not note:
            code = MISUSED if what == "settings" else max(code, WRONG)
    if code:
        raise typer.Exit(code)


def look(now: Clock) -> Iterator[Looked]:
    """Give one after the other what was looked at. Nothing is made, not even a key."""
    try:
        settings = environment.load()
        key = settings.key(make=False)
    except WrongSettings as wrong:
        yield from (Looked("settings", fault) for fault in wrong.faults)
        yield from _strange()
        return
    yield from list(_strange()) or [Looked("settings")]
    if settings.public_url.startswith("https:") and not settings.trusted_proxies:
        yield Looked("proxy", PROXY, note=True)
    db = sessions.connect(settings.url)
    try:
        yield from _inside(db, settings, Vault(key), now)
    finally:
        db.close()


def _strange() -> Iterator[Looked]:
    """Give what stands in `.env` and is no setting: another program's perhaps, so a note."""
    with suppress(OSError, UnicodeDecodeError):
        yield from (Looked("settings", f"note: {said}", note=True) for said in strangers.unknown())


def _inside(db: Database, settings: Settings, vault: Vault, now: Clock) -> Iterator[Looked]:
    missing = _file(db.path) if db.path is not None else ""
    tables = missing or _try(lambda: _tables(db))
    yield Looked("database", "" if tables == OLD else tables)
    if tables:
        yield Looked("tables", OLD if tables == OLD else "not reached")
        return
    yield Looked("tables")
    yield from _keys(db, vault)
    yield Looked("worker", _worker(db, settings, now))
    yield from _accounts(db, now)
    yield Looked("clock", _clock(db, now))


def _file(path: Path) -> Fault:
    """Return what is wrong with the file of an embedded database, before anything opens it."""
    if not path.parent.exists():
        return (
            f"the folder {path.parent} does not exist: correct DATABASE_URL or DATA_DIR, or run"
            " `python -m inbox migrate`, which makes it"
        )
    if not path.exists():
        return f"there is no file {path} yet: run `python -m inbox migrate`"
    if not path.is_file():
        return f"{path} is no file: correct DATABASE_URL or DATA_DIR"
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)):
        return f"this user cannot write {path} and its folder: give it the right to"
    return ""


def _try(look: Callable[[], Fault]) -> Fault:
    try:
        return look()
    except SQLAlchemyError as error:
        return database(error)


def _tables(db: Database) -> Fault:
    return "" if current(db) == newest() else OLD


def _keys(db: Database, vault: Vault) -> Iterator[Looked]:
    with db.read() as session:
        accounts = health.sealed(session)
    shut = [label for label, sealed in accounts if not vault.opens(sealed)]
    for label in shut:
        yield Looked(f"key of {label}", SHUT)
    if not shut:
        yield Looked("key")


def _worker(db: Database, settings: Settings, now: Clock) -> Fault:
    start = "start `make run`" if settings.runs_worker else "start `python -m inbox worker`"
    with db.read() as session:
        seen = streams.worker(session, now())
    if seen is None:
        return f"none has run: {start}"
    if seen.still_since is not None:
        return f"stands still since {seen.still_since:%F %R} UTC: {start}"
    return ""


def _accounts(db: Database, now: Clock) -> Iterator[Looked]:
    with db.read() as session:
        connected = streams.connected(session, now())
    if not connected:
        yield Looked("accounts", "none yet: fill in .env, or `accounts add`")
    for account in connected:
        fault = _account(account)
        rests = "" if fault else _saves(account) or _spared(account, now())
        yield Looked(f"account {account.label}", fault or rests, note=not fault)


def _account(account: AccountView) -> Fault:
    if STOPPED[account.state]:
        return STOPPED[account.state]
    if account.state is AccountState.ACTIVE and not account.streams:
        return "was never reached: `accounts check` says why"
    troubled = [
        f"{stream.name} {stream.trouble} since {stream.trouble_since:%F %R} UTC"
        for stream in account.streams
        if stream.trouble
    ]
    unread = [stream.name for stream in account.streams if _unread(stream)]
    if unread and account.state is AccountState.ACTIVE:
        troubled.append(f"never read: {', '.join(unread)} (`poll {account.label}` reads it now)")
    gaps = sum(gap.acknowledged_at is None for stream in account.streams for gap in stream.gaps)
    if gaps:
        troubled.append(f"{gaps} gaps in its history to acknowledge on the Connectors page")
    return ", ".join(troubled)


def _saves(account: AccountView) -> str:
    """Return which streams a budget stops and until when: what was decided is no fault."""
    held = [stream for stream in account.streams if stream.enabled and stream.saves_until]
    if account.state is not AccountState.ACTIVE or not held:
        return ""
    names = ", ".join(stream.name for stream in held)
    return (
        f"note: the budget stops {names} until {held[0].saves_until:%F}: raise it under Costs,"
        " or wait"
    )


def _spared(account: AccountView, now: datetime) -> str:
    """Return until when the account's polls give way to replies: it passes by itself."""
    ends = [until for stream in account.streams if (until := stream.spared(now)) is not None]
    if account.state is not AccountState.ACTIVE or not ends:
        return ""
    return (
        f"note: polls rest until {max(ends):%F %R} UTC: what {account.platform_label} still allows"
        " is kept for replies"
    )


def _unread(stream: StreamView) -> bool:
    """Return whether a stream that may be read never was."""
    held = bool(stream.trouble) or stream.saves_until is not None
    return stream.enabled and stream.last_ok_at is None and not held


def _clock(db: Database, now: Clock) -> Fault:
    with db.read() as session:
        others = health.clocks(session)
    if others.server is not None and abs(others.server - now()) > SKEW:
        return "differs from the database server's by more than two minutes: set both by NTP"
    if others.newest_message is not None and others.newest_message - now() > SKEW:
        return "is behind the platforms': set it by NTP"
    return ""
