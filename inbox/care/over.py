"""Why a session or a link is over: told to whoever holds its token, and to nobody else.

A token is 256 bit and was given to one browser or one person, so what it tells is no news about
a login to anybody who could only guess.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session

from db.models import AgentSession, EndedSession, SessionEnd, SignInLink
from db.session import Database
from db.upsert import insert_into

TOLD_FOR = timedelta(days=7)
"""How long we know why; a browser forgets its cookie before."""


class LinkEnd(StrEnum):
    """Why a link lets nobody in."""

    USED = "used"
    REPLACED = "replaced"
    OLD = "old"


def digest(token: str) -> str:
    """Return what a table keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def end(session: Session, why: SessionEnd, now: datetime, which: ColumnElement[bool]) -> None:
    """End the sessions that fit, and keep why."""
    chosen = select(
        AgentSession.token_hash, literal(why.value), literal(now, EndedSession.ended_at.type)
    )
    kept = insert_into(session, EndedSession).from_select(
        ["token_hash", "why", "ended_at"], chosen.where(which)
    )
    session.execute(kept.on_conflict_do_nothing())
    session.execute(delete(AgentSession).where(which).execution_options(synchronize_session=False))


def why(db: Database, token: str, now: datetime) -> SessionEnd | None:
    """Return why the session of a token is over; None: it never was, or too long ago."""
    with db.read() as session:
        found = session.get(EndedSession, digest(token))
    known = found is not None and now - found.ended_at < TOLD_FOR
    return SessionEnd(found.why) if found is not None and known else None


def why_link(db: Database, token: str, now: datetime) -> LinkEnd | None:
    """Return why a link lets nobody in; None: it never did, or nobody knows any more."""
    with db.read() as session:
        link = session.get(SignInLink, digest(token))
    if link is None:
        return None
    if link.used_at is not None:
        return LinkEnd.USED
    if link.replaced_at is not None:
        return LinkEnd.REPLACED
    return LinkEnd.OLD if link.expires_at <= now else None


def forget(session: Session, now: datetime) -> None:
    """Let go of what is too long ago to be asked about."""
    old = now - TOLD_FOR
    session.execute(delete(EndedSession).where(EndedSession.ended_at <= old))
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= old))
