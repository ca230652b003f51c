"""Wiring: what app.py hands to Streamlit. Wrong settings end here, in one message."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from db.session import connect
from inbox import settings as environment
from inbox.care.journal import crash, tell
from inbox.pages import current, parts
from inbox.pages.current import House
from inbox.settings import WrongSettings, strangers
from inbox.web import (
    api,
    assets,
    choices,
    connecting,
    drawn,
    files,
    gate,
    login,
    mending,
    notices_json,
    outside,
    people_json,
    person_api,
    praise,
    shell,
    survey,
    taking,
    together,
    treating,
)
from inbox.web import lifespan as life

log = logging.getLogger("durchwahl.web")

SAYS_ERRORS = "streamlit.error_util"
"""Where Streamlit logs what a page raised, with all of its traceback."""


def house() -> House:
    """Return settings and database of this server. Exits with 2 and every fault said."""
    os.umask(0o077)  # customers' words are for the eyes of this user only
    try:
        settings = environment.load()
        settings.key()
    except WrongSettings as wrong:
        said = "\n".join(f"  {fault}" for fault in wrong.faults)
        sys.stderr.write(f"The settings do not fit:\n{said}\n")
        raise SystemExit(2) from None
    _log(settings.log_level)
    for said in strangers.unknown():
        tell(log, logging.WARNING, said)
    _hush()
    _admit(settings.public_url)
    made = House(connect(settings.url), settings)
    current.furnish(made)
    return made


def _admit(public_url: str) -> None:
    """Let browsers in that come by the public name: Streamlit refuses hosts it was not told of."""
    name = urlsplit(public_url).hostname
    known = list(config.get_option("server.allowedHosts"))
    if name and name not in known:
        config.set_option("server.allowedHosts", [*known, name])


def _log(level: str) -> None:
    """Let our own log speak on stderr; libraries only when they warn (see commands.scene)."""
    ours = logging.getLogger("durchwahl")
    ours.setLevel(level)
    if not ours.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        ours.addHandler(handler)
        ours.propagate = False


def _hush() -> None:
    """Keep it out of the log that somebody's session is over: the page leads to the sign-in."""
    logging.getLogger(SAYS_ERRORS).addFilter(_is_trouble)


def _is_trouble(record: logging.LogRecord) -> bool:
    """Return whether Streamlit may log a page's error: that a session is over is none.

    It logs what a page or a timed part of it raises before `on_error` leads to the sign-in page.
    """
    raised = record.exc_info[1] if record.exc_info else None
    return not isinstance(raised, current.SignedOut)


def routes(here: House) -> list[BaseRoute]:
    """Return our own routes, looked at before Streamlit's."""
    ways = login.routes(here.database, here.settings, here.clock)
    return [
        *ways,
        *survey.routes(here),
        *shell.routes(),
        *assets.routes(),
        *api.routes(here),
        *together.routes(here),
        *outside.routes(here),
        *choices.routes(here),
        *notices_json.routes(here),
        *drawn.routes(here),
        *people_json.routes(here),
        *praise.routes(here),
        *treating.routes(here),
        *taking.routes(here),
        *mending.routes(here),
        *person_api.routes(here),
        *files.routes(here),
        *connecting.routes(),
    ]


def middleware(here: House) -> list[Middleware]:
    """Return the gate, outermost."""
    csp = gate.policy(shell.inline_hashes())
    return [
        Middleware(
            gate.Gate,
            database=here.database,
            settings=here.settings,
            csp=csp,
            clock=here.clock,
        )
    ]


def lifespan(here: House) -> Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]:
    """Return what runs from start to end of the server."""
    return lambda _app: life.running(here)


def on_error(here: House) -> Callable[[Exception], bool]:
    """Return what a page does with an error nobody caught: one sentence, one reference."""

    def said(error: Exception) -> bool:
        if isinstance(error, current.SignedOut):
            parts.leave()
            return True
        reference = crash(here.settings.data_dir, error, here.clock())
        tell(log, logging.ERROR, "page failed", reference=reference)
        parts.sorry(reference)
        return True

    return said
