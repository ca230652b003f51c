"""When the house and its teams answer: set by admins, counted by every wait from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Opening, Team
from db.session import KEEP_KEYS
from inbox.care import audit
from inbox.care.rights import Actor, Right, require
from inbox.care.teams import NoTeam
from inbox.queries.opening import closed_of
from inbox.rules import opening
from inbox.rules.hours import Hours
from inbox.rules.opening import Closed, WrongDays

LONGEST_PLEDGE = 14 * 24 * 60
"""Minutes of opening time within which an answer may be pledged at most."""


class WrongCalendar(ValueError):
    """A week without hours, no such state, a pledge that cannot be; nothing was changed."""


class NoCalendar(LookupError):
    """The queue has no calendar of its own; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A calendar as somebody types it. `pledge`: minutes until an answer; None: as accounts say."""

    hours: Hours
    state: str = ""
    pledge: int | None = None


def set_week(
    session: Session, actor: Actor, team_id: int | None, given: Given, now: datetime
) -> None:
    """Say when a team answers, None for the house. Raises WrongCalendar, NoTeam, NotAllowed."""
    require(actor, Right.PEOPLE)
    pledge_fits = given.pledge is None or 1 <= given.pledge <= LONGEST_PLEDGE
    if not given.hours.spans or given.state not in ("", *opening.STATES) or not pledge_fits:
        raise WrongCalendar(given)
    if team_id is not None and session.get(Team, team_id, with_for_update=KEEP_KEYS) is None:
        raise NoTeam(team_id)
    row = session.get(Opening, team_id or 0, with_for_update=True, populate_existing=True)
    if row is None:
        row = Opening(queue=team_id or 0, team_id=team_id, closed=[])
        session.add(row)
    row.hours, row.zone = str(given.hours), given.hours.zone
    row.state, row.pledge = given.state, given.pledge
    said = {"hours": row.hours, "zone": row.zone, "state": row.state, "pledge": row.pledge}
    audit.record(session, actor, "opening set", _subject(team_id), now, **said)
    session.flush()


def drop(session: Session, actor: Actor, team_id: int | None, now: datetime) -> None:
    """Let a team answer when the house does; the house, at any time.

    Raises NoCalendar, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    session.delete(_own(session, team_id))
    audit.record(session, actor, "opening dropped", _subject(team_id), now)
    session.flush()


def close_days(
    session: Session, actor: Actor, team_id: int | None, days: Closed, now: datetime
) -> None:
    """Close days by a name; entered twice they stand once.

    Raises WrongDays, NoCalendar, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    days = opening.days(days.first, days.last, days.name)
    row = _own(session, team_id)
    kept = {*closed_of(row.closed), days}
    if len(kept) > opening.MOST:
        raise WrongDays(days.name)
    row.closed = [_plain(one) for one in sorted(kept)]
    audit.record(session, actor, "days closed", _subject(team_id), now, **_plain(days))
    session.flush()


def open_days(
    session: Session, actor: Actor, team_id: int | None, days: Closed, now: datetime
) -> None:
    """Strike closed days out, once or twice. Raises NoCalendar, NotAllowed."""
    require(actor, Right.PEOPLE)
    row = _own(session, team_id)
    if _plain(days) in row.closed:
        row.closed = [one for one in row.closed if one != _plain(days)]
        audit.record(session, actor, "days opened", _subject(team_id), now, **_plain(days))
        session.flush()


def _own(session: Session, team_id: int | None) -> Opening:
    row = session.get(Opening, team_id or 0, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoCalendar(team_id)
    return row


def _plain(one: Closed) -> dict[str, str]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "name": one.name,
    }


def _subject(team_id: int | None) -> str:
    return f"teams:{team_id}" if team_id is not None else "house"
