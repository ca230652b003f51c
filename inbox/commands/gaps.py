"""`gaps list|acknowledge`: holes in a stream's history that a person has to know of."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox.care import streams as care
from inbox.care.rights import MACHINE
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import listing, scene
from inbox.queries import streams
from inbox.queries.gaps import GapView


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Holes in a stream's history.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("acknowledge")(acknowledge)
    app.add_typer(group, name="gaps")


def listed() -> None:
    """Print every gap: number, stream, from when to when, whether somebody has looked."""
    with scene() as here, here.db.read() as session:
        found = [
            "  ".join([str(gap.id), stream.label, *_told(gap)])
            for account in streams.connected(session, here.now())
            for stream in account.streams
            for gap in stream.gaps
        ]
    listing(found, "There is no gap.")


def _told(gap: GapView) -> list[str]:
    told = [f"{gap.since:%F %R} to {gap.until:%F %R} UTC"]
    if gap.about:
        told.append(f"about {gap.about} messages")
    if gap.acknowledged_at is None:
        return [*told, "open"]
    by = f" by {gap.acknowledged_by}" if gap.acknowledged_by else ""
    return [*told, f"acknowledged {gap.acknowledged_at:%F %R}{by}"]


def acknowledge(
    gap: Annotated[int, typer.Argument(metavar="NUMBER", help="as `list` prints it")],
) -> None:
    """Note that a person has looked for what may be missing."""
    with scene() as here:
        try:
            with here.db.write() as session:
                care.acknowledge_gap(session, MACHINE, gap, here.now())
        except care.NoStream:
            raise Told(f"There is no gap {gap}: see `gaps list`.", MISUSED) from None
    print(f"Gap {gap} is acknowledged.")
