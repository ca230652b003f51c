"""`worker`: the process that polls and sends."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from inbox import worker as clock
from inbox.commands.scene import scene


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(worker)


def worker(
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="End when standard input closes.")
    ] = False,
) -> None:
    """Poll, send and look until told to stop (Ctrl-C, SIGTERM)."""
    with scene() as here:
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        if with_parent:
            clock.end_with_parent(stop)
        clock.run(
            clock.Worker(here.db, here.vault, here.settings, here.opener, here.now, stop=stop)
        )
