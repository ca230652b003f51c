"""Start the sandbox: `python -m connectors.sandbox --port 8611 --state data/sandbox-town.db`.

When it listens it prints one line of JSON: its URL, and where it takes e-mails. Exit code 2:
it could not start.
"""

from __future__ import annotations

import argparse
import json
import logging
import sqlite3
import sys
import threading
from functools import partial
from pathlib import Path

from connectors.sandbox.server import Server, create_app, found, listen
from connectors.sandbox.town import Town


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m connectors.sandbox", description="Local stand-ins for X and Facebook."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: a free one)")
    parser.add_argument("--mail-port", type=int, default=0, help="port for e-mails (0: a free one)")
    parser.add_argument("--state", type=Path, help="file that keeps the town over a restart")
    parser.add_argument(
        "--story",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="customers who write by themselves",
    )
    parser.add_argument("--pace", type=_pace, default=25.0, help="seconds between two messages")
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when standard input is closed"
    )
    return parser.parse_args(given)


def _pace(written: str) -> float:
    pace = float(written)
    if not 0.01 <= pace <= 86_400:
        raise argparse.ArgumentTypeError("must be 0.01 to 86400 seconds")
    return pace


def _sorry(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def _stop_with_parent(server: Server) -> None:
    def wait() -> None:
        while sys.stdin.read(1024):
            pass
        server.should_exit = True

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _say(town: Town, url: str) -> None:
    said = {"url": url, "smtp": f"smtp://127.0.0.1:{town.mail_port}"}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(given: list[str]) -> int:
    """Serve until stopped; return the exit code."""
    arguments = _arguments(given)
    logging.basicConfig(level=logging.ERROR, format="sandbox: %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        town = found(arguments.state)
    except (OSError, sqlite3.Error):
        return _sorry(
            f"The sandbox cannot use {arguments.state}: delete the file or name another --state."
        )
    try:
        listener = listen(arguments.port)
    except (OSError, OverflowError):
        # Whoever types `make run` has no --port: the server that started us names SANDBOX_PORT.
        remedy = "" if arguments.with_parent else ": stop what uses it, or choose another by --port"
        return _sorry(f"Port {arguments.port} of 127.0.0.1 is taken or not allowed{remedy}.")
    pace = arguments.pace if arguments.story else None
    app = create_app(town, pace, arguments.mail_port)
    server = Server(app, listener, partial(_say, town))
    if arguments.with_parent:
        _stop_with_parent(server)
    try:
        server.serve_town()
    except KeyboardInterrupt:
        pass
    finally:
        town.shelf.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
