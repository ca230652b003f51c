"""The way to a platform and back: routes of connecting an account, for admins.

    POST /connect/<platform>/begin    a page that leads to the platform at once
    GET  /connect/<platform>/return   where the platform sends the browser back to
    POST /connect/<platform>/keys     keys that were pasted, to be tested

What comes of it waits on the Connect page. The way out is a page of ours with a link, not a
redirect: browsers hold a form's redirects to the policy of the page it stood on, and ours
lets forms lead nowhere else (Content Security Policy, form-action).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from connectors import PLATFORMS
from inbox.care import apps, connecting, sign_in
from inbox.care.accounts import NoAccount
from inbox.care.connecting import NotConnected, Why
from inbox.care.rights import NotAllowed
from inbox.care.vault import Vault
from inbox.pages import current as page
from inbox.texts import texts
from inbox.web import current
from inbox.web.current import VISITOR, cookie
from inbox.web.login import posted

HOME = "/connect"
_GOING = Template(Path(__file__).with_name("going.html").read_text(encoding="utf-8"))

Ask = Callable[[Request, Mapping[str, str]], Response]


def begin(request: Request, form: Mapping[str, str]) -> Response:
    """Lead to the platform's own page, where a person lets us in."""
    platform, here = request.path_params["platform"], page.house()
    host, secure = request.headers.get("host", ""), request.scope[VISITOR].secure
    back = apps.return_url(here.settings, platform, host, secure=secure)
    if back is None:
        raise NotConnected(Why.NO_ADDRESS)
    with here.database.write() as session:
        url = connecting.begin(
            session, Vault(here.settings.key()), here.settings, current.actor(request), platform,
            back, here.clock(), _number(form.get("account")),
        )  # fmt: skip
    return _going(request, platform, url)


def back(request: Request, answer: Mapping[str, str]) -> Response:
    """Take in what the platform answered, and show what came of it."""
    platform, here = request.path_params["platform"], page.house()
    connecting.answered(
        here.database, Vault(here.settings.key()), here.settings, current.actor(request),
        platform, answer, here.clock,
    )  # fmt: skip
    return RedirectResponse(HOME, 303)


def keys(request: Request, form: Mapping[str, str]) -> Response:
    """Test keys that were pasted, and show whose they are."""
    platform, here = request.path_params["platform"], page.house()
    connecting.paste(
        here.database, Vault(here.settings.key()), here.settings, current.actor(request),
        platform, form.get("login", ""), form, here.clock, _number(form.get("account")),
    )  # fmt: skip
    return RedirectResponse(HOME, 303)


def routes() -> list[BaseRoute]:
    """Return the routes of connecting."""

    async def returned(request: Request) -> Response:
        return await run_in_threadpool(_safely, back, request, dict(request.query_params))

    def form(ask: Ask) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            given = await posted(request)
            token = request.cookies.get(cookie(request), "")
            wanted = sign_in.form_token(token)
            if not secrets.compare_digest(given.get("csrf", "").encode(), wanted.encode()):
                return Response(status_code=403)
            return await run_in_threadpool(_safely, ask, request, given)

        return endpoint

    return [
        Route("/connect/{platform:str}/begin", form(begin), methods=["POST"]),
        Route("/connect/{platform:str}/return", returned, methods=["GET"]),
        Route("/connect/{platform:str}/keys", form(keys), methods=["POST"]),
    ]


def _safely(ask: Ask, request: Request, given: Mapping[str, str]) -> Response:
    """Ask; what went wrong is said on the Connect page, which also says whose work this is."""
    try:
        return ask(request, given)
    except NotAllowed:
        return RedirectResponse(HOME, 303)
    except NoAccount:
        return _said(Why.UNKNOWN)
    except NotConnected as failed:
        return _said(failed.why)


def _said(why: Why) -> Response:
    return RedirectResponse(f"{HOME}?{urlencode({'why': why.value})}", 303)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else None


def _going(request: Request, platform: str, url: str) -> Response:
    """Return a page that leads on by itself; nothing of it runs."""
    t = texts(current.present(request).language)
    label = PLATFORMS[platform].label
    shown = _GOING.substitute(
        language=t.language,
        title=escape(t("On to {platform} …", platform=label)),
        lead=escape(t("Sign in there and allow access. You come back by yourself.")),
        url=escape(url),
        link=escape(t("Go on to {platform}", platform=label)),
    )
    return HTMLResponse(shown)
