"""What is set for an account beside its streams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from connectors.base import Author
from db.models import Account


@dataclass(frozen=True, slots=True)
class OptionsView:
    """An account's own options; one that is not among `chosen` is unset."""

    account_id: int
    platform: str
    us: Author
    chosen: Mapping[str, str]


def of_account(session: Session, account_id: int) -> OptionsView | None:
    """Return what is set for an account, None when there is no such account."""
    account = session.get(Account, account_id)
    if account is None:
        return None
    us = Author(account.external_id, account.name, account.handle)
    chosen = {name: str(value) for name, value in account.options.items()}
    return OptionsView(account.id, account.platform, us, chosen)
