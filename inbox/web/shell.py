"""The frame in which Streamlit's page arrives: its index.html with our name, icon and language.

Streamlit has no setting for the title before its first run, for `<html lang>`, for what is
read without JavaScript, for what is said while its server is away, or for where that is: it would
ask below every page's address.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from inbox.pages.frame import ADDRESSES
from inbox.texts import texts
from inbox.web import current

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
STATIC = Path(__file__).parents[2] / "static"
FILLS = "width=device-width, initial-scale=1, interactive-widget=resizes-content"
"""With the keyboard of a telephone up, the page ends above it, and so does its Send."""


class _Word(Convertor[str]):
    """A page's address as `inbox.pages.frame` names them; Streamlit's files have dots in theirs."""

    regex = "[a-z]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("word", _Word())


@lru_cache
def shell(language: str) -> str:
    """Return the page that loads Streamlit, in a language of ours."""
    t = texts(language)
    page = INDEX.read_text(encoding="utf-8")
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    page = re.sub(r'<link\s+rel="preload"\s[^>]*SourceSans[^>]*>', "", page)
    page = page.replace('<html lang="en">', f'<html lang="{t.language}">')
    page = page.replace("<title>Streamlit</title>", "<title>Durchwahl</title>")
    page = page.replace('href="./favicon.png"', 'href="/app/static/icon.png"')
    page = re.sub(r'(name="viewport"\s+content=)"[^"]*"', rf'\1"{FILLS}"', page)
    away = escape(t("No connection to the server. It is tried again by itself."), quote=True)
    ours = (
        '<script src="/app/static/backend.js"></script>',
        f'<script src="/app/static/away.js" data-away="{away}"></script>',
    )
    page = page.replace("<title>", "\n    ".join((*ours, "<title>")))
    without = escape(t("Durchwahl needs JavaScript. Please switch it on for this page."))
    said = f"<noscript><p>{without}</p></noscript>"
    return re.sub(r"<noscript>.*?</noscript>", said, page, flags=re.DOTALL)


def inline_hashes() -> list[str]:
    """Return the hashes of the scripts that stand in Streamlit's own page, for the policy."""
    inline = re.findall(r"<script>(.*?)</script>", INDEX.read_text(encoding="utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    return [f"sha256-{b64encode(digest).decode()}" for digest in digests]


class Kept(StaticFiles):
    """Static files that a browser keeps for a day: fonts and icons hardly change."""

    def file_response(self, *args: object, **named: object) -> Response:
        """Serve one file with its life span."""
        response = super().file_response(*args, **named)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve what lies there; a folder is not listed."""
        return await super().get_response(path, scope)


async def _page(request: Request) -> Response:
    if request.path_params["page"] not in ADDRESSES:
        return RedirectResponse("/", 303)
    return HTMLResponse(shell(current.present(request).language))


def routes() -> list[BaseRoute]:
    """Return the files, and behind all of ours the pages: whichever there are."""
    files = Mount("/app/static", Kept(directory=STATIC))
    return [files, Route("/{page:word}", _page, methods=["GET"])]
