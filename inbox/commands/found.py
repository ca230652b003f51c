"""Agents and teams as the command line names them."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from inbox.commands.entry import MISUSED, Told
from inbox.queries import agents as people
from inbox.queries import teams as views
from inbox.queries.agents import AgentView
from inbox.rules.labels import folded

Login = Annotated[str, typer.Argument(help="The agent's login name.")]


def agent(session: Session, login: str) -> AgentView:
    """Return the agent who signs in by that name."""
    found = people.by_login(session, login)
    if found is None:
        raise Told(f"There is no agent {login}: see `agents list`.", MISUSED)
    return found


def team(session: Session, name: str) -> int:
    """Return the team of that name."""
    for one in views.named(session):
        if folded(one.name) == folded(name.strip()):
            return one.id
    raise Told(f"There is no team {name}: see `teams list`.", MISUSED)
