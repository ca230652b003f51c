"""Processes that live and die with the server: the sandbox and the embedded worker.

Each gets a pipe as its standard input and stops when that closes, so that not even a kill -9
of the server leaves one behind. One that ends by itself is started again, more slowly each time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from inbox.care.journal import tell

log = logging.getLogger("durchwahl.children")

SLOWEST = 60.0
STEADY = 120.0
"""Seconds after which a child counts as well again: the next restart is quick."""
PATIENCE = 15.0
"""Seconds that a child has to end by itself before it is ended."""
ANNOUNCES_WITHIN = 60.0


ROOT = Path(__file__).parents[2]


def _path() -> str:
    """Return where a child finds us, whatever folder the server was started in."""
    given = os.environ.get("PYTHONPATH")
    return os.pathsep.join((str(ROOT), given)) if given else str(ROOT)


class DidNotStart(Exception):
    """A child ended, or said nothing, before it was ready; it has told why on stderr."""


@dataclass(slots=True)
class Child:
    """One process: `arguments` follow the Python interpreter, `environment` adds to ours.

    With `announces` it is ready when it has printed one line of JSON, kept in `said`.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    announces: bool = False
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    said: dict[str, str] = field(default_factory=dict)
    restarts: int = 0
    _process: asyncio.subprocess.Process | None = None
    _keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start it, wait until it is ready, keep it running from then on. Raises DidNotStart."""
        await self._launch()
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.name}")

    async def stop(self) -> None:
        """Close its pipe, wait, and end it if it will not end by itself."""
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        await self._end()

    async def _launch(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.arguments,
            env={**os.environ, "PYTHONPATH": _path(), **self.environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE if self.announces else None,
            start_new_session=True,
        )
        if not self.announces or self._process.stdout is None:
            return
        try:
            # Not wait_for: 3.11's loses a cancel that comes with the line, and stop() hangs.
            async with asyncio.timeout(ANNOUNCES_WITHIN):
                line = await self._process.stdout.readline()
            self.said = json.loads(line)
        except (TimeoutError, ValueError):
            await self._end()
            raise DidNotStart(self.name) from None

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        wait = 1.0
        while self._process is not None:
            began = loop.time()
            code = await self._process.wait()
            wait = 1.0 if loop.time() - began > STEADY else wait
            tell(log, logging.WARNING, "child ended", child=self.name, code=code, again_in=wait)
            await self.sleep(wait)
            wait = min(wait * 2, SLOWEST)
            self.restarts += 1
            with suppress(DidNotStart, OSError):
                await self._launch()

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        for how in (None, signal.SIGTERM, signal.SIGKILL):
            if how is not None:
                with suppress(ProcessLookupError):
                    process.send_signal(how)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE)
                break
        self._process = None
