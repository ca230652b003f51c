"""`teams list|add|...|distribute`: who shares a queue, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox.care import distributing, teams
from inbox.care.rights import MACHINE
from inbox.care.teams import Refused, Wrong
from inbox.commands import found
from inbox.commands.entry import MISUSED, Told
from inbox.commands.found import Login
from inbox.commands.scene import scene
from inbox.queries import teams as views
from inbox.rules.distribution import Way
from inbox.rules.labels import LONGEST

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: f"A team's name has 1 to {LONGEST} characters on one line.",
    Wrong.TAKEN: "There is a team of this name already: see `teams list`.",
}

Name = Annotated[str, typer.Argument(metavar="TEAM", help="as `list` prints it")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Agents who share a queue.", no_args_is_help=True)
    for command in (add, listed, rename, remove, join, leave, distribute):
        group.command("list" if command is listed else None)(command)
    app.add_typer(group, name="teams")


def listed() -> None:
    """Print every team and who is in it."""
    with scene() as here, here.db.read() as session:
        for team in views.teams(session):
            print(f"{team.name}\t{', '.join(team.members) or '-'}")


def add(team: Annotated[str, typer.Argument(metavar="TEAM", help="The name.")]) -> None:
    """Make a team."""
    with scene() as here, here.db.write() as session:
        try:
            teams.add(session, MACHINE, team, here.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
    print(f"{team} is a team now; nobody is in it: `teams join`.")


def rename(team: Name, name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Call a team something else."""
    with scene() as here, here.db.write() as session:
        try:
            teams.rename(session, MACHINE, found.team(session, team), name, here.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
    print(f"{team} is called {name} now.")


def remove(team: Name) -> None:
    """Remove a team; its queue becomes everybody's, what its members have stays theirs."""
    with scene() as here, here.db.write() as session:
        freed = teams.remove(session, MACHINE, found.team(session, team), here.now())
    print(f"{team} is removed; {freed} conversations are no team's any more.")


def join(team: Name, login: Login) -> None:
    """Take an agent into a team."""
    with scene() as here, here.db.write() as session:
        teams.join(
            session, MACHINE, found.team(session, team), found.agent(session, login).id, here.now()
        )
    print(f"{login} is in {team}.")


def leave(team: Name, login: Login) -> None:
    """Let an agent out of a team."""
    with scene() as here, here.db.write() as session:
        teams.leave(
            session, MACHINE, found.team(session, team), found.agent(session, login).id, here.now()
        )
    print(f"{login} is not in {team} any more.")


def distribute(
    team: Annotated[str, typer.Argument(metavar="TEAM", help="as `list` prints it; - is all's")],
    way: Annotated[Way, typer.Argument(help="How its queue is given out.")],
) -> None:
    """Let a queue give what lies in it to who works now, or stop that."""
    with scene() as here, here.db.write() as session:
        number = None if team == "-" else found.team(session, team)
        distributing.set_way(session, MACHINE, number, way, here.now())
    named = "everybody's queue" if team == "-" else f"the queue of {team}"
    print(f"Distribution of {named}: {way}.")
