"""`worker`: the process that polls and sends."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import Annotated

import typer

from inbox import worker as clock
from inbox.care.journal import tell
from inbox.commands.scene import scene
from inbox.settings import strangers

log = logging.getLogger("durchwahl.worker")


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
        if not with_parent:  # the server that starts one has said it already
            for said in strangers.unknown():
                tell(log, logging.WARNING, said)
        stop = threading.Event()
        _end_on_signals(stop)
        if with_parent:
            end_with_parent(stop)
        clock.run(
            clock.Worker(here.db, here.vault, here.settings, here.opener, here.now, stop=stop)
        )


def _end_on_signals(stop: threading.Event) -> None:
    """Set `stop` at SIGTERM or Ctrl-C, from a thread that waits for them.

    A handler would run in the main thread, between any two of its steps: also where that holds the
    event's own lock, and then nobody would ever get it.
    """
    signs = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signs)

    def wait() -> None:
        signal.sigwait(signs)
        stop.set()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def end_with_parent(stop: threading.Event) -> None:
    """Set `stop` when standard input closes: whoever started us is gone."""

    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        stop.set()

    threading.Thread(target=wait, name="parent", daemon=True).start()
