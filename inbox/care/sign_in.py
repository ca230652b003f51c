"""Signing in: a password or a link that works once, and sessions that end.

Tokens are 256 bit; a table holds only their SHA-256. A new token is made at every sign-in.
The same work is done and the same answer given for a login that does not exist.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, Select, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from db.models import Agent, AgentSession, Role, SessionEnd, SignInLink
from db.session import Database
from inbox.care import over, throttle
from inbox.care.rights import Actor, Right, Via, require
from inbox.settings import Settings
from inbox.texts import USUAL

COOKIE = "durchwahl"
SECURE_COOKIE = "__Host-durchwahl"
"""The name under TLS: a browser takes it only for this host, this path and by TLS."""

_PORT = re.compile(r":([0-9]{1,5})$")

LINK_LASTS = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB and two passes: the OWASP password storage cheat sheet's minimum."""

NOBODY = HASHER.hash(secrets.token_urlsafe(32))
"""What a password is held against when there is no such agent, so that the work is the same."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token for the browser's cookie; nowhere else is it kept."""

    token: str
    agent_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody was signed in. `until` is set when guesses are not looked at for a while."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is signed in, looked up just now."""

    agent_id: int
    role: Role
    language: str

    @property
    def actor(self) -> Actor:
        """Return the person as the use cases know them."""
        return Actor(self.agent_id, self.role, Via.PAGE)


def cookie(host: str, *, secure: bool) -> str:
    """Return the name of the session's cookie at the host (and port) that a browser asks for.

    Browsers keep cookies by host and look at no port (RFC 6265, 8.5): under one name, whoever
    signs in at one Durchwahl of a machine would be signed out of the other.
    """
    port = _PORT.search(host)
    name = SECURE_COOKIE if secure else COOKIE
    return f"{name}-{port[1]}" if port else name


def digest(token: str) -> str:
    """Return what a table keeps of a token."""
    return over.digest(token)


def form_token(token: str) -> str:
    """Return the token of forms inside a session: only its own browser can know it."""
    return digest("form:" + token)


def hashed(password: str) -> str:
    """Return what a table keeps of a password."""
    return HASHER.hash(_bytes(password))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def matches(stored: str | None, password: str) -> bool:
    """Return whether a password is right. One verification is made whatever is stored."""
    try:
        return HASHER.verify(stored or NOBODY, _bytes(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def with_password(
    db: Database,
    login: str,
    password: str,
    address: str,
    now: datetime,
    settings: Settings,
    speaks: str = USUAL,
) -> SignedIn | Refused:
    """Sign in by password. The guess is counted first; the slow hash runs in no transaction.

    `login` may be an e-mail address that one agent alone has. Its guesses are counted apart from
    those at the login name: customers read the address, and shall lock nobody out by it.
    `speaks` is the language of the page they come from: theirs, where none was chosen yet.
    """
    login = login.strip().lower()
    with db.write() as session:
        if until := throttle.guess(session, login, address, now):
            return Refused(until)
        agent = _meant(session, login)
    stored = agent.password_hash if agent else None
    if not matches(stored, password) or agent is None or stored is None:
        return Refused()
    kept = hashed(password) if HASHER.check_needs_rehash(stored) else stored
    with db.write() as session:
        still = session.execute(
            update(Agent)
            .where(Agent.id == agent.id, Agent.password_hash == stored, Agent.disabled_at.is_(None))
            .values(password_hash=kept)
            .returning(Agent.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if still is None:
            return Refused()
        throttle.right(session, login, address, now)
        return _begin(session, agent.id, now, settings, speaks)


def _meant(session: Session, typed: str) -> Agent | None:
    """Return whose login name it is, else whose e-mail address, where that is one agent's alone."""
    works = Agent.disabled_at.is_(None)
    by_login = session.scalars(select(Agent).where(Agent.login == typed)).one_or_none()
    if by_login is not None or "@" not in typed:
        return by_login if by_login is not None and by_login.disabled_at is None else None
    by_mail = session.scalars(
        select(Agent).where(func.lower(Agent.email) == typed, works).limit(2)
    ).all()
    return by_mail[0] if len(by_mail) == 1 else None


def with_link(
    session: Session, token: str, now: datetime, settings: Settings, speaks: str = USUAL
) -> SignedIn | Refused:
    """Sign in by a link; it is used up. Refused when it was used, is too old or never was.

    `speaks` is the language of the page they come from: theirs, where none was chosen yet.
    """
    used = session.execute(
        update(SignInLink)
        .where(
            SignInLink.token_hash == digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.replaced_at.is_(None),
            SignInLink.expires_at > now,
            SignInLink.agent_id.in_(select(Agent.id).where(Agent.disabled_at.is_(None))),
        )
        .values(used_at=now)
        .returning(SignInLink.agent_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return Refused() if used is None else _begin(session, used, now, settings, speaks)


def new_link(session: Session, actor: Actor, agent_id: int, now: datetime) -> str:
    """Return the token of a new link for an agent; links made before and not used are void."""
    require(actor, Right.PEOPLE)
    open_still = (SignInLink.used_at.is_(None), SignInLink.replaced_at.is_(None))
    session.execute(
        update(SignInLink)
        .where(SignInLink.agent_id == agent_id, *open_still)
        .values(replaced_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(token_hash=digest(token), agent_id=agent_id, expires_at=now + LINK_LASTS)
    )
    return token


def session_of(
    db: Database, token: str, now: datetime, settings: Settings, *, present: bool = True
) -> Present | None:
    """Return who a cookie's token stands for, None when the session is over.

    `present` says that a person did something just now (a timed look of a page is nobody's
    doing): the idle time starts again, written at most once a minute.
    """
    key = digest(token)
    with db.read() as session:
        found = session.execute(_session(), {"key": key}).one_or_none()
    if found is None:
        return None
    idle_until = found.seen_at + timedelta(hours=settings.idle_hours)
    ended = _ended(found, idle_until, now)
    if ended is not None:
        with db.write() as session:
            over.end(session, ended, now, AgentSession.token_hash == key)
        return None
    if present and now - found.seen_at >= SEEN_EVERY:
        with db.write() as session:
            session.execute(
                update(AgentSession).where(AgentSession.token_hash == key).values(seen_at=now)
            )
    return Present(found.id, Role(found.role), found.language or USUAL)


@cache  # to build it takes longer than to ask it
def _session() -> Select[*tuple[Any, ...]]:
    whose = (Agent.id, Agent.role, Agent.language, Agent.disabled_at)
    return (
        select(AgentSession.seen_at, AgentSession.expires_at, *whose)
        .join(Agent, Agent.id == AgentSession.agent_id)
        .where(AgentSession.token_hash == bindparam("key"))
    )


def _ended(found: Row[Any], idle_until: datetime, now: datetime) -> SessionEnd | None:
    if found.disabled_at is not None:
        return SessionEnd.DISABLED
    if now >= found.expires_at:
        return SessionEnd.OLD
    return SessionEnd.IDLE if now >= idle_until else None


def sign_out(session: Session, token: str) -> None:
    """End one browser's session."""
    session.execute(delete(AgentSession).where(AgentSession.token_hash == digest(token)))


def revoke(session: Session, actor: Actor, agent_id: int, now: datetime) -> None:
    """End all sessions of an agent and void their links; one's own always, others' by right."""
    own = actor.agent_id == agent_id
    require(actor, Right.OWN_PROFILE if own else Right.PEOPLE)
    end_all(session, agent_id, SessionEnd.EVERYWHERE, now)


def end_all(
    session: Session, agent_id: int, why: SessionEnd, now: datetime, *, but: str | None = None
) -> int:
    """End all sessions and links of an agent; returns how many sessions were open.

    `but` is the token of a session that goes on. Who asks was checked by the use case that does.
    """
    of_theirs = AgentSession.agent_id == agent_id
    if but is not None:
        of_theirs &= AgentSession.token_hash != digest(but)
    still = (of_theirs, AgentSession.expires_at > now)
    open_still = session.scalar(select(func.count()).select_from(AgentSession).where(*still))
    over.end(session, why, now, of_theirs)
    session.execute(delete(SignInLink).where(SignInLink.agent_id == agent_id))
    return open_still or 0


def _begin(
    session: Session, agent_id: int, now: datetime, settings: Settings, speaks: str
) -> SignedIn:
    over.end(session, SessionEnd.OLD, now, AgentSession.expires_at <= now)
    over.forget(session, now)
    session.execute(
        update(Agent)
        .where(Agent.id == agent_id, Agent.language.is_(None))
        .values(language=speaks)
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        AgentSession(
            token_hash=digest(token),
            agent_id=agent_id,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=settings.session_hours),
        )
    )
    return SignedIn(token, agent_id)
