"""`agents hours|absent|back|capacity|languages`: when they work, and how much they are given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from zoneinfo import available_timezones

import typer
from sqlalchemy.orm import Session

from inbox.care import absences, hours
from inbox.care.absences import Given, Refused, Wrong
from inbox.care.hours import WrongShare
from inbox.care.rights import MACHINE
from inbox.commands import found
from inbox.commands.entry import MISUSED, Told
from inbox.commands.found import Login
from inbox.commands.scene import scene
from inbox.queries import roster, standing
from inbox.queries.roster import AbsenceView
from inbox.rules.absence import LONGEST
from inbox.rules.distribution import LEAST_CAPACITY, MOST_CAPACITY
from inbox.rules.hours import WrongHours, read

WRONGS: dict[Wrong, str] = {
    Wrong.BACKWARDS: "The last day lies before the first.",
    Wrong.DAYS: "An absence has a first and a last day that is not over, "
    f"{LONGEST} days at most, and begins within a year.",
    Wrong.DEPUTY: "A deputy is another agent who works here.",
    Wrong.TWICE: "There is an absence in these days already: `agents back` ends it.",
}


def week(
    login: Login,
    when: Annotated[
        str | None,
        typer.Argument(
            metavar="WEEK", help='As "mon-thu 9-12:30 13:30-17; fri 9-14"; "" for none.'
        ),
    ] = None,
    zone: Annotated[str, typer.Option(help="On whose clock; else as it was, or UTC.")] = "",
) -> None:
    """Say when an agent works, or print it."""
    with scene() as here, here.db.write() as session:
        agent = found.agent(session, login)
        known = roster.week_of(session, agent.id)
        if when is None:
            print(f"{known}\t{known.zone}" if known else "-")
            return
        try:
            said = read(when, zone or (known.zone if known else "UTC"))
        except WrongHours as wrong:
            raise Told(
                f"Not understood: {wrong.word}. See `agents hours --help`.", MISUSED
            ) from None
        hours.set_hours(session, MACHINE, agent.id, said, here.now())
    print(f"{login} works {str(said) or 'at hours that nobody knows'} ({said.zone}).")


def absent(
    login: Login,
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The first day.")],
    last: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The last day.")],
    deputy: Annotated[str, typer.Option(help="Login name of who does their work.")] = "",
    note: Annotated[str, typer.Option(help="A word for colleagues.")] = "",
    zone: Annotated[
        str, typer.Option(help="On whose clock; else that of their hours, or UTC.")
    ] = "",
) -> None:
    """Say that an agent is away for some days, and who does their work meanwhile."""
    with scene() as here, here.db.write() as session:
        agent = found.agent(session, login)
        stands_in = found.agent(session, deputy).id if deputy else None
        known = roster.week_of(session, agent.id)
        clock = zone or (known.zone if known else "UTC")
        if clock not in available_timezones():
            raise Told("The time zone is not known: write it like Europe/Berlin.", MISUSED)
        given = Given(first.date(), last.date(), clock, stands_in, note)
        try:
            planned = absences.plan(session, MACHINE, agent.id, given, here.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
        except LookupError:
            raise Told(f"{agent.login} is disabled.", MISUSED) from None
        nobody = standing.in_a_circle(session, planned)
    print(f"{login} is away {_days(first.date(), last.date())} ({clock}).")
    if nobody:
        print("Nobody stands in: the deputies are absent themselves and lead to nobody.")


def back(login: Login) -> None:
    """End an agent's absence now, or drop the next one that is planned."""
    with scene() as here, here.db.write() as session:
        ended = _next(session, login)
        absences.end(session, MACHINE, ended.id, here.now())
    print(f"{login} is not away {_days(ended.first, ended.last)} any more.")


def capacity(
    login: Login,
    most: Annotated[str, typer.Argument(help='Open conversations at most, or "any".')],
) -> None:
    """Say up to how many open conversations queues give an agent more."""
    number = None if most == "any" else int(most) if most.isascii() and most.isdecimal() else 0
    with scene() as here, here.db.write() as session:
        agent = found.agent(session, login)
        try:
            hours.set_capacity(session, MACHINE, agent.id, number, here.now())
        except WrongShare:
            said = f'A capacity is a number from {LEAST_CAPACITY} to {MOST_CAPACITY}, or "any".'
            raise Told(said, MISUSED) from None
    print(f"{login} is given up to {most} open conversations.")


def languages(
    login: Login,
    spoken: Annotated[str, typer.Argument(help='As "de, en"; "" for any.')],
) -> None:
    """Say in which languages queues give an agent work."""
    with scene() as here, here.db.write() as session:
        agent = found.agent(session, login)
        try:
            kept = hours.set_languages(session, MACHINE, agent.id, spoken, here.now())
        except WrongShare:
            said = 'Languages are codes as "de, en": two or three letters each.'
            raise Told(said, MISUSED) from None
    print(f"{login} is given work in {', '.join(kept) or 'any language'}.")


def _next(session: Session, login: str) -> AbsenceView:
    agent = found.agent(session, login)
    known = roster.absences(session, agent.id).get(agent.id)
    if not known:
        raise Told(f"{agent.login} has no absence that is not over.", MISUSED)
    return known[0]


def _days(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} until {last}"
