"""What the log says, and how: one line an event, facts as key=value, no secret, no traceback.

A crash is told in two places: one line with a short reference in the log, and the place in
the code (never the message, which may quote a token or a customer) in a file beside it.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import traceback
from datetime import datetime
from pathlib import Path

_PLAIN = re.compile(r"[\w./:@+-]+", re.ASCII)
_MOST = 300


def line(what: str, **facts: object) -> str:
    """Return one log line; values that hold blanks or control characters are quoted."""
    return " ".join([what, *(f"{name}={_value(fact)}" for name, fact in facts.items())])


def _value(fact: object) -> str:
    said = fact.isoformat(timespec="seconds") if isinstance(fact, datetime) else str(fact)
    said = said[:_MOST]
    return said if _PLAIN.fullmatch(said) else json.dumps(said)


def tell(log: logging.Logger, level: int, what: str, **facts: object) -> None:
    """Write one line to a log."""
    log.log(level, "%s", line(what, **facts))


def crash(folder: Path, error: BaseException, now: datetime) -> str:
    """Keep where an unexpected error came from in `folder`/crashes.log; return its reference.

    Kept are the kinds of the errors and the lines of code, never their texts or values.
    """
    reference = secrets.token_hex(4)
    told = [f"{now.isoformat(timespec='seconds')} {reference}"]
    link: BaseException | None = error
    while link is not None:
        told.append(f"  {type(link).__module__}.{type(link).__qualname__}")
        told += [
            f"    {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or link.__context__
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "crashes.log").open("a", encoding="utf-8") as file:
            file.write("\n".join(told) + "\n")
    except OSError:
        return f"{reference} (not kept: {folder} cannot be written)"
    return reference
