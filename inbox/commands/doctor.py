"""`doctor`: looks at everything that has to fit, and says of each what to do. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import typer
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import Clock, utc_now
from db import session as sessions
from db.migrations import current, newest
from db.models import AccountState
from db.session import Database
from inbox import settings as environment
from inbox.care.vault import Vault, WrongKey
from inbox.commands.entry import WRONG, database
from inbox.queries import health, streams
from inbox.queries.streams import AccountView
from inbox.settings import Settings, WrongSettings

SKEW = timedelta(minutes=2)
"""How far our clock may be off before windows and rate limits are misjudged."""

Fault = str
"""A sentence that says what to do; "" when all is well."""

STOPPED = {
    AccountState.LOGIN_NEEDED: "the platform wants a new login: `accounts add`",
    AccountState.OUT_OF_CREDIT: "the platform wants to be paid: raise the budget, then"
    " `accounts resume`",
    AccountState.PAUSED: "",
    AccountState.ACTIVE: "",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(doctor)


def doctor() -> None:
    """Look at settings, key, database, tables, worker, accounts and clock."""
    faults = 0
    for what, fault in look(utc_now):
        faults += bool(fault)
        print(f"{what}: {fault or 'ok'}")
    if faults:
        raise typer.Exit(WRONG)


def look(now: Clock) -> Iterator[tuple[str, Fault]]:
    """Give (what was looked at, what to do about it), one after the other."""
    try:
        settings = environment.load()
        key = settings.key()
    except WrongSettings as wrong:
        for fault in wrong.faults:
            yield "settings", fault
        return
    yield "settings", ""
    db = sessions.connect(settings.url)
    try:
        yield from _inside(db, settings, Vault(key), now)
    finally:
        db.close()


def _inside(
    db: Database, settings: Settings, vault: Vault, now: Clock
) -> Iterator[tuple[str, Fault]]:
    tables = _try(lambda: _tables(db))
    yield "database", "" if tables == "tables" else tables
    if tables:
        yield "tables", "run `python -m inbox migrate`" if tables == "tables" else "not reached"
        return
    yield "tables", ""
    yield from _keys(db, vault)
    yield "worker", _worker(db, settings, now)
    yield from _accounts(db, now)
    yield "clock", _clock(db, now)


def _try(look: Callable[[], Fault]) -> Fault:
    try:
        return look()
    except SQLAlchemyError as error:
        return database(error)


def _tables(db: Database) -> Fault:
    if db.path is not None and not db.path.exists():
        return "tables"
    return "" if current(db) == newest() else "tables"


def _keys(db: Database, vault: Vault) -> Iterator[tuple[str, Fault]]:
    with db.read() as session:
        accounts = health.sealed(session)
    for label, sealed in accounts:
        try:
            vault.open(sealed)
        except WrongKey:
            yield f"key of {label}", "set the SECRET_KEY it was connected with, or `accounts add`"
    yield "key", ""


def _worker(db: Database, settings: Settings, now: Clock) -> Fault:
    start = "start `make run`" if settings.runs_worker else "start `python -m inbox worker`"
    with db.read() as session:
        seen = streams.worker(session, now())
    if seen is None:
        return f"none has run: {start}"
    if seen.still_since is not None:
        return f"stands still since {seen.still_since:%F %R} UTC: {start}"
    return ""


def _accounts(db: Database, now: Clock) -> Iterator[tuple[str, Fault]]:
    with db.read() as session:
        connected = streams.connected(session, now())
    if not connected:
        yield "accounts", "none yet: fill in .env, or `accounts add`"
    for account in connected:
        yield f"account {account.label}", _account(account)


def _account(account: AccountView) -> Fault:
    if STOPPED[account.state]:
        return STOPPED[account.state]
    troubled = [
        f"{stream.name} {stream.trouble} since {stream.trouble_since:%F %R} UTC"
        for stream in account.streams
        if stream.trouble
    ]
    gaps = sum(gap.acknowledged_at is None for stream in account.streams for gap in stream.gaps)
    if gaps:
        troubled.append(f"{gaps} gaps in its history to acknowledge on the Connectors page")
    return ", ".join(troubled)


def _clock(db: Database, now: Clock) -> Fault:
    with db.read() as session:
        others = health.clocks(session)
    if others.server is not None and abs(others.server - now()) > SKEW:
        return "differs from the database server's by more than two minutes: set both by NTP"
    if others.newest_message is not None and others.newest_message - now() > SKEW:
        return "is behind the platforms': set it by NTP"
    return ""
