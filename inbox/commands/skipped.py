"""`skipped list|show|replay|forget`: records that could not be read, and what to do with them."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox.care import quarantine as care
from inbox.care.rights import MACHINE
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import listing, scene
from inbox.commands.streams import only
from inbox.incoming import replay
from inbox.queries import quarantine, streams
from inbox.rules.legible import legible

MOST = 1_000

Which = Annotated[str, typer.Argument(metavar="STREAM", help="platform/account/stream")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Records that could not be read.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("show")(show)
    group.command("replay")(again)
    group.command("forget")(forget)
    app.add_typer(group, name="skipped")


def listed(
    stream: Annotated[str, typer.Argument(help="platform/account/stream; all by default")] = "",
) -> None:
    """Print the records that could not be read: number, stream, when they last came, why."""
    with scene() as here, here.db.read() as session:
        found = [
            f"{one.id}  {label}  {one.last_seen_at:%FT%T+00:00}  {one.size} bytes  {one.reason}"
            for number, label in streams.named(session, stream)
            for one in quarantine.listed(session, number, MOST)
        ]
    listing(found, "No record waits: everything that came could be read.")


def show(
    record: Annotated[int, typer.Argument(metavar="NUMBER", help="as `list` prints it")],
) -> None:
    """Print what came, as a person can read it."""
    with scene() as here, here.db.read() as session:
        raw = quarantine.raw(session, record)
    if raw is None:
        raise Told(f"There is no record {record}: see `skipped list`.", MISUSED)
    print(legible(raw).text)


def again(stream: Which) -> None:
    """Read every record of a stream again, after an update; nothing is asked of the platform."""
    with scene() as here:
        done = replay.replay_all(here.db, MACHINE, only(here, stream), here.now)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.items()))
    print(told or "There is nothing to read again.")


def forget(
    stream: Which,
    record: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="as `list` prints it; all by default")
    ] = None,
) -> None:
    """Forget records of a stream for good: they came another way, or nobody misses them."""
    with scene() as here:
        number = only(here, stream)
        with here.db.write() as session:
            numbers = [record] if record is not None else quarantine.ids(session, number)
            gone = care.forget(session, MACHINE, number, numbers, here.now())
    print(f"{gone} forgotten.")
