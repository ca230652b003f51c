"""The routes of signing in and out: before Streamlit, without a script.

A form carries a token that has to match its cookie (double submit). A link is used up by the
button behind it, not by opening it: programs that look at links in mails open them too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from connectors.base import Clock, utc_now
from db.session import Database
from inbox.care import over, sign_in
from inbox.settings import Settings
from inbox.texts import Texts, language_of, texts
from inbox.web import sign_in_page, sign_in_words
from inbox.web.current import PRESENT, VISITOR, cookie
from inbox.web.sign_in_page import Around, Notice
from inbox.web.visitor import Visitor

FORM_BYTES = 8_192
AT_ONCE = 4
"""Passwords looked at at the same time: each takes 19 MiB."""

CSRF = "durchwahl_form"
CARRIED = ("next", "token", "over")


def local(wanted: str | None) -> str:
    """Return a path of ours to go on to; the inbox for anything that could lead elsewhere."""
    path = wanted or "/"
    plain = path.isprintable() and path.isascii() and "\\" not in path
    if not plain or not path.startswith("/") or path.startswith("//"):
        return "/"
    return "/" if urlsplit(path).path in ("/login", "/login/link", "/logout") else path


@dataclass(frozen=True, slots=True)
class Door:
    """The way in and out."""

    database: Database
    settings: Settings
    clock: Clock
    _limiter: list[CapacityLimiter] = field(default_factory=list)

    async def page(self, request: Request) -> Response:
        """Show the form; somebody who is signed in goes on at once."""
        wanted = local(request.query_params.get("next"))
        if PRESENT in request.scope:
            return RedirectResponse(wanted, 303)
        notice = await to_thread.run_sync(self._why_here, request)
        return self._ask(request, wanted, notice=notice)

    async def password(self, request: Request) -> Response:
        """Sign in by login name and password."""
        t, form = _words(request), await posted(request)
        wanted = local(form.get("next"))
        if not _genuine(request, form):
            return self._ask(request, wanted, notice=_too_old(t), status=400)
        login = form.get("login", "")[:200]
        done = await to_thread.run_sync(
            partial(
                sign_in.with_password,
                self.database,
                login,
                form.get("password", "")[:1000],
                _visitor(request).address,
                self.clock(),
                self.settings,
                t.language,
            ),
            limiter=self._few(),
        )
        if isinstance(done, sign_in.SignedIn):
            return self._welcome(request, done, wanted)
        notice = Notice(_refusal(t, done, self.clock()))
        return self._ask(request, wanted, login=login, notice=notice, status=401)

    async def link(self, request: Request) -> Response:
        """Show the button that uses a link up."""
        return self._offer(request, request.query_params.get("token", ""))

    async def use_link(self, request: Request) -> Response:
        """Sign in by a link, once."""
        t, form = _words(request), await posted(request)
        token = form.get("token", "")[:200]
        if not _genuine(request, form):
            return self._offer(request, token, notice=_too_old(t), status=400)
        done = await to_thread.run_sync(self._with_link, token, t.language)
        if isinstance(done, sign_in.SignedIn):
            return self._welcome(request, done, "/")
        dead = await to_thread.run_sync(over.why_link, self.database, token, self.clock())
        return self._ask(request, "/", notice=Notice(sign_in_words.dead(t, dead)), status=401)

    async def out(self, request: Request) -> Response:
        """End the session of this browser."""
        form, token = await posted(request), request.cookies.get(cookie(request))
        sent = form.get("csrf", "").encode()
        if not token or not secrets.compare_digest(sent, sign_in.form_token(token).encode()):
            return PlainTextResponse(_too_old(_words(request)).text, 403)
        await to_thread.run_sync(self._sign_out, token)
        response = RedirectResponse("/login", 303)
        host = request.headers.get("host", "")
        for secure in (False, True):
            name = sign_in.cookie(host, secure=secure)
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return response

    def _why_here(self, request: Request) -> Notice | None:
        """Return why somebody stands here who was signed in before.

        What exactly happened is said to the browser that holds the session's token, nobody else.
        """
        t, asked = _words(request), request.query_params
        token = request.cookies.get(cookie(request))
        known = over.why(self.database, token, self.clock()) if token else None
        if known is None and "over" not in asked:
            return None
        return Notice(sign_in_words.ended(t, known, self.settings), "calm")

    def _with_link(self, token: str, speaks: str) -> sign_in.SignedIn | sign_in.Refused:
        with self.database.write() as session:
            return sign_in.with_link(session, token, self.clock(), self.settings, speaks)

    def _sign_out(self, token: str) -> None:
        with self.database.write() as session:
            sign_in.sign_out(session, token)

    def _few(self) -> CapacityLimiter:
        if not self._limiter:
            self._limiter.append(CapacityLimiter(AT_ONCE))
        return self._limiter[0]

    def _welcome(self, request: Request, done: sign_in.SignedIn, where: str) -> Response:
        secure = _visitor(request).secure
        response = RedirectResponse(where, 303)
        response.set_cookie(
            cookie(request),
            done.token,
            max_age=int(self.settings.session_hours * 3600),
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def _ask(
        self,
        request: Request,
        wanted: str,
        *,
        login: str = "",
        notice: Notice | None = None,
        status: int = 200,
    ) -> Response:
        around = self._around(request)
        page = sign_in_page.with_password(around, wanted, login, notice)
        return _answer(request, around, page, status)

    def _offer(
        self, request: Request, token: str, *, notice: Notice | None = None, status: int = 200
    ) -> Response:
        around = self._around(request)
        return _answer(request, around, sign_in_page.with_link(around, token, notice), status)

    def _around(self, request: Request) -> Around:
        csrf = request.cookies.get(CSRF) or secrets.token_urlsafe(32)
        asked = request.query_params
        query = {name: asked[name] for name in CARRIED if name in asked}
        return Around(_words(request), csrf, request.url.path, query, self.settings.sandbox)


def _answer(request: Request, around: Around, page: str, status: int) -> Response:
    response = HTMLResponse(page, status)
    secure = _visitor(request).secure
    response.set_cookie(
        CSRF, around.csrf, path="/login", secure=secure, httponly=True, samesite="strict"
    )
    return response


def _too_old(t: Texts) -> Notice:
    return Notice(t("This page was too old. Please try again."))


def _refusal(t: Texts, refused: sign_in.Refused, now: datetime) -> str:
    if refused.until is None:
        return t("Login name or password is wrong.")
    wait = t.lasting(max(refused.until - now, timedelta(seconds=1)))
    return t("Too many tries. Please wait {wait} and try again.", wait=wait)


def _words(request: Request) -> Texts:
    wanted = request.query_params.get("lang") or request.headers.get("accept-language")
    return texts(language_of(wanted))


def _visitor(request: Request) -> Visitor:
    found: Visitor = request.scope[VISITOR]
    return found


def _genuine(request: Request, form: dict[str, str]) -> bool:
    kept, sent = request.cookies.get(CSRF, ""), form.get("csrf", "")
    return bool(kept) and secrets.compare_digest(kept.encode(), sent.encode())


async def posted(request: Request, most: int = FORM_BYTES) -> dict[str, str]:
    """Read a small form; nothing of one that is larger than ours can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def routes(database: Database, settings: Settings, clock: Clock = utc_now) -> list[BaseRoute]:
    """Return the routes of signing in and out."""
    door = Door(database, settings, clock)
    return [
        Route("/login", door.page, methods=["GET"]),
        Route("/login", door.password, methods=["POST"]),
        Route("/login/link", door.link, methods=["GET"]),
        Route("/login/link", door.use_link, methods=["POST"]),
        Route("/logout", door.out, methods=["POST"]),
    ]
