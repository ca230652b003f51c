"""The lines of teams and accounts: whom to reach where nobody's own number is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Account, Contact, Conversation, Team
from inbox.rules.signature import Line

_TEAM = (Team.line_phone.label("team_phone"), Team.line_email.label("team_email"))
_ACCOUNT = (Account.line_phone.label("phone"), Account.line_email.label("email"))


@dataclass(frozen=True, slots=True)
class LineView:
    """A team or an account, and its line as an admin set it."""

    id: int
    name: str
    line: Line
    platform: str | None = None


def of_conversation(session: Session, conversation_id: int) -> tuple[Line, bool]:
    """Return the line that a conversation has, its team's before its account's.

    And whether the customer is answered by it: an agent said so of one of their contacts.
    """
    row = session.execute(_line(), {"of": conversation_id}).one_or_none()
    if row is None:
        return Line(), False
    team = Line(row.team_phone, row.team_email)
    return (team if team.reachable else Line(row.phone, row.email)), bool(row.wanted)


def wanted(session: Session, conversation_id: int) -> Line:
    """Return the line by which a conversation is signed; an empty one: by each agent's own."""
    line, by_line = of_conversation(session, conversation_id)
    return line if by_line else Line()


@cache  # to build it takes longer than to ask it
def _line() -> Select[*tuple[Any, ...]]:
    here, other = aliased(Contact), aliased(Contact)
    said = exists().where(
        or_(other.id == here.id, other.person_id == here.person_id), other.team_line.is_(True)
    )
    return (
        select(*_TEAM, *_ACCOUNT, said.label("wanted"))
        .select_from(Conversation)
        .join(Account, Account.id == Conversation.account_id)
        .join(here, here.id == Conversation.contact_id)
        .outerjoin(Team, Team.id == Conversation.team_id)
        .where(Conversation.id == bindparam("of"))
    )


def every(session: Session) -> tuple[list[LineView], list[LineView]]:
    """Return all teams and all accounts with their lines, by name."""
    teams = session.execute(select(Team.id, Team.name, *_TEAM).order_by(Team.folded))
    accounts = session.execute(
        select(Account.id, Account.name, Account.platform, *_ACCOUNT).order_by(
            Account.name, Account.id
        )
    )
    return (
        [LineView(one.id, one.name, Line(one.team_phone, one.team_email)) for one in teams],
        [LineView(one.id, one.name, Line(one.phone, one.email), one.platform) for one in accounts],
    )
