"""Drives the sandbox in tests: in a thread (fast, emptied between tests) or as its own process."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

from connectors.sandbox.server import Server, create_app, found, listen


class Sandbox:
    """A running sandbox. `post` gives a command, `truth` is what a platform really holds."""

    def __init__(self, url: str, mail_port: int = 0) -> None:
        self.url = url
        self.mail_port = mail_port
        self.x_url = f"{url}/x"
        self.graph_url = f"{url}/graph"
        self._pool = urllib3.connection_from_url(url, maxsize=4, timeout=10, retries=False)

    def post(self, command: str, **given: Any) -> dict[str, Any]:
        """Give a command like `post("x/post", handle="erika_m", text="...")`; return its answer."""
        return self._done("POST", command, given)

    def get(self, what: str) -> dict[str, Any]:
        """Ask the control for something."""
        return self._done("GET", what, {})

    def truth(self, platform: str) -> list[dict[str, Any]]:
        """Return every message of "x" or "facebook" as it was written, oldest first."""
        messages: list[dict[str, Any]] = self.get(f"{platform}/truth")["messages"]
        return messages

    def ours(self, platform: str) -> list[str]:
        """Return the texts of our own messages, oldest first."""
        return [message["text"] for message in self.truth(platform) if message["ours"]]

    def mails(self) -> list[dict[str, Any]]:
        """Return every e-mail that came, oldest first."""
        mails: list[dict[str, Any]] = self.get("mails")["mails"]
        return mails

    def fault(self, platform: str, fault: str, **given: Any) -> None:
        """Arm a fault; `method`, `path`, `times`, `skip` and `seconds` as in the control."""
        self.post("faults", platform=platform, fault=fault, **given)

    def settings(self, platform: str, **given: Any) -> dict[str, Any]:
        """Change settings of a platform."""
        return self.post("settings", platform=platform, **given)

    def clear_faults(self) -> None:
        """Switch every fault off."""
        self._done("DELETE", "faults", {})

    def reset_logins(self) -> None:
        """Let the first access token work again, as a person who connects again does."""
        self.post("x/connect")

    def reset(self) -> None:
        """Forget every message, setting and fault."""
        self.post("reset")

    def _done(self, method: str, command: str, given: dict[str, Any]) -> dict[str, Any]:
        """Ask by urllib3 alone: what requests does beside it takes as long as the sandbox does."""
        sent = {"body": json.dumps(given).encode(), "headers": {"Content-Type": "application/json"}}
        answer = self._pool.urlopen(method, f"/control/{command}", **sent)
        if answer.status != 200:
            raise AssertionError(f"{command}: {answer.status} {answer.data[:300]!r}")
        done: dict[str, Any] = json.loads(answer.data)
        return done


@contextmanager
def in_thread(state: Path | None = None) -> Iterator[Sandbox]:
    """Run a sandbox without a story in a thread of this process."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # armed faults are no news
    town = found(state)
    ready = threading.Event()
    urls: list[str] = []

    def listening(url: str) -> None:
        urls.append(url)
        ready.set()

    server = Server(create_app(town), listen(0), listening)
    thread = threading.Thread(target=server.serve_town, name="sandbox", daemon=True)
    thread.start()
    assert ready.wait(20), "the sandbox did not start"
    try:
        yield Sandbox(urls[0], town.mail_port)
    finally:
        server.should_exit = True
        thread.join(10)
        town.shelf.close()


@contextmanager
def in_process(*arguments: str) -> Iterator[Sandbox]:
    """Run a sandbox as `make run` does: a process that ends when its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "connectors.sandbox", "--with-parent", "--no-story", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    try:
        said = json.loads(process.stdout.readline())
        yield Sandbox(said["url"], urlsplit(said["smtp"]).port or 0)
    finally:
        process.stdin.close()
        process.wait(15)
        process.stdout.close()
