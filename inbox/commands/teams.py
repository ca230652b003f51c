"""`teams list|add|rename|remove|join|leave`: who shares a queue, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from inbox.care import teams
from inbox.care.rights import MACHINE
from inbox.care.teams import Refused, Wrong
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import scene
from inbox.queries import agents as people
from inbox.queries import teams as views
from inbox.rules.labels import LONGEST, folded

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: f"A team's name has 1 to {LONGEST} characters on one line.",
    Wrong.TAKEN: "There is a team of this name already: see `teams list`.",
}

Name = Annotated[str, typer.Argument(metavar="TEAM", help="as `list` prints it")]
Login = Annotated[str, typer.Argument(help="The agent's login name.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Agents who share a queue.", no_args_is_help=True)
    for command in (add, listed, rename, remove, join, leave):
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
            teams.rename(session, MACHINE, _team(session, team), name, here.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
    print(f"{team} is called {name} now.")


def remove(team: Name) -> None:
    """Remove a team; its queue becomes everybody's, what its members have stays theirs."""
    with scene() as here, here.db.write() as session:
        freed = teams.remove(session, MACHINE, _team(session, team), here.now())
    print(f"{team} is removed; {freed} conversations are no team's any more.")


def join(team: Name, login: Login) -> None:
    """Take an agent into a team."""
    with scene() as here, here.db.write() as session:
        teams.join(session, MACHINE, _team(session, team), _agent(session, login), here.now())
    print(f"{login} is in {team}.")


def leave(team: Name, login: Login) -> None:
    """Let an agent out of a team."""
    with scene() as here, here.db.write() as session:
        teams.leave(session, MACHINE, _team(session, team), _agent(session, login), here.now())
    print(f"{login} is not in {team} any more.")


def _team(session: Session, name: str) -> int:
    for team in views.named(session):
        if folded(team.name) == folded(name.strip()):
            return team.id
    raise Told(f"There is no team {name}: see `teams list`.", MISUSED)


def _agent(session: Session, login: str) -> int:
    found = people.by_login(session, login)
    if found is None:
        raise Told(f"There is no agent {login}: see `agents list`.", MISUSED)
    return found.id
