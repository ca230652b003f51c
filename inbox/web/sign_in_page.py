"""How the sign-in page looks: HTML of our own, every value escaped, nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Literal
from urllib.parse import urlencode

from inbox.texts import LANGUAGES, Texts

_PAGE = Template(Path(__file__).with_name("sign_in_page.html").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the form: good news, how things stand (calm), or what went wrong (bad)."""

    text: str
    kind: Literal["good", "calm", "bad"] = "bad"


@dataclass(frozen=True, slots=True)
class Around:
    """What every form of this page needs: words, the form's own token, where it stands.

    `query` is carried on when the language is changed.
    """

    t: Texts
    csrf: str
    path: str
    query: Mapping[str, str]
    sandbox: bool


def with_password(around: Around, wanted: str, login: str, notice: Notice | None) -> str:
    """Return the page that asks for a name and a password; `wanted` is where to go on to."""
    t = around.t
    form = f"""
<form method="post" action="/login?lang={t.language}">
{_hidden("csrf", around.csrf)}{_hidden("next", wanted)}
<label for="login">{escape(t("Login name or e-mail address"))}</label>
<input id="login" name="login" value="{escape(login)}" autocomplete="username" required
 autocapitalize="none" spellcheck="false"{"" if login else " autofocus"}>
<label for="password">{escape(t("Password"))}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 {"autofocus" if login else ""}>
<button type="submit">{escape(t("Sign in"))}</button>
</form>
<p class="hint">{escape(t("No password yet? Use the one-time link that you were given."))}</p>"""
    lead = t("Customer care by people with a name and a direct line.")
    return _drawn(around, t("Sign in"), lead, form, notice)


def with_link(around: Around, token: str, notice: Notice | None) -> str:
    """Return the page whose button uses a one-time link up."""
    t = around.t
    form = f"""
<form method="post" action="/login/link?lang={t.language}">
{_hidden("csrf", around.csrf)}{_hidden("token", token)}
<button type="submit" autofocus>{escape(t("Open my inbox"))}</button>
</form>
<p class="hint">{escape(t("The link works once and for 24 hours."))}</p>"""
    lead = t("This link signs you in without a password.")
    return _drawn(around, t("Welcome"), lead, form, notice)


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _drawn(around: Around, title: str, lead: str, form: str, notice: Notice | None) -> str:
    t = around.t
    said = ""
    if notice:
        role = "alert" if notice.kind == "bad" else "status"
        said = f'<p class="notice {notice.kind}" role="{role}">{escape(notice.text)}</p>'
    band = t("Sandbox: all accounts and customers are made up; nothing leaves this machine.")
    return _PAGE.substitute(
        language=t.language,
        title=escape(title),
        lead=escape(lead),
        band=f'<aside class="band">{escape(band)}</aside>' if around.sandbox else "",
        notice=said,
        form=form,
        languages_label=escape(t("Language")),
        languages="".join(_language(around, code, name) for code, name in LANGUAGES.items()),
    )


def _language(around: Around, code: str, name: str) -> str:
    href = escape(f"{around.path}?{urlencode({**around.query, 'lang': code})}")
    here = ' aria-current="true"' if code == around.t.language else ""
    return f'<a href="{href}" lang="{code}" hreflang="{code}"{here}>{escape(name)}</a>'
