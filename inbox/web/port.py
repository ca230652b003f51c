"""The port that `make run` is to listen on, looked at before anything starts.

`python -m inbox.web.port 8501` is silent when the port can be had; else it says in one
sentence what to type instead and ends with exit code 2.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from enum import Enum, auto

FIRST, LAST = 1, 65_535
OURS = 8501
"""Where the page is by default, and where looking for a free port starts again."""


class Port(Enum):
    """What became of a try to listen."""

    FREE = auto()
    TAKEN = auto()
    FORBIDDEN = auto()


Look = Callable[[int], Port]


def look(number: int) -> Port:
    """Try to listen on this machine's own address, as the server will."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
            probe.listen(1)
        except OSError as error:
            refused = error.errno in (errno.EACCES, errno.EPERM)
            return Port.FORBIDDEN if refused else Port.TAKEN
    return Port.FREE


def fault(asked: str, look: Look) -> str:
    """Return what is wrong with a port as it was typed, and what to type; "" when it is free."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    if not FIRST <= number <= LAST:
        return f"PORT has to be a whole number from {FIRST} to {LAST}. {_instead(OURS, look)}"
    match look(number):
        case Port.FREE:
            return ""
        case Port.TAKEN:
            return f"Port {number} is in use. {_instead(number + 1, look)}"
        case Port.FORBIDDEN:
            return f"Port {number} is kept for the system. {_instead(OURS, look)}"


def _instead(wish: int, look: Look) -> str:
    """Return what to type: the first free port from a wish on, then from where ours is."""
    for number in (*range(wish, min(wish + 100, LAST + 1)), *range(OURS, OURS + 100)):
        if look(number) is Port.FREE:
            return f"Type: make run PORT={number}"
    return "Name another one: make run PORT=..."


def main(argv: list[str]) -> int:
    """Look at the one port that was named."""
    said = fault(argv[0] if argv else str(OURS), look)
    if said:
        sys.stderr.write(f"{said}\n")
    return 2 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
