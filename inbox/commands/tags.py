"""`tags list|rename|merge|remove`: the team's own words kept in order, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from inbox.care import tagging
from inbox.care.rights import MACHINE
from inbox.care.tagging import Refused, Wrong
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import scene
from inbox.queries import tags as views
from inbox.rules.labels import LONGEST

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: f"A tag has 1 to {LONGEST} characters on one line.",
    Wrong.TAKEN: "There is a tag of this name already: `tags merge` makes one of two.",
}

Name = Annotated[str, typer.Argument(metavar="TAG", help="as `list` prints it")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="What conversations are about.", no_args_is_help=True)
    for command in (listed, rename, merge, remove):
        group.command("list" if command is listed else None)(command)
    app.add_typer(group, name="tags")


def listed() -> None:
    """Print every tag and on how many conversations it is."""
    with scene() as here, here.db.read() as session:
        for tag in views.used(session):
            print(f"{tag.name}\t{tag.count}")


def rename(tag: Name, name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Call a tag something else."""
    with scene() as here, here.db.write() as session:
        try:
            tagging.rename(session, MACHINE, _tag(session, tag), name, here.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
    print(f"{tag} is called {name} now.")


def merge(
    tag: Name, into: Annotated[str, typer.Argument(metavar="INTO", help="The tag that stays.")]
) -> None:
    """Make one tag of two: what had the first has the other."""
    with scene() as here, here.db.write() as session:
        first, other = _tag(session, tag), _tag(session, into)
        if first == other:
            raise Told("These are one tag already.", MISUSED)
        moved = tagging.merge(session, MACHINE, first, other, here.now())
    print(f"{tag} is {into} now, on {moved} conversations.")


def remove(tag: Name) -> None:
    """Take a tag off every conversation and forget it."""
    with scene() as here, here.db.write() as session:
        freed = tagging.remove(session, MACHINE, _tag(session, tag), here.now())
    print(f"{tag} is removed from {freed} conversations.")


def _tag(session: Session, name: str) -> int:
    found = views.called(session, name)
    if found is None:
        raise Told(f"There is no tag {name}: see `tags list`.", MISUSED)
    return found
