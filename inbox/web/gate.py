"""The gate in front of everything, pages and websocket alike: no session, no Streamlit.

It drops headers that pretend to be ours, looks the session up, hands the identity on (into
`st.user`, by server.trustedUserHeaders) and puts the security headers on every answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.base import Clock, utc_now
from db.session import Database
from inbox.care import sign_in
from inbox.care.journal import tell
from inbox.settings import Settings
from inbox.web.current import PRESENT, VISITOR, cookie
from inbox.web.visitor import Visitor, same_origin, trusted, visitor

log = logging.getLogger("durchwahl.web")

OPEN = frozenset({"/login", "/login/link", "/survey", "/_stcore/health"})
OPEN_FOLDER = "/app/static/"
FORMS = frozenset({"/login", "/login/link", "/logout", "/survey"})
"""Routes that hold a form's own token against its cookie, or the secret of its link."""

NOT_PAGES = (
    "/_stcore/",
    "/static/",
    "/media/",
    "/file/",
    "/picture/",
    "/component/",
    "/app/",
    "/api/",
)
OURS = b"x-inbox-"
LOCKED = "default-src 'none'; sandbox"
"""The policy of files from strangers, stricter than any page's: the only other one there is."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def policy(script_hashes: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy: nothing from elsewhere, and no frame around us.

    Inline components are modules behind `blob:`; Streamlit styles its elements inline.
    """
    scripts = " ".join(["'self'", "blob:", *(f"'{value}'" for value in script_hashes)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """ASGI middleware, outermost. `csp` is the policy of every answer."""

    app: ASGIApp
    database: Database
    settings: Settings
    csp: str
    clock: Clock = utc_now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, send it to the sign-in page, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, _quietly(send))
            return
        honest = [(name, value) for name, value in scope["headers"] if not _ours(name)]
        scope = dict(scope, headers=honest)
        who = visitor(scope, trusted(self.settings.trusted_proxies))
        scope[VISITOR] = who
        send = self._with_headers(send, who, scope)
        if not _from_us(scope):
            await _refuse(scope, receive, send, 403)
            return
        present = await self._present(scope)
        if present is not None:
            scope[PRESENT] = present
            scope["headers"] = [
                *honest,
                (b"x-inbox-agent", str(present.agent_id).encode()),
                (b"x-inbox-role", present.role.value.encode()),
            ]
        elif not _open(scope):
            await _away(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _present(self, scope: Scope) -> sign_in.Present | None:
        if scope["path"].startswith(OPEN_FOLDER):
            return None
        connection = HTTPConnection(scope)
        token = connection.cookies.get(cookie(connection))
        if not token:
            return None
        look = partial(sign_in.session_of, present=not _timed(scope))
        return await run_in_threadpool(look, self.database, token, self.clock(), self.settings)

    def _with_headers(self, send: Send, who: Visitor, scope: Scope) -> Send:
        asked = {"method": scope.get("method", "WS"), "path": scope["path"]}  # a query may be a key

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                tell(log, logging.DEBUG, "answered", **asked, status=message["status"])
                headers = MutableHeaders(scope=message)
                if headers.get("Content-Security-Policy") != LOCKED:
                    headers["Content-Security-Policy"] = self.csp
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Frame-Options"] = "DENY"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
                if who.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                kind = headers.get("content-type", "text/html")
                if kind.startswith(("text/html", "text/plain", "application/json")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        return sending


def _ours(name: bytes) -> bool:
    return name.lower().replace(b"_", b"-").startswith(OURS)


def _timed(scope: Scope) -> bool:
    """Return whether a clock in the browser asks, nobody's hand: an open tab is no presence."""
    return b"timed=1" in scope.get("query_string", b"").split(b"&")


def _open(scope: Scope) -> bool:
    path: str = scope["path"]
    if scope["type"] != "http" or ".." in path:
        return False
    return path in OPEN or (path.startswith(OPEN_FOLDER) and scope["method"] in SAFE)


def _from_us(scope: Scope) -> bool:
    """Return whether what changes something comes from a page of ours."""
    ours = same_origin(Headers(scope=scope))
    if scope["type"] == "websocket":
        return ours is True
    if scope["method"] in SAFE or ours is True:
        return True
    return ours is None and scope["path"] in FORMS


async def _away(scope: Scope, receive: Receive, send: Send) -> None:
    path: str = scope["path"]
    if scope["type"] == "websocket" or scope["method"] != "GET" or path.startswith(NOT_PAGES):
        await _refuse(scope, receive, send, 401)
        return
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = f"{path}?{query}" if query else path
    where = "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"
    await RedirectResponse(where, 303)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4000 + status})
        return
    await PlainTextResponse("", status)(scope, receive, send)


def _quietly(send: Send) -> Send:
    """Keep the traceback of a failed start out of the log: the sentence was said already."""

    async def sending(message: Message) -> None:
        if message["type"] == "lifespan.startup.failed":
            message = {"type": message["type"], "message": ""}
        await send(message)

    return sending
