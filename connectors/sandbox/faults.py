"""Switchable faults: what a platform can do to a client, armed by tests and by the page.

    refused before anything happened   busy busy_silent expired refused out_of_credit
                                       html_500 html_200 empty_500 broken reset_before hang_before
    after a write took effect          html_500_after html_200_after reset_after hang_after
                                       cut slow

`Faults` is the switchboard, `FaultyWire` the ASGI middleware in front of every platform.
Bodies in a platform's own words come from the platform (`Faults.speaks`).
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Fault(StrEnum):
    """What goes wrong. Names ending in `after` let a write take effect first."""

    BUSY = "busy"
    BUSY_SILENT = "busy_silent"
    EXPIRED = "expired"
    REFUSED = "refused"
    OUT_OF_CREDIT = "out_of_credit"
    HTML_500 = "html_500"
    HTML_500_AFTER = "html_500_after"
    HTML_200 = "html_200"
    HTML_200_AFTER = "html_200_after"
    EMPTY_500 = "empty_500"
    BROKEN = "broken"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    CUT = "cut"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it goes over the wire."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


HTML = b"<!DOCTYPE html><html><head><title>Oops</title></head><body>Over capacity</body></html>"
PLAIN = {
    Fault.HTML_500: Answer(500, HTML, "text/html; charset=utf-8"),
    Fault.HTML_500_AFTER: Answer(500, HTML, "text/html; charset=utf-8"),
    Fault.HTML_200: Answer(200, HTML, "text/html; charset=utf-8"),
    Fault.HTML_200_AFTER: Answer(200, HTML, "text/html; charset=utf-8"),
    Fault.EMPTY_500: Answer(500, b'{"data":[]}'),
    Fault.BROKEN: Answer(200, b'{"data":[{"id":"15'),
}
"""Answers that are the same whoever gives them."""

_AFTER = {
    Fault.HTML_500_AFTER,
    Fault.HTML_200_AFTER,
    Fault.HANG_AFTER,
    Fault.RESET_AFTER,
    Fault.CUT,
    Fault.SLOW,
}

_BROKEN_WIRES = {
    Fault.HANG_BEFORE,
    Fault.HANG_AFTER,
    Fault.RESET_BEFORE,
    Fault.RESET_AFTER,
    Fault.CUT,
    Fault.SLOW,
}

Speaker = Callable[[Fault], Answer | None]
"""A platform's own words for a fault; None: it has none, the plain answer holds."""


@dataclass
class Armed:
    """One switched fault: `left` answers more (None: until cleared), the first `skip` pass."""

    platform: str
    fault: Fault
    method: str | None = None
    path: str | None = None
    left: int | None = 1
    skip: int = 0
    seconds: float = 30.0
    used: int = 0

    def fits(self, platform: str, method: str, path: str) -> bool:
        """Return whether a call is meant; `path` is a regular expression to be found in it."""
        return (
            self.platform in ("*", platform)
            and self.method in (None, method)
            and (self.path is None or re.search(self.path, path) is not None)
        )


class Faults:
    """The switchboard. The first armed fault that fits a call is used up by it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Armed] = []
        self._speakers: dict[str, Speaker] = {}

    def speaks(self, platform: str, speaker: Speaker) -> None:
        """Let a platform say faults in its own words."""
        self._speakers[platform] = speaker

    def arm(self, armed: Armed) -> None:
        """Switch a fault on."""
        with self._lock:
            self._armed.append(armed)

    def clear(self) -> None:
        """Switch every fault off."""
        with self._lock:
            self._armed.clear()

    def listing(self) -> list[dict[str, Any]]:
        """Return what is switched on, how often each was used, and how often it will be."""
        with self._lock:
            return [
                {
                    "platform": armed.platform,
                    "fault": armed.fault.value,
                    "method": armed.method,
                    "path": armed.path,
                    "left": armed.left,
                    "used": armed.used,
                }
                for armed in self._armed
            ]

    def take(self, platform: str, method: str, path: str) -> Armed | None:
        """Return the fault that meets this call, None when nothing does."""
        with self._lock:
            for armed in self._armed:
                if armed.left == 0 or not armed.fits(platform, method, path):
                    continue
                if armed.skip:
                    armed.skip -= 1
                    return None
                armed.used += 1
                armed.left = None if armed.left is None else armed.left - 1
                return armed
        return None

    def answer(self, platform: str, fault: Fault) -> Answer:
        """Return the answer that a fault gives in a platform's words."""
        speaker = self._speakers.get(platform)
        said = speaker(fault) if speaker else None
        return said or PLAIN.get(fault) or Answer(500, HTML, "text/html")


class FaultyWire:
    """ASGI middleware: calls below a platform's prefix meet the fault armed for them."""

    def __init__(self, app: ASGIApp, faults: Faults, prefixes: Mapping[str, str]) -> None:
        """`prefixes` are path prefixes by platform name, like {"x": "/x"}."""
        self._app = app
        self._faults = faults
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, well or badly."""
        found = self._find(scope)
        if found is None:
            await self._app(scope, receive, send)
            return
        platform, armed = found
        kept: list[Message] = []
        if armed.fault in _AFTER:
            await self._app(scope, receive, _keeper(kept))
        if armed.fault in _BROKEN_WIRES:
            await _strike(armed, kept, scope, receive, send)
            return
        if armed.fault not in _AFTER:
            await _read(receive)
        await _say(self._faults.answer(platform, armed.fault), send)

    def _find(self, scope: Scope) -> tuple[str, Armed] | None:
        if scope["type"] != "http":
            return None
        for platform, prefix in self._prefixes.items():
            if scope["path"].startswith(f"{prefix}/"):
                path = scope["path"].removeprefix(prefix)
                armed = self._faults.take(platform, scope["method"], path)
                return (platform, armed) if armed else None
        return None


async def _strike(
    armed: Armed, kept: list[Message], scope: Scope, receive: Receive, send: Send
) -> None:
    if armed.fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER):
        await _hang(receive, armed.seconds)
        _reset(scope)
    elif armed.fault is Fault.RESET_BEFORE:
        await _read(receive)
        _reset(scope)
    elif armed.fault is Fault.RESET_AFTER:
        _reset(scope)
    elif armed.fault is Fault.CUT:
        await _cut(kept, send)
    else:
        await _drip(kept, send, armed.seconds)


def _keeper(kept: list[Message]) -> Send:
    async def keep(message: Message) -> None:
        kept.append(message)

    return keep


async def _read(receive: Receive) -> None:
    """Take the request in: an answer before it is read would look like another fault."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            return


async def _hang(receive: Receive, seconds: float) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), seconds)
    except TimeoutError:
        return


def _reset(scope: Scope) -> None:
    """Close with RST instead of FIN, as a broken machine in between does."""
    transport = scope.get("state", {}).get("transport")
    if transport is None:
        raise ConnectionResetError
    wire = transport.get_extra_info("socket")
    if wire is not None and not transport.is_closing():
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _whole(kept: list[Message]) -> tuple[Message, bytes]:
    body = b"".join(m.get("body", b"") for m in kept if m["type"] == "http.response.body")
    return kept[0], body


async def _cut(kept: list[Message], send: Send) -> None:
    """Promise the whole body and give half: the server then closes, as an app that died."""
    start, body = _whole(kept)
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _drip(kept: list[Message], send: Send, seconds: float) -> None:
    """Spread the body over that many seconds, never a long pause between two bytes."""
    start, body = _whole(kept)
    await send(start)
    step = max(1, len(body) // max(1, int(seconds / 0.05)))
    for at in range(0, len(body), step):
        piece = body[at : at + step]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(0.05)
    await send({"type": "http.response.body", "body": b""})


async def _say(answer: Answer, send: Send) -> None:
    headers = {
        "content-type": answer.content_type,
        "content-length": str(len(answer.body)),
        **answer.headers,
    }
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": answer.body})
