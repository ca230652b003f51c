"""Who may do what. Every use case names the right it needs; what is not listed is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from db.models import Role


class Via(StrEnum):
    """The way an act came in; the audit keeps it."""

    PAGE = "page"
    COMMAND_LINE = "command line"
    SYSTEM = "system"


class Right(StrEnum):
    """What a use case may ask for."""

    READ = "read"
    REPLY = "reply"
    OWN_PROFILE = "own profile"
    CONNECTORS = "connectors"
    PEOPLE = "people"


_AGENT = frozenset({Right.READ, Right.REPLY, Right.OWN_PROFILE})
_ADMIN = frozenset(Right)
GRANTS: dict[Role, frozenset[Right]] = {Role.AGENT: _AGENT, Role.ADMIN: _ADMIN}


class NotAllowed(Exception):
    """This person may not do this. Nothing was done."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a signed-in agent, or (agent_id None) whoever runs the machine."""

    agent_id: int | None
    role: Role
    via: Via


MACHINE = Actor(None, Role.ADMIN, Via.COMMAND_LINE)
"""Whoever can run `python -m inbox` holds the database and its key already."""

SYSTEM = Actor(None, Role.ADMIN, Via.SYSTEM)


def require(actor: Actor, right: Right) -> None:
    """Raise NotAllowed unless the actor's role grants the right."""
    if right not in GRANTS.get(actor.role, frozenset()):
        raise NotAllowed(f"{actor.role} may not: {right}")
