"""What a filter, a tag box or a bar of many offers: read when it is opened, in a few looks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Account, Conversation
from inbox.queries import spoken, tags, teams
from inbox.queries.teams import Named

LATELY = 2_000
"""Conversations whose languages are offered: the newest, so that no look grows."""


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account, as a filter names it."""

    id: int
    name: str
    platform: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything a list can be narrowed to that is not the same everywhere."""

    accounts: tuple[AccountChoice, ...]
    tags: tuple[Named, ...]
    agents: tuple[Named, ...]
    teams: tuple[Named, ...]
    languages: tuple[str, ...]


def choices(session: Session) -> Choices:
    """Return what there is to choose from, each by name."""
    accounts = session.execute(
        select(Account.id, Account.name, Account.platform).order_by(Account.name, Account.id)
    )
    lately = (
        select(spoken.language().label("language"))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(LATELY)
        .subquery()
    )
    said = session.scalars(select(lately.c.language).distinct())
    return Choices(
        tuple(AccountChoice(row.id, row.name, row.platform) for row in accounts),
        tuple(tags.named(session)),
        tuple(teams.working(session)),
        tuple(teams.named(session)),
        tuple(sorted(language for language in said if language)),
    )
