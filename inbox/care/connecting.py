"""An account is connected in the page: by consent on the platform, or by keys that were pasted.

    begin     state and verifier stay here, sealed; the person goes to the platform
    answered  what comes back is believed once, from the same person, while it is fresh;
              the platform is asked, and the accounts found wait, sealed, to be chosen
    paste     the same without the way round: keys are tested, then wait to be chosen
    choose    an account is saved, once; one that is there gets its new login and keeps the rest

Which browser comes back does not matter, only who is signed in there.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

import connectors
from connectors.base import (
    Candidate,
    Clock,
    Connection,
    ConnectorError,
    Credentials,
    OutOfCredit,
    ReauthRequired,
    Rejected,
    Throttled,
)
from db.models import Account, Connecting
from db.session import Database
from inbox.care import adoption, apps, audit, candidates, logins
from inbox.care.accounts import NoAccount
from inbox.care.candidates import Shown
from inbox.care.rights import Actor, NotAllowed, Right, require
from inbox.care.vault import Vault, WrongKey
from inbox.settings import Settings

ANSWER_WITHIN = timedelta(minutes=15)
CHOOSE_WITHIN = timedelta(minutes=30)


class Why(StrEnum):
    """Why an account was not connected; the page has one sentence for each."""

    NO_APP = "no_app"
    NO_ADDRESS = "no_address"
    UNKNOWN = "unknown"
    DENIED = "denied"
    REFUSED = "refused"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    OUT_OF_CREDIT = "out_of_credit"
    NOTHING = "nothing"
    INCOMPLETE = "incomplete"


class NotConnected(Exception):
    """No account was connected. Nothing that was there has changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Offer:
    """What came of a login: accounts to choose from, or why there are none.

    `said` are the platform's own words. `again` is the account that was to be connected again,
    until it is.
    """

    key: str
    platform: str
    again: int | None
    found: tuple[Shown, ...]
    why: Why | None = None
    said: str = ""


def begin(
    session: Session,
    vault: Vault,
    settings: Settings,
    actor: Actor,
    platform: str,
    return_url: str,
    now: datetime,
    account_id: int | None = None,
) -> str:
    """Return the platform's page to send a person to. Raises NotConnected, NoAccount."""
    agent_id = _agent(actor)
    app = apps.app(settings, platform, return_url) if platform in connectors.OFFERED else None
    login = connectors.login(platform) if app else None
    if app is None or login is None:
        raise NotConnected(Why.NO_APP)
    _known(session, platform, account_id)
    state = secrets.token_urlsafe(32)
    begun = login.begin(app, state)
    sweep(session, now)
    kept = {"kept": json.dumps(dict(begun.kept)), "return_url": return_url}
    session.add(
        Connecting(
            state_hash=_digest(state),
            platform=platform,
            agent_id=agent_id,
            account_id=account_id,
            kept=vault.seal(kept),
            expires_at=now + ANSWER_WITHIN,
        )
    )
    return begun.url


def answered(
    db: Database,
    vault: Vault,
    settings: Settings,
    actor: Actor,
    platform: str,
    answer: Mapping[str, str],
    now: Clock,
) -> None:
    """Take in what came back from the platform: see `waiting`.

    Raises NotConnected where the answer belongs to no login of this person that is still open:
    then nothing was asked of the platform.
    """
    key = _digest(answer.get("state", ""))
    with db.write() as session:
        sealed = session.scalar(_taken(key, platform, _agent(actor), now()))
    kept = _opened(vault, sealed)
    if kept is None:
        raise NotConnected(Why.UNKNOWN)
    app, login = apps.app(settings, platform, kept["return_url"]), connectors.login(platform)
    if "error" in answer or app is None or login is None:
        why = Why.DENIED if answer.get("error") == "access_denied" else Why.REFUSED
        _failed(db, vault, key, why, answer.get("error_description", ""), now())
        return
    try:
        found = login.finish(app, Credentials(json.loads(kept["kept"])), answer)
    except ConnectorError as error:
        _failed(db, vault, key, _why(error), error.reason, now())
        return
    _found(db, vault, key, found, app.base_url, now())


def paste(
    db: Database,
    vault: Vault,
    settings: Settings,
    actor: Actor,
    platform: str,
    login: str,
    given: Mapping[str, str],
    now: Clock,
    account_id: int | None = None,
) -> None:
    """Test keys that somebody pasted by asking whose they are: see `waiting`.

    Raises NotConnected where they are not complete, NoAccount.
    """
    agent_id, key = _agent(actor), _digest(secrets.token_urlsafe(32))
    kinds = connectors.PLATFORMS[platform].secrets if platform in connectors.OFFERED else {}
    names = kinds.get(login, ())
    keys = {name: given.get(name, "").strip() for name in names}
    lacking = [name for name in names if not keys[name] and name not in logins.MAY_BE_EMPTY]
    if not names or lacking:
        raise NotConnected(Why.INCOMPLETE)
    with db.write() as session:
        _known(session, platform, account_id)
        session.add(
            Connecting(
                state_hash=key, platform=platform, agent_id=agent_id, account_id=account_id,
                kept=vault.seal({}), answered_at=now(), expires_at=now() + CHOOSE_WITHIN,
            )
        )  # fmt: skip
    base_url = logins.base_url(settings, platform)
    connection = Connection(
        platform, "", None, base_url, Credentials(keys), settings.deadlines,
        options=logins.options(settings, platform),
    )  # fmt: skip
    try:
        found = _tested(connection, login, now)
    except ConnectorError as error:
        _failed(db, vault, key, _why(error), error.reason, now())
        return
    _found(db, vault, key, (found,), base_url, now())


def waiting(session: Session, vault: Vault, actor: Actor, now: datetime) -> tuple[Offer, ...]:
    """Return what came of this person's logins and still waits, the newest first."""
    rows = session.scalars(
        select(Connecting)
        .where(*_mine(_agent(actor), now), Connecting.answered_at.is_not(None))
        .order_by(Connecting.answered_at.desc(), Connecting.state_hash)
    )
    found = (_offer(session, row, _opened(vault, row.kept)) for row in rows)
    return tuple(offer for offer in found if offer is not None)


def choose(
    session: Session,
    vault: Vault,
    settings: Settings,
    actor: Actor,
    key: str,
    numbers: Sequence[int],
    now: datetime,
) -> list[int]:
    """Connect chosen accounts of an offer, each once; the others wait on. Returns their ids.

    Raises NotConnected where there is no such offer any more, WrongHouse.
    """
    agent_id = _agent(actor)
    adoption.one_house(session, settings)
    row = session.scalar(
        select(Connecting)
        .where(Connecting.state_hash == key, *_mine(agent_id, now))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    kept = _opened(vault, row.kept) if row else None
    if row is None or kept is None or "found" not in kept:
        raise NotConnected(Why.UNKNOWN)
    offered, taken = candidates.read(kept["found"]), _taken_of(kept)
    known = {one.number for one in candidates.shown(session, offered, taken) if one.usable}
    chosen = sorted(set(numbers) & known)
    if not chosen:
        raise NotConnected(Why.NOTHING)
    saved = []
    for one in (offered[number] for number in chosen):
        account = candidates.save(session, vault, settings, one, kept["base_url"], now)
        lacks = [*one.missing]
        audit.record(session, actor, "connected", f"accounts:{account.id}", now, missing=lacks)
        saved.append(account.id)
    taken |= set(chosen)
    if len(taken) == len(offered):
        session.delete(row)
    else:
        row.kept = vault.seal({**kept, "taken": json.dumps(sorted(taken))})
    return saved


def give_up(session: Session, actor: Actor, key: str) -> None:
    """Forget what came of a login, without connecting anything."""
    session.execute(
        delete(Connecting).where(Connecting.state_hash == key, Connecting.agent_id == _agent(actor))
    )


def sweep(session: Session, now: datetime) -> None:
    """Forget logins that were never answered or chosen."""
    session.execute(delete(Connecting).where(Connecting.expires_at <= now))


def _agent(actor: Actor) -> int:
    require(actor, Right.CONNECTORS)
    if actor.agent_id is None:
        raise NotAllowed("only a person who is signed in connects accounts in the page")
    return actor.agent_id


def _known(session: Session, platform: str, account_id: int | None) -> None:
    if account_id is not None:
        account = session.get(Account, account_id)
        if account is None or apps.through(account.platform) != platform:
            raise NoAccount(account_id)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def _mine(agent_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Connecting.agent_id == agent_id, Connecting.expires_at > now)


def _taken(key: str, platform: str, agent_id: int, now: datetime) -> ReturningUpdate[str]:
    """Use a state up: it works once, for who began, on the platform it was begun on."""
    return (
        update(Connecting)
        .where(
            Connecting.state_hash == key,
            Connecting.platform == platform,
            Connecting.answered_at.is_(None),
            *_mine(agent_id, now),
        )
        .values(answered_at=now)
        .returning(Connecting.kept)
        .execution_options(synchronize_session=False)
    )


def _opened(vault: Vault, sealed: str | None) -> Mapping[str, str] | None:
    try:
        return vault.open(sealed) if sealed is not None else None
    except WrongKey:
        return None


def _tested(connection: Connection, login: str, now: Clock) -> Candidate:
    """Ask the platform whose credentials these are, and what they may."""
    with closing(connectors.open_connector(connection, now)) as connector:
        author = connector.whoami()
    asks = connectors.login(connection.platform)
    health = asks.health(connection) if asks else None
    return Candidate(
        platform=connection.platform,
        author=author,
        login=login,
        credentials=connection.credentials,
        scopes=health.scopes if health else (),
        missing=health.missing if health else (),
        expires_at=health.expires_at if health else None,
    )


def _why(error: ConnectorError) -> Why:
    if isinstance(error, Rejected | ReauthRequired):
        return Why.REFUSED
    if isinstance(error, OutOfCredit):
        return Why.OUT_OF_CREDIT
    return Why.BUSY if isinstance(error, Throttled) else Why.UNREACHABLE


def _failed(db: Database, vault: Vault, key: str, why: Why, said: str, now: datetime) -> None:
    _keep(db, vault, key, {"why": why.value, "said": said[:300]}, now)


def _found(
    db: Database,
    vault: Vault,
    key: str,
    found: Sequence[Candidate],
    base_url: str,
    now: datetime,
) -> None:
    if not found:
        _failed(db, vault, key, Why.NOTHING, "", now)
        return
    _keep(db, vault, key, {"found": candidates.written(found), "base_url": base_url}, now)
    _forget_refused(db, vault, key)


def _forget_refused(db: Database, vault: Vault, key: str) -> None:
    """Forget why earlier logins of the same person at the same platform failed."""
    with db.write() as session:
        came = session.get(Connecting, key)
        if came is None:
            return
        same = (Connecting.agent_id == came.agent_id, Connecting.platform == came.platform)
        for row in session.scalars(select(Connecting).where(*same)):
            if "why" in (_opened(vault, row.kept) or {}):
                session.delete(row)


def _keep(db: Database, vault: Vault, key: str, kept: Mapping[str, str], now: datetime) -> None:
    with db.write() as session:
        session.execute(
            update(Connecting)
            .where(Connecting.state_hash == key)
            .values(kept=vault.seal(kept), expires_at=now + CHOOSE_WITHIN)
            .execution_options(synchronize_session=False)
        )


def _offer(session: Session, row: Connecting, kept: Mapping[str, str] | None) -> Offer | None:
    """Return what a row offers; None while the platform is still being asked."""
    if kept is None or not ({"found", "why"} & set(kept)):
        return None
    if "why" in kept:
        said = (Why(kept["why"]), kept["said"])
        return Offer(row.state_hash, row.platform, row.account_id, (), *said)
    offered, taken = candidates.read(kept["found"]), _taken_of(kept)
    wanted, done = row.account_id, candidates.shown(session, [offered[n] for n in sorted(taken)])
    again = None if any(one.account_id == wanted for one in done) else wanted
    found = candidates.shown(session, offered, taken)
    return Offer(row.state_hash, row.platform, again, found)


def _taken_of(kept: Mapping[str, str]) -> set[int]:
    """Return the numbers of the candidates that were connected already."""
    return set(json.loads(kept.get("taken", "[]")))
