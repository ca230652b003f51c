"""The command line: `python -m inbox --help`. Every command is a file in `inbox.commands`."""

from __future__ import annotations

import sys

from inbox.commands.entry import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
