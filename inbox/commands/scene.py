"""What every command starts with: settings, database, key, log. Opened once, closed behind it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from connectors.base import Clock, utc_now
from db import session as sessions
from db.session import Database
from inbox import settings as environment
from inbox.care import adoption
from inbox.care.accounts import Opener, opener
from inbox.care.journal import tell
from inbox.care.vault import Vault
from inbox.commands.entry import sentence
from inbox.queries import replies
from inbox.settings import Settings

log = logging.getLogger("durchwahl.commands")


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a command needs; use cases get it piece by piece."""

    settings: Settings
    db: Database
    vault: Vault
    opener: Opener
    now: Clock


@contextmanager
def scene() -> Iterator[Scene]:
    """Open what the environment names. Raises WrongSettings with every fault."""
    settings = environment.load()
    log_to_stderr(settings.log_level)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = sessions.connect(settings.url)
    house = {"database": db.engine.dialect.name, "sandbox": settings.sandbox}
    tell(log, logging.DEBUG, "command begins", **house, data_dir=settings.data_dir)
    try:
        vault = Vault(settings.key())
        yield Scene(settings, db, vault, opener(db, vault, settings), utc_now)
    finally:
        db.close()


@contextmanager
def trusted() -> Iterator[Scene]:
    """Open what the environment names for a command that opens accounts.

    Raises WrongKey and WrongHouse before anything is touched: a worker that runs with the right
    settings reads and writes the same streams.
    """
    with scene() as here:
        with here.db.read() as session:
            adoption.one_house(session, here.settings)
            adoption.right_key(session, here.vault)
        yield here


def adopted(here: Scene) -> list[str]:
    """Make the accounts that the environment names, as a worker does when it starts.

    Returns a sentence for each whose platform could not say whose it is: it has no streams yet.
    """
    left = adoption.from_environment(here.db, here.vault, here.settings, here.opener, here.now)
    with here.db.read() as session:
        names = replies.account_names(session, [each.account_id for each in left])
    return [f"{names[each.account_id]}: {sentence(each.error)}" for each in left]


def log_to_stderr(level: str) -> None:
    """Let our own log speak on stderr; libraries only when they warn, whatever the level.

    At DEBUG an SDK writes whole requests, tokens included: theirs are never turned on.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("durchwahl").setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def listing(lines: Sequence[str], none: str) -> None:
    """Print a line a result; that there is none goes to stderr, so that a script reads nothing."""
    for line in lines:
        print(line)
    if not lines:
        print(none, file=sys.stderr)
