"""Single messages, found by what people and platforms call them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Account, Message


def number(session: Session, platform: str, account: str, external_id: str) -> int | None:
    """Return the id of a message by its account and the platform's own id, None when unknown."""
    return session.scalar(
        select(Message.id)
        .join(Account, Account.id == Message.account_id)
        .where(
            Account.platform == platform,
            Account.slug == account,
            Message.external_id == external_id,
        )
    )
