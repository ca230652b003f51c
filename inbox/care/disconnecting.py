"""An account is let go of: its login at once, its messages only when somebody asks for that.

A disconnected account keeps its name, its streams and how far they were read, so that what
was said stays readable and connecting again goes on where it stopped. Erasing takes
conversations piece by piece, oldest first: one that was cut off is simply asked for again.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Executable, delete, select, update
from sqlalchemy.orm import Session

import connectors
from connectors.base import Clock, Connection, ConnectorError, Deadlines
from db.models import (
    Account,
    AccountState,
    Conversation,
    Message,
    Reply,
    Stream,
)
from db.session import KEEP_KEYS, Database
from inbox.care import audit, contacts, tokens
from inbox.care.accounts import NoAccount
from inbox.care.journal import tell
from inbox.care.rights import Actor, Right, require
from inbox.care.tokens import WrongHouse
from inbox.care.vault import Vault, WrongKey
from inbox.settings import Settings

SHORT = Deadlines(connect=3.0, read=5.0, total=8.0)
"""How long a platform has to take a login back: somebody waits for the page meanwhile."""

log = logging.getLogger("durchwahl.accounts")

PIECE = 200
"""Conversations erased in one transaction: others write in between."""


class StillConnected(Exception):
    """Messages are erased only of an account that was disconnected. Nothing was done."""


def disconnect(session: Session, actor: Actor, account_id: int, now: datetime) -> None:
    """Forget an account's login: nothing is polled or sent; replies wait, messages stay."""
    require(actor, Right.CONNECTORS)
    account = session.get(Account, account_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if account is None:
        raise NoAccount(account_id)
    account.credentials, account.state = "", AccountState.DISCONNECTED
    account.trouble, account.trouble_since = None, None
    account.token_expires_at, account.access_ends_at = None, None
    account.refresh_until, account.refresh_by = None, None
    account.scopes, account.missing, account.checked_at = [], [], None
    session.flush()
    audit.record(session, actor, "disconnected", f"accounts:{account_id}", now)


def let_go(
    db: Database, vault: Vault, settings: Settings, actor: Actor, account_id: int, now: Clock
) -> None:
    """Disconnect an account, and give its login back to the platform where that can be done.

    Ours is forgotten first, whatever the platform says: it is told once, and not waited for long.
    """
    held = _held(db, vault, settings, account_id)
    with db.write() as session:
        disconnect(session, actor, account_id, now())
    if held is None:
        return
    try:
        told = connectors.revoke(replace(held, deadlines=SHORT), now)
    except ConnectorError as error:
        why = type(error).__name__
        tell(log, logging.WARNING, "login not given back", account=account_id, why=why)
        return
    if told:
        tell(log, logging.INFO, "login given back", account=account_id)


def _held(db: Database, vault: Vault, settings: Settings, account_id: int) -> Connection | None:
    """Return the login that an account has, None where nobody can open one."""
    try:
        return tokens.kept(db, vault, settings, account_id).connection
    except (WrongKey, WrongHouse, LookupError):
        return None


def erase(db: Database, actor: Actor, account_id: int, now: datetime) -> int:
    """Erase everything that was said by way of a disconnected account; returns conversations.

    Raises StillConnected. What was read is read anew if the account is ever connected again.
    """
    require(actor, Right.CONNECTORS)
    with db.write() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise NoAccount(account_id)
        if account.state != AccountState.DISCONNECTED:
            raise StillConnected(account_id)
        audit.record(session, actor, "messages erased", f"accounts:{account_id}", now)
    erased = db.in_pieces(partial(_piece, account_id), lambda: False)
    with db.write() as session:
        _rest(session, account_id)
    return erased


def _piece(account_id: int, session: Session) -> int:
    some = session.scalars(
        select(Conversation.id)
        .where(Conversation.account_id == account_id)
        .order_by(Conversation.id)
        .limit(PIECE)
    ).all()
    if some:
        people = session.scalars(
            select(Conversation.contact_id).where(Conversation.id.in_(some))
        ).all()
        _run(session, delete(Message).where(Message.conversation_id.in_(some)))
        _run(session, update(Reply).where(Reply.conversation_id.in_(some)).values(after_id=None))
        _run(session, delete(Conversation).where(Conversation.id.in_(some)))
        contacts.forget(session, people)
    return len(some)


def _rest(session: Session, account_id: int) -> None:
    """Erase what hung on no conversation, and how far was read."""
    people = session.scalars(
        select(Message.contact_id).where(
            Message.account_id == account_id, Message.contact_id.is_not(None)
        )
    ).all()
    _run(session, delete(Message).where(Message.account_id == account_id))
    afresh = {"cursor": None, "again_days": None, "walk_at": None, "whole_at": None}
    _run(session, update(Stream).where(Stream.account_id == account_id).values(**afresh))
    contacts.forget(session, [each for each in people if each is not None])


def _run(session: Session, statement: Executable) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
