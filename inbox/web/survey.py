"""The page that a survey's link leads to: no sign-in, no script, one answer a link.

What is sent here is a stranger's. A link that is used, too old or made up gets one and the same
page; to open it uses nothing up, since programs that look at links open them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Busy
from inbox.care import surveys
from inbox.care.surveys import LONGEST, Over
from inbox.pages.current import House
from inbox.queries.surveys import Words, survey
from inbox.texts import LANGUAGES, Texts, language_of, texts
from inbox.web.login import posted

FORM_BYTES = 64 * 1024
"""An answer of the greatest length, each sign of it written as a form does."""

_PAGE = Template(Path(__file__).with_name("survey.html").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Asking:
    """The survey's page, on one house."""

    house: House

    async def page(self, request: Request) -> Response:
        """Answer GET /survey?token= with the questions."""
        token = request.query_params.get("token", "")[:200]
        return await to_thread.run_sync(self._ask, _words(request), token)

    async def answer(self, request: Request) -> Response:
        """Answer POST /survey {token, text, choice}: keep it, once."""
        form = await posted(request, FORM_BYTES)
        token, text = form.get("token", "")[:200], form.get("text", "")
        said = form.get("choice", "")
        choice = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else None
        return await to_thread.run_sync(self._keep, _words(request), token, text, choice)

    def _ask(self, t: Texts, token: str) -> Response:
        with self.house.database.read() as session:
            try:
                surveys.asked(session, token, self.house.clock())
            except Over:
                return self._over(t, token)
            words = survey(session).words.get(t.language, Words())
        return self._drawn(t, token, t("Two questions"), _form(t, token, words))

    def _keep(self, t: Texts, token: str, text: str, choice: int | None) -> Response:
        try:
            with self.house.database.write() as session:
                surveys.answer(session, token, choice, text, self.house.clock())
        except Over:
            return self._over(t, token)
        except Busy:
            with self.house.database.read() as session:
                words = survey(session).words.get(t.language, Words())
            body = _said(t("That did not work just now. Please press once more.")) + _form(
                t, token, words, text
            )
            return self._drawn(t, token, t("Two questions"), body, 503)
        thanks = t("It is kept without your name. This page can be closed.")
        return self._drawn(t, "", t("Your answer is there"), _said(thanks))

    def _over(self, t: Texts, token: str) -> Response:
        said = t("It was used already, or its time is over. Nothing more is asked of you.")
        return self._drawn(t, token, t("This link leads to no questions"), _said(said), 404)

    def _drawn(self, t: Texts, token: str, title: str, body: str, status: int = 200) -> Response:
        band = t("Sandbox: all accounts and customers are made up; nothing leaves this machine.")
        played = self.house.settings.sandbox
        page = _PAGE.substitute(
            language=t.language,
            title=escape(title),
            band=f'<aside class="band">{escape(band)}</aside>' if played else "",
            body=body,
            languages_label=escape(t("Language")),
            languages="".join(_language(t, token, *one) for one in LANGUAGES.items()),
        )
        return HTMLResponse(page, status)


def _said(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'


def _form(t: Texts, token: str, words: Words, text: str = "") -> str:
    """Return the questions: the open one first, then buttons that are all alike."""
    none = ("", t("No answer to this"))
    buttons = "".join(
        f'<button type="submit" name="choice" value="{value}">{escape(label)}</button>'
        for value, label in (*((str(n), each) for n, each in enumerate(words.choices)), none)
    )
    return f"""
<form method="post" action="/survey?lang={t.language}">
<input type="hidden" name="token" value="{escape(token)}">
<label for="text">{escape(words.open)}</label>
<textarea id="text" name="text" rows="5" maxlength="{LONGEST}" dir="auto">{escape(text)}</textarea>
<fieldset><legend>{escape(words.ask)}</legend>
<div class="choices">{buttons}</div></fieldset>
<p class="small">{escape(t("Pressing one of them sends both answers, without your name."))}</p>
</form>"""


def _language(t: Texts, token: str, code: str, name: str) -> str:
    asked = {"token": token} if token else {}
    href = escape(f"/survey?{urlencode({**asked, 'lang': code})}")
    here = ' aria-current="true"' if code == t.language else ""
    return f'<a href="{href}" lang="{code}" hreflang="{code}"{here}>{escape(name)}</a>'


def _words(request: Request) -> Texts:
    wanted = request.query_params.get("lang") or request.headers.get("accept-language")
    return texts(language_of(wanted))


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of the survey."""
    asking = Asking(here)
    return [
        Route("/survey", asking.page, methods=["GET"]),
        Route("/survey", asking.answer, methods=["POST"]),
    ]
