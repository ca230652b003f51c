"""The sign-in page: small HTML of our own, before Streamlit, without a script.

A form carries a token that has to match its cookie (double submit). A link is used up by the
button behind it, not by opening it: programs that look at links in mails open them too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, quote, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from connectors.base import Clock, utc_now
from db.session import Database
from inbox.care import sign_in
from inbox.settings import Settings
from inbox.texts import LANGUAGES, Texts, language_of, texts
from inbox.web.visitor import Visitor

PAGE = Template(Path(__file__).with_name("sign_in_page.html").read_text(encoding="utf-8"))
FORM_BYTES = 8_192
AT_ONCE = 4
"""Passwords looked at at the same time: each takes 19 MiB."""

CSRF = "durchwahl_form"
VISITOR = "inbox.visitor"


def local(wanted: str | None) -> str:
    """Return a path of ours to go on to; the inbox for anything that could lead elsewhere."""
    path = wanted or "/"
    parts = urlsplit(path)
    plain = path.isprintable() and "\\" not in path and path.isascii()
    if plain and path.startswith("/") and not path.startswith("//") and not parts.netloc:
        return path if parts.path not in ("/login", "/login/link", "/logout") else "/"
    return "/"


@dataclass(frozen=True, slots=True)
class Door:
    """The routes of signing in and out."""

    database: Database
    settings: Settings
    clock: Clock
    limiter: list[CapacityLimiter]

    async def page(self, request: Request) -> Response:
        """Show the form; somebody who is signed in goes on at once."""
        if "inbox.present" in request.scope:
            return RedirectResponse(local(request.query_params.get("next")), 303)
        t = _words(request)
        said = {"password": t("Your password is changed. Please sign in with it.")}
        notice = said.get(request.query_params.get("changed", ""))
        return self._form(request, t, good=notice)

    async def password(self, request: Request) -> Response:
        """Sign in by login name and password."""
        t, form = _words(request), await _form(request)
        if not _genuine(request, form):
            return self._form(request, t, bad=t("This page was too old. Please try again."))
        login, password = form.get("login", "")[:200], form.get("password", "")[:200]
        done = await to_thread.run_sync(
            partial(
                sign_in.with_password,
                self.database,
                login,
                password,
                _visitor(request).address,
                self.clock(),
                self.settings,
            ),
            limiter=self._limiter(),
        )
        if isinstance(done, sign_in.SignedIn):
            return self._welcome(request, done, local(form.get("next")))
        return self._form(request, t, bad=_refusal(t, done, self.clock()), login=login, status=401)

    async def link(self, request: Request) -> Response:
        """Show the button that uses a link up."""
        t = _words(request)
        token = request.query_params.get("token", "")
        return self._button(request, t, token)

    async def use_link(self, request: Request) -> Response:
        """Sign in by a link, once."""
        t, form = _words(request), await _form(request)
        token = form.get("token", "")[:200]
        if not _genuine(request, form):
            bad = t("This page was too old. Please try again.")
            return self._button(request, t, token, bad=bad)
        done = await to_thread.run_sync(self._with_link, token)
        if isinstance(done, sign_in.SignedIn):
            return self._welcome(request, done, "/")
        bad = t(
            "This link was used already or is older than 24 hours."
            " Ask an admin for a new one, or sign in with your password."
        )
        return self._form(request, t, bad=bad, status=401)

    async def out(self, request: Request) -> Response:
        """End the session of this browser."""
        form = await _form(request)
        token = _session_token(request)
        if not token or not secrets.compare_digest(form.get("csrf", ""), form_token(token)):
            return RedirectResponse("/", 303)
        await to_thread.run_sync(self._sign_out, token)
        response = RedirectResponse("/login", 303)
        for name in (sign_in.COOKIE, sign_in.SECURE_COOKIE):
            secure = name == sign_in.SECURE_COOKIE
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return response

    def _with_link(self, token: str) -> sign_in.SignedIn | sign_in.Refused:
        with self.database.write() as session:
            return sign_in.with_link(session, token, self.clock(), self.settings)

    def _sign_out(self, token: str) -> None:
        with self.database.write() as session:
            sign_in.sign_out(session, token)

    def _limiter(self) -> CapacityLimiter:
        if not self.limiter:
            self.limiter.append(CapacityLimiter(AT_ONCE))
        return self.limiter[0]

    def _welcome(self, request: Request, done: sign_in.SignedIn, where: str) -> Response:
        secure = _visitor(request).secure
        response = RedirectResponse(where, 303)
        response.set_cookie(
            sign_in.SECURE_COOKIE if secure else sign_in.COOKIE,
            done.token,
            max_age=int(self.settings.session_hours * 3600),
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def _form(
        self,
        request: Request,
        t: Texts,
        *,
        bad: str | None = None,
        good: str | None = None,
        login: str = "",
        status: int = 200,
    ) -> Response:
        form = f"""
<form method="post" action="/login?lang={t.language}">
<input type="hidden" name="csrf" value="$csrf">
<input type="hidden" name="next" value="{escape(local(request.query_params.get("next")))}">
<label for="login">{escape(t("Login name"))}</label>
<input id="login" name="login" value="{escape(login)}" autocomplete="username" autofocus required
 autocapitalize="none" spellcheck="false">
<label for="password">{escape(t("Password"))}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">{escape(t("Sign in"))}</button>
</form>
<p class="hint">{escape(t("No password yet? Use the one-time link that you were given."))}</p>"""
        lead = t("Customer care by people with a name and a direct line.")
        return self._draw(request, t, t("Sign in"), lead, form, bad, good, status)

    def _button(
        self, request: Request, t: Texts, token: str, *, bad: str | None = None
    ) -> Response:
        form = f"""
<form method="post" action="/login/link?lang={t.language}">
<input type="hidden" name="csrf" value="$csrf">
<input type="hidden" name="token" value="{escape(token)}">
<button type="submit" autofocus>{escape(t("Open my inbox"))}</button>
</form>
<p class="hint">{escape(t("The link works once and for 24 hours."))}</p>"""
        lead = t("This link signs you in without a password.")
        return self._draw(request, t, t("Welcome"), lead, form, bad, None, 200)

    def _draw(
        self,
        request: Request,
        t: Texts,
        title: str,
        lead: str,
        form: str,
        bad: str | None,
        good: str | None,
        status: int,
    ) -> Response:
        csrf = request.cookies.get(CSRF) or secrets.token_urlsafe(32)
        notice = ""
        if bad:
            notice = f'<p class="notice bad" role="alert">{escape(bad)}</p>'
        elif good:
            notice = f'<p class="notice good" role="status">{escape(good)}</p>'
        band = t("Sandbox: all accounts and customers are made up.")
        page = PAGE.substitute(
            language=t.language,
            title=escape(title),
            lead=escape(lead),
            band=f'<div class="band">{escape(band)}</div>' if self.settings.sandbox else "",
            notice=notice,
            form=Template(form).substitute(csrf=escape(csrf)),
            languages_label=escape(t("Language")),
            languages=_languages(request, t),
        )
        response = HTMLResponse(page, status)
        secure = _visitor(request).secure
        response.set_cookie(
            CSRF, csrf, path="/login", secure=secure, httponly=True, samesite="strict"
        )
        return response


def form_token(session_token: str) -> str:
    """Return the token of forms inside a session: only its own browser can know it."""
    return sign_in.digest("form:" + session_token)


def _refusal(t: Texts, refused: sign_in.Refused, now: datetime) -> str:
    if refused.until is None:
        return t("Login name or password is wrong.")
    wait = t.lasting(max(refused.until - now, refused.until - refused.until))
    return t("Too many tries. Please wait {wait} and try again.", wait=wait)


def _languages(request: Request, t: Texts) -> str:
    links = []
    for code, name in LANGUAGES.items():
        query = [f"lang={code}"]
        query += [
            f"{key}={quote(value, safe='')}"
            for key in ("next", "token")
            if (value := request.query_params.get(key))
        ]
        here = ' aria-current="true"' if code == t.language else ""
        href = escape(f"{request.url.path}?{'&'.join(query)}")
        links.append(f'<a href="{href}" lang="{code}" hreflang="{code}"{here}>{escape(name)}</a>')
    return "".join(links)


def _words(request: Request) -> Texts:
    wanted = request.query_params.get("lang") or request.headers.get("accept-language")
    return texts(language_of(wanted))


def _visitor(request: Request) -> Visitor:
    found: Visitor = request.scope[VISITOR]
    return found


def _session_token(request: Request) -> str | None:
    name = sign_in.SECURE_COOKIE if _visitor(request).secure else sign_in.COOKIE
    return request.cookies.get(name)


def _genuine(request: Request, form: dict[str, str]) -> bool:
    kept, sent = request.cookies.get(CSRF, ""), form.get("csrf", "")
    return bool(kept) and secrets.compare_digest(kept.encode(), sent.encode())


async def _form(request: Request) -> dict[str, str]:
    """Read a small form; nothing of one that is larger than ours can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def routes(database: Database, settings: Settings, clock: Clock = utc_now) -> list[BaseRoute]:
    """Return the routes of signing in and out."""
    door = Door(database, settings, clock, [])
    return [
        Route("/login", door.page, methods=["GET"]),
        Route("/login", door.password, methods=["POST"]),
        Route("/login/link", door.link, methods=["GET"]),
        Route("/login/link", door.use_link, methods=["POST"]),
        Route("/logout", door.out, methods=["POST"]),
    ]
