"""`act`: hide, show, delete or like a message from the command line.

The same use case as on the page: an agent's password is asked, the audit keeps how it came.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from connectors.base import Verb
from inbox.care import acting
from inbox.care.acting import NotPossible, Obstacle
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import scene
from inbox.commands.signing import asked, signed_in
from inbox.queries import messages

SAID: dict[Obstacle, str] = {
    Obstacle.GONE: "The message is no longer there.",
    Obstacle.NOT_HERE: "This platform has no way to do that with this message.",
    Obstacle.ALREADY: "That is done already.",
    Obstacle.UNDER_WAY: "Something else is being done with this message: wait for it.",
    Obstacle.TOO_LATE: "It is on its way already.",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(act)


def act(
    message: Annotated[
        str,
        typer.Argument(
            metavar="MESSAGE",
            help="platform/account/external_id, the columns that `messages` prints.",
        ),
    ],
    verb: Annotated[Verb, typer.Argument(help="What to do with it on its platform.")],
    agent: Annotated[str, typer.Option(help="Who does it: the name typed at sign-in.")],
    password_file: Annotated[
        Path | None, typer.Option(help="Read the agent's password from a file (- is stdin).")
    ] = None,
) -> None:
    """Do something with a message beside answering; it happens with `deliver` or a worker."""
    password = asked(agent, password_file)
    with scene() as here:
        actor = signed_in(here, agent, password)
        try:
            with here.db.write() as session:
                number = _number(session, message)
                acting.ask(session, actor, number, verb, here.settings, here.now())
        except NotPossible as refused:
            raise Told(f"Nothing was asked. {SAID[refused.obstacle]}") from None
    print(f"{verb} is asked for; it is done with the next `deliver`, or by a worker.")


def _number(session: Session, label: str) -> int:
    parts = label.split("/", 2)
    found = messages.number(session, *parts) if len(parts) == 3 else None
    if found is None:
        raise Told("There is no such message: see `messages`.", MISUSED)
    return found
