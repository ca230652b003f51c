"""What customers sent along, fetched by us: no browser of ours ever asks another house.

    wanted ──> stored under DATA_DIR/media | refused for good, with a reason
       └── tried again, later and later, when it did not come

Committed before anything is asked, so that of several workers one fetches; what a killed one
was fetching is due again when its time is over.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS, authorize
from connectors.base import Clock, Connection, ConnectorError
from db.models import Account, Media, MediaState, Message
from db.session import Database
from inbox.care import shelf
from inbox.care.journal import tell
from inbox.care.logins import is_local
from inbox.care.shelf import Shelf
from inbox.care.tokens import WrongHouse
from inbox.care.vault import WrongKey
from inbox.incoming import careful_get
from inbox.incoming.careful_get import Allowed, Limits, NoLogin, NotLetIn, Reason, Refused, TryLater
from inbox.incoming.wanted import MOST_TRIES
from inbox.rules import images
from inbox.settings import Settings

AT_ONCE = 16
"""Files that are taken at a time."""

TOTAL = 60.0
"""Seconds that one file may take: films are larger than words."""

LEASE = timedelta(minutes=10)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LOGIN_WAIT = timedelta(minutes=30)
"""A login that died is no try of the file's: it is asked for again until somebody reconnects."""

PICTURES = frozenset({"photo", "sticker"})

log = logging.getLogger("durchwahl.incoming")

Get = Callable[[str, Allowed, Limits], Iterator[bytes]]
Login = Callable[[int], Connection]


@dataclass(frozen=True, slots=True)
class _Claim:
    media_id: int
    url: str
    kind: str
    tries: int
    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is here now."""

    digest: str
    type: str
    size: int


def fetch_due(
    db: Database,
    settings: Settings,
    now: Clock,
    stop: Callable[[], bool] = lambda: False,
    get: Get = careful_get.pieces,
    login: Login | None = None,
) -> Counter[MediaState]:
    """Fetch what is wanted, a few at a time; returns what became of it.

    `login` gives an account's connection, for what only it may fetch.
    """
    done: Counter[MediaState] = Counter()
    with ThreadPoolExecutor(max(1, settings.worker_threads // 2), "media") as pool:
        while not stop() and _anything(db, now()):
            with db.write() as session:
                claims = _claim(session, settings, now(), login)
            if not claims:
                break  # another worker was faster
            for state in pool.map(lambda one: _one(db, one, settings, now, get), claims):
                done[state] += 1
    return done


def _due(now: datetime) -> Select[int]:
    due = select(Media.id).where(Media.state == MediaState.WANTED, Media.due_at <= now)
    return due.order_by(Media.due_at, Media.id)


def _anything(db: Database, now: datetime) -> bool:
    """Look before writing: most of the time nothing is due, and SQLite has one writer."""
    with db.read() as session:
        return session.scalar(_due(now).limit(1)) is not None


def _claim(
    session: Session, settings: Settings, now: datetime, login: Login | None = None
) -> list[_Claim]:
    """Take what is due: another worker sees it only when our time is over."""
    some = _due(now).limit(AT_ONCE).with_for_update(key_share=True, skip_locked=True)
    due = some.cte("due")
    taken = session.scalars(
        update(Media)
        .where(Media.id.in_(select(due.c.id)))
        .values(due_at=now + LEASE, tries=Media.tries + 1)
        .returning(Media.id)
        .execution_options(synchronize_session=False)
    ).all()
    rows = session.execute(
        select(Media, Message.attachments, Account)
        .join(Message, Message.id == Media.message_id)
        .join(Account, Account.id == Message.account_id)
        .where(Media.id.in_(taken))
        .order_by(Media.id)
        .execution_options(populate_existing=True)
    )
    return [
        _Claim(
            row.id,
            row.url,
            _kind(attachments, row.place),
            row.tries,
            _allowed(account, settings, login),
        )
        for row, attachments, account in rows
    ]


def _kind(attachments: list[dict[str, str]], place: int) -> str:
    return str(attachments[place].get("kind")) if place < len(attachments) else "file"


def _allowed(account: Account, settings: Settings, login: Login | None) -> Allowed:
    """Return whom an account's media may come from; a stand-in only where we play."""
    platform, account_id = PLATFORMS[account.platform], account.id
    plays = account.sandbox and settings.sandbox and is_local(account.base_url)
    local = urlsplit(account.base_url).netloc if plays else None
    if login is None or platform.authorizes is None:
        return Allowed(platform.hosts, local)
    headers = partial(_headers, login, account_id)
    return Allowed(platform.hosts, local, platform.private_hosts, headers)


def _headers(login: Login, account_id: int, url: str) -> Mapping[str, str]:
    """Return the headers for an address, Refused where it cannot be signed.

    Raises NoLogin while the account has no good login, TryLater where it is disconnected.
    """
    try:
        connection = login(account_id)
    except (ConnectorError, WrongKey, WrongHouse) as error:
        raise NoLogin(type(error).__name__) from None
    except LookupError as error:
        raise TryLater(type(error).__name__) from None
    try:
        return authorize(connection, url)
    except ValueError:  # oauthlib signs no address with characters that are none
        raise Refused(Reason.NOT_ALLOWED) from None


def _one(db: Database, claim: _Claim, settings: Settings, now: Clock, get: Get) -> MediaState:
    """Fetch one file and write down what came of it. Never raises but for the database."""
    limits = Limits(
        settings.connect_seconds, settings.read_seconds, TOTAL, settings.media_megabytes * 1_000_000
    )
    try:
        found = fetch(
            claim.url, claim.kind, claim.allowed, limits, shelf.media(settings.data_dir), get
        )
    except Refused as refused:
        return _refuse(db, claim, refused.reason, now())
    except NoLogin as error:
        tell(log, logging.DEBUG, "media waits", media=claim.media_id, why=str(error) or "-")
        again = {"due_at": now() + LOGIN_WAIT, "tries": claim.tries - 1}
        return _write(db, claim, {"state": MediaState.WANTED, **again})
    except (TryLater, OSError) as error:
        if claim.tries >= MOST_TRIES:
            return _refuse(db, claim, Reason.UNREACHABLE, now())
        tell(log, logging.DEBUG, "media comes later", media=claim.media_id, why=str(error) or "-")
        return _later(db, claim, now(), LOGIN_WAIT if isinstance(error, NotLetIn) else None)
    values = {"state": MediaState.STORED, "digest": found.digest, "type": found.type,
              "size": found.size, "fetched_at": now(), "reason": None}  # fmt: skip
    return _write(db, claim, values)


def fetch(
    url: str,
    kind: str,
    allowed: Allowed,
    limits: Limits,
    into: Shelf,
    get: Get = careful_get.pieces,
) -> Fetched:
    """Fetch a file onto the shelf; what it is says its content. Raises Refused and TryLater."""
    passing = into.passing()
    found: str | None = None
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with passing.open("wb") as file:
            for piece in get(url, allowed, limits):
                digest.update(piece)
                size += file.write(piece)
                if found is None and len(head := head + piece) >= images.ENOUGH:
                    found = _looked_at(head, kind)
        found = found or _looked_at(head, kind)
        into.move_in(passing, digest.hexdigest())
    finally:
        passing.unlink(missing_ok=True)
    return Fetched(digest.hexdigest(), found, size)


def _looked_at(head: bytes, kind: str) -> str:
    """Return what a file is by its beginning. Raises Refused for what is not to be kept."""
    found = images.type_of(head)
    if not head or found is None or (kind in PICTURES and found not in images.IMAGES):
        raise Refused(Reason.TYPE)
    return found


def _refuse(db: Database, claim: _Claim, reason: Reason, now: datetime) -> MediaState:
    tell(log, logging.INFO, "media refused", media=claim.media_id, why=reason)
    return _write(db, claim, {"state": MediaState.REFUSED, "reason": reason.value, "due_at": now})


def _later(db: Database, claim: _Claim, now: datetime, wait: timedelta | None) -> MediaState:
    wait = wait or WAITS[min(claim.tries, len(WAITS)) - 1]
    return _write(db, claim, {"state": MediaState.WANTED, "due_at": now + wait})


def _write(db: Database, claim: _Claim, values: dict[str, object]) -> MediaState:
    """Write an outcome, unless the message is gone or has another address meanwhile."""
    with db.write() as session:
        session.execute(
            update(Media)
            .where(
                Media.id == claim.media_id,
                Media.state == MediaState.WANTED,
                Media.url == claim.url,
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    return MediaState(str(values["state"]))
