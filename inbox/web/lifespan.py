"""From start to end of the server: tables, sandbox, accounts, worker, the first way in.

`streamlit run app.py` alone does all of it. What keeps it from starting is one sentence on
stderr; what was started ends with it.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from streamlit import config

from db.migrations import upgrade
from inbox.care import adoption, agents
from inbox.care.agents import FirstLink
from inbox.care.tokens import WrongHouse
from inbox.care.vault import LOST, Vault, WrongKey
from inbox.pages import current
from inbox.pages.current import House
from inbox.web.children import Child, DidNotStart

log = logging.getLogger("durchwahl.web")

SANDBOX_SENDER = "Durchwahl <durchwahl@sandbox.invalid>"
"""Who writes the e-mails that the sandbox takes."""

COLLECT_EVERY = 60.0
"""Seconds between two garbage collections: Streamlit's own, after every click, is off."""


class NotStarted(Exception):
    """The server cannot start; the sentence is on stderr."""


@asynccontextmanager
async def running(here: House) -> AsyncIterator[dict[str, Any]]:
    """Prepare everything, serve, and end what was started."""
    async with AsyncExitStack() as ending:
        try:
            here = await _prepared(here, ending)
            link = await run_in_threadpool(_first_link, here)
        except DidNotStart as failed:
            raise _cannot(_CHILDREN[str(failed)]) from None
        except Occupied:
            raise _cannot(_OCCUPIED) from None
        except WrongHouse as wrong:
            raise _cannot(
                f"Refused: {wrong}. Use another DATABASE_URL, or change SANDBOX."
            ) from None
        except WrongKey:
            raise _cannot(LOST) from None
        except (SQLAlchemyError, OSError):
            raise _cannot(_DATABASE) from None
        collector = asyncio.create_task(_collect(), name="collect")
        ending.callback(collector.cancel)
        _greet(here, link)
        yield {}


_DATABASE = "The database cannot be reached or written: check DATABASE_URL, rights and space."
_OCCUPIED = (
    "Another Durchwahl runs on this folder already. Use that one, or end it first; a second one"
    " of its own needs another DATA_DIR and another SANDBOX_PORT."
)
_CHILDREN = {
    "sandbox": "The sandbox did not start (see the line above): free its port, or choose another"
    " with SANDBOX_PORT in .env.",
    "worker": "The worker did not start (see the line above).",
}


def _cannot(sentence: str) -> NotStarted:
    sys.stderr.write(f"Durchwahl cannot start. {sentence}\n")
    return NotStarted(sentence)


class Occupied(Exception):
    """Another server already works on this folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for one server, for a block. Raises Occupied; a death frees it.

    Two of them would start two sandboxes and two workers on the same files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied from None
        yield


async def _prepared(here: House, ending: AsyncExitStack) -> House:
    """Migrate and start what runs beside the server; ending it is noted before it starts."""
    if here.database.embedded:
        ending.enter_context(alone(here.settings.data_dir))
    await run_in_threadpool(upgrade, here.database)
    ending.callback(here.database.close)
    await run_in_threadpool(_own_house, here)
    if here.settings.sandbox:
        here = await _with_town(here, ending)
        current.furnish(here)
    if here.settings.runs_worker:
        worker = Child("worker", ("-m", "inbox", "worker", "--with-parent"), _told(here))
        ending.push_async_callback(worker.stop)
        await worker.start()
    return here


async def _with_town(here: House, ending: AsyncExitStack) -> House:
    """Start the sandbox; a port of 0 becomes the one it found, also when it starts again."""
    town = Child("sandbox", _town(here), announces=True)
    ending.push_async_callback(town.stop)
    await town.start()
    url = town.said["url"]
    found: dict[str, object] = {"sandbox_port": urlsplit(url).port}
    if not here.settings.sends_mail:
        found |= {"smtp_url": SecretStr(town.said["smtp"]), "mail_from": SANDBOX_SENDER}
    settings = here.settings.model_copy(update=found)
    here = replace(here, settings=settings, sandbox_url=url)
    town.arguments = [*_town(here), "--mail-port", str(urlsplit(town.said["smtp"]).port)]
    return here


def _told(here: House) -> dict[str, str]:
    """Return what the worker is told of the sandbox, which found its ports by itself."""
    settings = here.settings
    if here.sandbox_url is None:
        return {}
    return {
        "SANDBOX_PORT": str(settings.sandbox_port),
        "SMTP_URL": settings.smtp_url.get_secret_value(),
        "MAIL_FROM": settings.mail_from,
    }


def _town(here: House) -> list[str]:
    settings = here.settings
    named = ["--port", str(settings.sandbox_port), "--pace", str(settings.sandbox_pace)]
    state = settings.data_dir / "sandbox-town.db"
    return ["-m", "connectors.sandbox", *named, "--state", str(state), "--with-parent"]


def _own_house(here: House) -> None:
    with here.database.read() as session:
        adoption.one_house(session, here.settings)
        adoption.right_key(session, Vault(here.settings.key()))


def _first_link(here: House) -> FirstLink | None:
    with here.database.write() as session:
        return agents.first_agent(session, here.clock(), sandbox=here.settings.sandbox)


def address(here: House) -> str:
    """Return where a browser finds us."""
    if here.settings.public_url:
        return here.settings.public_url.rstrip("/")
    host = config.get_option("server.address") or "127.0.0.1"
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{host}:{config.get_option('server.port')}"


def _greet(here: House, link: FirstLink | None) -> None:
    agents.found_at(here.settings.data_dir, address(here))
    lines = [f"Durchwahl is ready: {address(here)}"]
    if link:
        lines.append(f"Sign in as {link.login}, once, within 24 hours:")
        lines.append(f"  {address(here)}/login/link?token={link.token}")
    if here.sandbox_url:
        lines.append(f"Sandbox: write as a customer at {here.sandbox_url}")
        lines.append(f"  e-mails to colleagues end at {here.sandbox_url}/mails")
    if here.settings.unplayed:
        lines.append(here.settings.unplayed)
    sys.stdout.write("\n".join(["", *(f"  {line}" for line in lines), "", ""]))
    sys.stdout.flush()


async def _collect() -> None:
    gc.collect()
    gc.freeze()
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        await run_in_threadpool(gc.collect)
