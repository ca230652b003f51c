"""`poll [STREAM]`: ask the platforms once, now."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox.commands.entry import MISUSED, WRONG, Told
from inbox.commands.scene import Scene, adopted, trusted
from inbox.incoming import polling
from inbox.incoming.polling import Run
from inbox.queries import streams


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(poll)


def poll(
    stream: Annotated[
        str, typer.Argument(help="platform/account/stream or the beginning of it; all by default")
    ] = "",
) -> None:
    """Poll once, whatever the pace, and print what came.

    A stream that is switched off is polled only when it is named in full.
    """
    with trusted() as here:
        found, wrong = _meant(here, stream), False
        for number, label in found:
            run = polling.poll(here.db, here.opener, number, here.settings, here.now)
            print(f"{label}: {told(run)}")
            wrong = wrong or run.trouble is not None
    if wrong:
        raise typer.Exit(WRONG)


def _meant(here: Scene, label: str) -> list[tuple[int, str]]:
    """Return the streams that are meant; before the first worker ran, accounts are made first."""
    with here.db.read() as session:
        found = streams.named(session, label, resting=False)
    if found:
        return found
    silent = adopted(here)
    with here.db.read() as session:
        found = streams.named(session, label, resting=False)
        others = streams.named(session, "")
    if found:
        return found
    if others:
        raise Told("There is no such stream, or it rests: see `streams list`.", MISUSED)
    if silent:
        raise Told("\n".join(["No platform was reached yet.", *silent, *_sandbox(here)]))
    raise Told("There is no account yet: fill in .env, or `accounts add`.", MISUSED)


def _sandbox(here: Scene) -> list[str]:
    asleep = "The sandbox runs while `make run` does."
    return [asleep] if here.settings.sandbox else []


def told(run: Run) -> str:
    """Return what a run came to, in one line."""
    if run.busy:
        return "is being polled by a worker just now"
    stored = run.stored
    said = (
        f"{stored.new} new, {stored.changed} changed, {stored.known} known,"
        f" {stored.skipped} skipped"
    )
    if run.gap:
        said += "; a gap in the platform's history was found"
    if run.more:
        said += "; more is waiting"
    if run.trouble is not None:
        said += f"; trouble: {run.trouble} {run.note or ''}".rstrip()
    return said
