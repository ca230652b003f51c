"""What a browser asks of a JSON route: its shape is checked here, the right in the use case.

A request that makes no sense ends in a bare status; nothing was done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from inbox.care.conversations import NoConversation
from inbox.care.pictures import NoPicture
from inbox.care.rights import NotAllowed
from inbox.rules.have_read import HaveRead, understood
from inbox.texts import zone_of

LARGEST_ID = 2**63 - 1
MOST_BYTES = 400_000
KEY = re.compile(r"[0-9a-f]{32}")


class Unusable(Exception):
    """The request makes no sense; nothing was done."""


Asking = Callable[[Request], Response]
Telling = Callable[[Request, dict[str, Any]], Response]
Giving = Callable[[Request, bytes], Response]


def conversation_id(request: Request) -> int:
    """Return the conversation of the path. Raises NoConversation for what no row can have."""
    number: int = request.path_params["id"]
    if number > LARGEST_ID:
        raise NoConversation(number)
    return number


def zone(request: Request) -> str:
    """Return the time zone of the browser; UTC for what is none."""
    return zone_of(request.query_params.get("zone"))


def number(body: dict[str, Any], name: str) -> int:
    """Return one of our ids. Raises Unusable."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise Unusable(name)
    return value


def read(body: dict[str, Any]) -> HaveRead:
    """Return up to where an agent says that they have read. Raises Unusable."""
    try:
        return understood(body.get("read"))
    except ValueError:
        raise Unusable("read") from None


def text(body: dict[str, Any], name: str) -> str:
    """Return a text. Raises Unusable."""
    value = body.get(name)
    if not isinstance(value, str):
        raise Unusable(name)
    return value


def key(given: str | None) -> str:
    """Return the key of a draft. Raises Unusable."""
    if given is None or not KEY.fullmatch(given):
        raise Unusable("key")
    return given


def asks(answer: Asking) -> Any:
    """Serve what only asks."""

    async def endpoint(request: Request) -> Response:
        return await _safely(answer, request)

    return endpoint


def tells(answer: Telling) -> Any:
    """Serve what comes with an object in JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            body = _object(await _read(request, MOST_BYTES))
        except Unusable:
            return Response(status_code=400)
        return await _safely(answer, request, body)

    return endpoint


def gives(answer: Giving, most: Callable[[], int]) -> Any:
    """Serve what comes with a file; of one beyond `most` bytes one byte more is handed on."""

    async def endpoint(request: Request) -> Response:
        return await _safely(answer, request, await _first(request, most() + 1))

    return endpoint


async def _read(request: Request, most: int) -> bytes:
    read = await _first(request, most + 1)
    if len(read) > most:
        raise Unusable("too long")
    return read


async def _first(request: Request, most: int) -> bytes:
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) >= most:
            break
    return bytes(read[:most])


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unusable("no JSON") from None
    if not isinstance(body, dict):
        raise Unusable("no object")
    return body


async def _safely(answer: Callable[..., Response], *given: Any) -> Response:
    """Run in a thread of its own; what a use case refuses becomes a bare status."""
    try:
        return await run_in_threadpool(answer, *given)
    except NotAllowed:
        return Response(status_code=403)
    except (NoConversation, NoPicture):
        return Response(status_code=404)
    except Unusable:
        return Response(status_code=400)
