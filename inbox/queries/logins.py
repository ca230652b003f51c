"""How the logins of our accounts stand: what they may, what they lack, when they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from db.models import Account, AccountState, Conversation, Reply, ReplyState
from inbox.rules.logins import Countdown, countdown

UNSENT = (ReplyState.SCHEDULED, ReplyState.HELD, ReplyState.QUEUED)
KEEPS = "offline.access"
"""The right without which a login that could be renewed cannot."""


@dataclass(frozen=True, slots=True)
class LoginView:
    """One account's login. `ends` is told from two weeks before its end on."""

    account_id: int
    platform: str
    label: str
    name: str
    handle: str | None
    state: AccountState
    scopes: tuple[str, ...]
    missing: tuple[str, ...]
    checked_at: datetime | None
    ends: Countdown | None


@dataclass(frozen=True, slots=True)
class Left:
    """What hangs on an account: replies that have not left, conversations that were kept."""

    replies: int
    conversations: int


def logins(session: Session, now: datetime) -> dict[int, LoginView]:
    """Return the login of every account by the account's id: one query."""
    return {row.id: _view(row, now) for row in session.scalars(select(Account))}


def login(session: Session, account_id: int, now: datetime) -> LoginView | None:
    """Return one account's login, None when there is no such account."""
    account = session.get(Account, account_id)
    return _view(account, now) if account else None


def left(session: Session, account_id: int) -> Left:
    """Return what hangs on an account, before somebody lets go of it."""
    return Left(
        _count(session, Reply.account_id == account_id, Reply.state.in_(UNSENT)),
        _count(session, Conversation.account_id == account_id),
    )


def _view(account: Account, now: datetime) -> LoginView:
    platform = PLATFORMS[account.platform]
    return LoginView(
        account_id=account.id,
        platform=account.platform,
        label=platform.label,
        name=account.name,
        handle=account.handle,
        state=AccountState(account.state),
        scopes=tuple(str(each) for each in account.scopes),
        missing=tuple(str(each) for each in account.missing),
        checked_at=account.checked_at,
        ends=countdown(
            account.token_expires_at, account.access_ends_at, now, renewed=renews(account)
        ),
    )


def renews(account: Account) -> bool:
    """Return whether a login is renewed by us, so that its end is none."""
    platform = PLATFORMS[account.platform]
    if KEEPS in account.missing:
        return False
    kind = platform.secrets.get(account.login or "")
    return "refresh_token" in kind if kind is not None else platform.refreshes is not None


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0
