"""The page on which somebody lets our app in, as both platforms show one, in plain clothes.

It goes back only to where a Durchwahl waits (`/connect/<platform>/return`), and its policy lets
its form lead there and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

STYLE = Path(__file__).with_name("visitor") / "consent.css"
_RETURN = re.compile(r"/connect/[a-z]+/return", re.ASCII)

WORDS = {
    "de": {
        "title": "Durchwahl Zugriff geben?",
        "imitation": "Nachbau von {platform}: nichts hier ist echt.",
        "one": "Als wer melden Sie sich an?",
        "several": "Welche Seiten darf Durchwahl nutzen?",
        "rights": "Was Durchwahl darf",
        "allow": "Zugriff geben",
        "deny": "Abbrechen",
        "wrong": "Diese Anmeldung ist unvollständig. Beginnen Sie in Durchwahl noch einmal.",
    },
    "en": {
        "title": "Give Durchwahl access?",
        "imitation": "Stand-in for {platform}: nothing here is real.",
        "one": "Who do you sign in as?",
        "several": "Which pages may Durchwahl use?",
        "rights": "What Durchwahl may do",
        "allow": "Allow",
        "deny": "Cancel",
        "wrong": "This login is incomplete. Begin again in Durchwahl.",
    },
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An account that may be let in; `about` tells it from others of its name."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What is asked: on which platform, for which accounts and rights; `carried` comes back."""

    platform: str
    accounts: Sequence[Choice]
    rights: Sequence[str]
    carried: Mapping[str, str]
    several: bool = False


def safe(redirect: str) -> bool:
    """Return whether an address is one where a Durchwahl waits for an answer."""
    try:
        parts = urlsplit(redirect)
        plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return False
    clear = not parts.query and not parts.fragment and redirect.isprintable()
    return bool(plain and clear and _RETURN.fullmatch(parts.path))


def shown(request: Request, consent: Consent, redirect: str) -> Response:
    """Return the page that asks."""
    words = _words(request)
    kind = "checkbox" if consent.several else "radio"
    accounts = "".join(
        _box(kind, "account", one.id, one.name, one.about, checked=consent.several or number == 0)
        for number, one in enumerate(consent.accounts)
    )
    rights = "".join(_box("checkbox", "right", name, name) for name in consent.rights)
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in consent.carried.items()
    )
    question = words["several" if consent.several else "one"]
    body = (
        f'<form method="post">{hidden}'
        f"<fieldset><legend>{escape(question)}</legend>{accounts}</fieldset>"
        f"<fieldset><legend>{escape(words['rights'])}</legend>{rights}</fieldset>"
        f'<div class="ways"><button name="answer" value="deny">{escape(words["deny"])}</button>'
        f'<button class="yes" name="answer" value="allow">{escape(words["allow"])}</button></div>'
        "</form>"
    )
    return _page(words, consent.platform, body, redirect)


def wrong(request: Request, platform: str) -> Response:
    """Return the page for a login that leads nowhere safe: nobody is sent anywhere."""
    words = _words(request)
    return _page(words, platform, f'<p role="alert">{escape(words["wrong"])}</p>', "", 400)


def back(redirect: str, answer: Mapping[str, str]) -> Response:
    """Send the browser back with an answer."""
    return RedirectResponse(f"{redirect}?{urlencode(answer)}", 303)


def chosen(form: FormData, name: str) -> list[str]:
    """Return the ticked values of a name."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def routes() -> list[BaseRoute]:
    """Return the route of the style."""

    async def style(_: Request) -> Response:
        return FileResponse(STYLE, media_type="text/css")

    return [Route("/consent.css", style)]


def _words(request: Request) -> dict[str, str]:
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return WORDS["de" if wanted == "de" else "en"] | {"lang": "de" if wanted == "de" else "en"}


def _box(
    kind: str, name: str, value: str, label: str, about: str = "", *, checked: bool = True
) -> str:
    more = f" <small>{escape(about)}</small>" if about else ""
    ticked = " checked" if checked else ""
    box = f'<input type="{kind}" name="{name}" value="{escape(value)}"{ticked}>'
    return f"<label>{box} <span>{escape(label)}{more}</span></label>"


def _page(
    words: dict[str, str], platform: str, body: str, redirect: str, status: int = 200
) -> Response:
    parts = urlsplit(redirect)
    target = f" {parts.scheme}://{parts.netloc}" if redirect else ""
    policy = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self'{target}"
    )
    said = escape(words["imitation"].format(platform=platform))
    page = (
        f'<!DOCTYPE html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(platform)} · Sandbox</title>"
        '<link rel="stylesheet" href="/sites/consent.css"></head>'
        f"<body><main><p class=imitation>{said}</p><h1>{escape(words['title'])}</h1>{body}"
        "</main></body></html>"
    )
    headers = {"content-security-policy": policy, "cache-control": "no-store"}
    return HTMLResponse(page, status, headers | {"referrer-policy": "no-referrer"})
