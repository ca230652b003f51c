"""The sandbox's mail server: takes every e-mail, delivers none, shows them at /mails.

    smtp://127.0.0.1:<port>   whatever comes is kept
    /mails                    a page for people
    /control/mails            JSON for tests

So what Durchwahl writes to colleagues can be read without an account anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox.ascii_json import Ascii
from connectors.sandbox.page import HEADERS
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

MAILS = "mails"
SHOWN = 100
WORDS = {
    "de": {
        "title": "E-Mails",
        "about": "Was Durchwahl im Haus verschickt. Nichts davon wurde zugestellt.",
        "none": "Noch keine E-Mail.",
        "to": "An",
        "from": "Von",
        "back": "Zurück zur Stadt",
    },
    "en": {
        "title": "E-mails",
        "about": "What Durchwahl wrote to colleagues. None of it was delivered.",
        "none": "No e-mail yet.",
        "to": "To",
        "from": "From",
        "back": "Back to the town",
    },
}


class Postbox:
    """Keeps what an SMTP client hands over (the handler of aiosmtpd, which names the method)."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep one e-mail; one that came before under the same id replaces itself."""
        raw = envelope.content
        body = raw if isinstance(raw, bytes) else str(raw or "").encode()
        message = message_from_bytes(body, policy=policy.default)
        assert isinstance(message, EmailMessage)
        text = message.get_body(("plain",))
        number = self._town.shelf.count("mails")
        key = str(message["message-id"] or number)
        document = {
            "id": key,
            "at": self._town.now().isoformat(),
            "from": str(message["from"] or envelope.mail_from),
            "to": list(envelope.rcpt_tos),
            "subject": str(message["subject"] or ""),
            "text": text.get_content().rstrip() if text is not None else "",
        }
        self._town.shelf.put(MAILS, key, document)
        return "250 Kept"


@asynccontextmanager
async def taking(town: Town, port: int = 0) -> AsyncIterator[int]:
    """Take e-mails for a block, on a port of 127.0.0.1 (0: any free one); gives the port."""
    loop = asyncio.get_running_loop()
    box = Postbox(town)

    def protocol() -> SMTP:
        return SMTP(box, hostname="sandbox", ident="Durchwahl sandbox", loop=loop)

    server = await loop.create_server(protocol, "127.0.0.1", port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


def routes(town: Town) -> list[BaseRoute]:
    """Return the page."""

    async def page(request: Request) -> Response:
        wanted = request.query_params.get("lang") or request.headers.get("accept-language", "")
        words = WORDS["de" if wanted.lower().startswith("de") else "en"]
        newest = list(reversed(town.shelf.all(MAILS)))[:SHOWN]
        return HTMLResponse(_page(words, newest), headers=HEADERS)

    return [Route("/mails", page)]


def control(town: Town) -> list[BaseRoute]:
    """Return what tests ask."""

    async def mails(_: Request) -> Response:
        kept: list[Any] = [dict(document) for document in town.shelf.all(MAILS)]
        return Ascii({"mails": kept})

    return [Route("/mails", mails, methods=["GET"])]


def _page(words: dict[str, str], mails: list[Document]) -> str:
    shown = "".join(_mail(words, mail) for mail in mails) or f"<p>{escape(words['none'])}</p>"
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta name='color-scheme' content='light dark'><link rel='icon' href='data:,'>"
        f"<title>{escape(words['title'])}</title>"
        "<link rel='stylesheet' href='/visitor/style.css'>"
        "<link rel='stylesheet' href='/visitor/mails.css'></head><body>"
        f"<header class='top'><div class='titles'><h1>{escape(words['title'])}</h1>"
        f"<p>{escape(words['about'])}</p></div><a href='/'>{escape(words['back'])}</a></header>"
        f"<div class='mails'>{shown}</div></body></html>"
    )


def _mail(words: dict[str, str], mail: Document) -> str:
    to = ", ".join(mail["to"])
    return (
        f"<article><h2>{escape(mail['subject'])}</h2>"
        f"<p class='who'>{escape(words['from'])} {escape(mail['from'])} · "
        f"{escape(words['to'])} {escape(to)} · "
        f"<time datetime='{escape(mail['at'])}'>{escape(mail['at'][:16].replace('T', ' '))}</time>"
        f"</p><div class='text'>{escape(mail['text'])}</div></article>"
    )
