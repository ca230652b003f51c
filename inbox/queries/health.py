"""Facts about the house for `doctor`: read, not judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from db.models import Account, Message


@dataclass(frozen=True, slots=True)
class Clocks:
    """What other clocks say: the database server's (None on SQLite), the newest message's."""

    server: datetime | None
    newest_message: datetime | None


def clocks(session: Session) -> Clocks:
    """Return the clocks that ours can be held against."""
    server = None
    if session.get_bind().dialect.name == "postgresql":
        server = session.scalar(text("SELECT now()"))
    return Clocks(server, session.scalar(select(func.max(Message.created_at))))


def sealed(session: Session) -> list[tuple[str, str]]:
    """Return (account, encrypted credentials) of every account that has some."""
    rows = session.execute(
        select(Account.platform, Account.slug, Account.credentials)
        .where(Account.credentials != "")
        .order_by(Account.platform, Account.slug)
    )
    return [(f"{platform}/{slug}", credentials) for platform, slug, credentials in rows]
