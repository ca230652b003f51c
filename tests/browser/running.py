"""A running Durchwahl for browser tests: `streamlit run app.py` with the sandbox behind it."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from playwright.sync_api import Page

from db.models import Agent
from db.session import Database, connect
from inbox.care import sign_in
from inbox.care.rights import MACHINE
from inbox.settings import Settings
from tests import nursery
from tests.browser.awaited import expect
from tests.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
PRINTED = re.compile(r"https?://\S+/login/link\?token=\S+")
SANDBOX = re.compile(r"Sandbox: write as a customer at (\S+)")
PATIENCE = 60.0
QUICK = {
    "SANDBOX": "1",
    "SANDBOX_PORT": "0",
    "SANDBOX_PACE": "3600",
    "UNDO_SECONDS": "1",
    "TICK_SECONDS": "0.5",
}
"""A sandbox that nobody writes in by itself, replies that leave a second after the click, and a
worker that looks twice a second what is due: each look of three houses costs the other tests."""

PORTS = range(20_000, 32_000)
"""Where houses stand: below what systems hand out to whoever asks for any port."""

Profile = Callable[..., Page]
"""Opens a page in a browser profile of its own: `profile(width=390, color_scheme="dark")`."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class House:
    """A running Durchwahl: where it is, what it printed, the tables behind it."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes] | nursery.Process
    printed: Path
    sandbox: Sandbox = field(init=False)
    database: Database = field(init=False)

    def log(self) -> str:
        return self.printed.read_text(errors="replace")

    def says(self, wanted: re.Pattern[str]) -> str:
        """Wait until it has printed something and return it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := wanted.search(self.log()):
                return found.group(found.lastindex or 0)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"never printed {wanted.pattern}:\n{self.log()}")

    def link(self, login: str = "miriam") -> str:
        """Make a fresh one-time link for an agent."""
        with self.database.write() as session:
            agent = session.query(Agent).filter_by(login=login).one()
            token = sign_in.new_link(session, MACHINE, agent.id, datetime.now(UTC))
        return f"{self.url}/login/link?token={token}"

    def ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                return
            time.sleep(0.1)
        raise AssertionError(f"did not start:\n{self.log()}")


def environment(folder: Path, **given: str) -> dict[str, str]:
    """Return an environment that sets nothing of ours but what is given."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder / "data"), **given}


def _cold(
    argv: list[str], *, cwd: Path, env: Mapping[str, str], out: BinaryIO
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *argv],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
    )


@contextmanager
def serving(folder: Path, *, cold: bool = False, **given: str) -> Iterator[House]:
    """Run `streamlit run app.py` with the sandbox in a folder of its own until the end.

    `cold`: by an interpreter of its own in an empty folder, as people do; otherwise by one that
    imported everything, and the tables are there.
    """
    port, printed = _place(), folder / "printed"
    argv = ["-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    surroundings = environment(folder, **{**QUICK, **given})
    if not cold:
        (folder / "data").mkdir(exist_ok=True)
        shutil.copy(nursery.empty_database(), folder / "data/sandbox.db")
    with printed.open("wb") as out:
        process = (_cold if cold else nursery.start)(argv, cwd=folder, env=surroundings, out=out)
    house = House(f"http://127.0.0.1:{port}", folder, process, printed)
    try:
        house.ready()
        house.sandbox = Sandbox(house.says(SANDBOX))
        house.database = connect(f"sqlite:///{folder / 'data' / 'sandbox.db'}")
        yield house
        house.database.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        _left.append(port)


def _place() -> int:
    """Return a port for a house: where one stood before, as a browser keeps scripts by address."""
    while _left:
        if _is_free(port := _left.pop()):
            return port
    while not _is_free(port := random.choice(PORTS)):
        pass
    return port


_left: list[int] = []
"""The ports of this process's houses that have ended."""


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def enter(
    page: Page, house: House, login: str = "miriam", to: str = "/", now: datetime | None = None
) -> Page:
    """Sign in, as the page that takes the link does, and wait until Streamlit stands."""
    now = now or datetime.now(UTC)
    with house.database.write() as session:
        agent = session.query(Agent).filter_by(login=login).one()
        link = sign_in.new_link(session, MACHINE, agent.id, now)
        done = sign_in.with_link(session, link, now, Settings(_env_file=None))
    assert isinstance(done, sign_in.SignedIn)
    name = sign_in.cookie(urlsplit(house.url).netloc, secure=False)
    cookie = {"name": name, "value": done.token, "url": house.url, "httpOnly": True}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(house.url + to)
    expect(page.get_by_test_id("stApp")).to_be_visible()
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    return page
