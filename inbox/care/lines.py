"""The team's line: a number or an address that admins set, for a team or for an account.

It stands under a reply instead of the agent's own to whoever is answered by it; the agent's work
name stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Account, Team
from inbox.care import audit
from inbox.care.accounts import NoAccount
from inbox.care.rights import Actor, Right, require
from inbox.care.teams import NoTeam
from inbox.rules import signature
from inbox.rules.faults import Fault
from inbox.rules.signature import Line


class Unfit(ValueError):
    """Nothing was changed; `faults` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("no line")
        self.faults = faults


class NoLine(LookupError):
    """Neither the team nor the account has a line by which somebody could be answered."""


def of_team(
    session: Session, actor: Actor, team_id: int, phone: str, email: str, region: str, now: datetime
) -> Line:
    """Set a team's line; without number and address it has none. Raises Unfit, NoTeam."""
    require(actor, Right.PEOPLE)
    team = session.get(Team, team_id)
    if team is None:
        raise NoTeam(team_id)
    return _set(session, actor, team, f"teams:{team_id}", _checked(phone, email, region), now)


def of_account(
    session: Session,
    actor: Actor,
    account_id: int,
    phone: str,
    email: str,
    region: str,
    now: datetime,
) -> Line:
    """Set an account's line, for what has no team with one. Raises Unfit, NoAccount."""
    require(actor, Right.PEOPLE)
    account = session.get(Account, account_id)
    if account is None:
        raise NoAccount(account_id)
    return _set(
        session, actor, account, f"accounts:{account_id}", _checked(phone, email, region), now
    )


def _checked(phone: str, email: str, region: str) -> Line:
    line, faults = signature.check_line(phone, email, region)
    if faults:
        raise Unfit(faults)
    return line


def _set(
    session: Session, actor: Actor, of: Team | Account, subject: str, line: Line, now: datetime
) -> Line:
    of.line_phone, of.line_email = line.phone, line.email
    audit.record(session, actor, "line", subject, now, phone=line.phone, email=line.email)
    return line
