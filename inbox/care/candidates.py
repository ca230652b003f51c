"""Accounts that a login opened and nobody chose yet: kept sealed, shown without a secret."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import connectors
from connectors.base import Author, Candidate, Credentials
from db.models import Account, AccountState, Stream, Trouble
from inbox.care import accounts, adoption
from inbox.care.vault import Vault
from inbox.settings import Settings


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidate as a page may hold it. `account_id`: it is connected already, or was.

    Without any stream left there is nothing to connect: it is not `usable`.
    """

    number: int
    platform: str
    external_id: str
    name: str
    handle: str | None
    scopes: tuple[str, ...]
    missing: tuple[str, ...]
    streams_without: tuple[str, ...]
    account_id: int | None

    @property
    def usable(self) -> bool:
        """Return whether anything can be read with it."""
        streams = {spec.name for spec in connectors.PLATFORMS[self.platform].streams}
        return bool(streams - set(self.streams_without))


def written(found: Sequence[Candidate]) -> str:
    """Return candidates as a text, secrets included: it has to be sealed."""
    return json.dumps([_plain(one) for one in found])


def read(text: str) -> list[Candidate]:
    """Return candidates from their text; those of a platform that is gone are left out."""
    found = [_candidate(each) for each in json.loads(text)]
    return [one for one in found if one.platform in connectors.PLATFORMS]


def shown(
    session: Session, found: Sequence[Candidate], taken: Collection[int] = ()
) -> tuple[Shown, ...]:
    """Return what a page shows of candidates that were not taken yet."""
    return tuple(
        _shown(session, number, one) for number, one in enumerate(found) if number not in taken
    )


def save(
    session: Session,
    vault: Vault,
    settings: Settings,
    found: Candidate,
    base_url: str,
    now: datetime,
) -> Account:
    """Make a candidate an account, or give an account that is there its new login.

    What was read, how far and how often stays as it is; what stopped the account is over.
    """
    account = _account(session, found)
    if account is None:
        key = found.author.external_id
        account = Account(
            platform=found.platform, external_id=key, slug=key, name=found.author.name,
            sandbox=settings.sandbox, created_at=now,
        )  # fmt: skip
        session.add(account)
    account.base_url, account.credentials = base_url, vault.seal(found.credentials)
    account.login, account.scopes, account.missing = found.login, [*found.scopes], [*found.missing]
    account.token_expires_at, account.access_ends_at = found.expires_at, None
    account.checked_at = None
    account.refresh_until, account.refresh_by = None, None
    account.options = {**(account.options or {}), **found.options}
    session.flush()
    adoption.name(session, account.id, found.author, now, without=found.streams_without)
    _allow(session, account.id, found.streams_without)
    if account.state not in (AccountState.ACTIVE, AccountState.PAUSED):
        accounts.start_again(session, account.id, now)
    return account


def _allow(session: Session, account_id: int, without: Sequence[str]) -> None:
    """Let streams go on that the platform refused: the new login may do more."""
    session.execute(
        update(Stream)
        .where(
            Stream.account_id == account_id,
            Stream.trouble == Trouble.REFUSED,
            Stream.name.not_in(without),
        )
        .values(enabled=True, trouble=None, trouble_note=None, trouble_since=None, failures=0)
        .execution_options(synchronize_session=False)
    )


def _account(session: Session, found: Candidate) -> Account | None:
    return session.scalar(
        select(Account).where(
            Account.platform == found.platform,
            Account.external_id == found.author.external_id,
        )
    )


def _shown(session: Session, number: int, one: Candidate) -> Shown:
    known = _account(session, one)
    return Shown(
        number=number,
        platform=one.platform,
        external_id=one.author.external_id,
        name=one.author.name,
        handle=one.author.handle,
        scopes=one.scopes,
        missing=one.missing,
        streams_without=one.streams_without,
        account_id=known.id if known else None,
    )


def _plain(one: Candidate) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "author": [one.author.external_id, one.author.name, one.author.handle],
        "login": one.login,
        "credentials": dict(one.credentials),
        "scopes": one.scopes,
        "missing": one.missing,
        "streams_without": one.streams_without,
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
        "options": dict(one.options),
    }


def _candidate(given: Mapping[str, Any]) -> Candidate:
    key, name, handle = given["author"]
    ends = given["expires_at"]
    return Candidate(
        platform=given["platform"],
        author=Author(key, name, handle),
        login=given["login"],
        credentials=Credentials(given["credentials"]),
        scopes=tuple(given["scopes"]),
        missing=tuple(given["missing"]),
        streams_without=tuple(given["streams_without"]),
        expires_at=datetime.fromisoformat(ends) if ends else None,
        options=given["options"],
    )
