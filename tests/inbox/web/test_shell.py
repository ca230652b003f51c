"""The page that loads Streamlit: our name and language, nothing that points elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

import pytest
from starlette.applications import Starlette

from db.session import Database
from inbox.care import sign_in
from inbox.care.rights import MACHINE
from inbox.settings import Settings
from inbox.web import shell
from inbox.web.gate import Gate
from tests import cast
from tests.asgi import COOKIE, Browser

SETTINGS = Settings(_env_file=None)


def noon() -> datetime:
    return cast.NOON


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_says_its_language(language: str) -> None:
    assert f'<html lang="{language}">' in shell.shell(language)


def test_it_has_our_name_and_icon() -> None:
    page = shell.shell("de")
    assert "<title>Durchwahl</title>" in page
    assert 'href="/app/static/icon.png"' in page
    assert "Streamlit app" not in page


def test_it_still_loads_streamlit() -> None:
    page, original = shell.shell("de"), shell.INDEX.read_text()
    scripts = re.findall(r'<script type="module"[^>]*>', original)
    assert scripts
    assert all(script in page for script in scripts)
    assert '<div id="root"></div>' in page


def test_streamlit_is_told_where_its_server_is_before_it_asks() -> None:
    """Else it would ask below the page's own address first: /connectors/_stcore/health."""
    page = shell.shell("de")
    assert page.index('src="/app/static/backend.js"') < page.index('<script type="module"')
    assert "BACKEND_BASE_URL: location.origin" in (shell.STATIC / "backend.js").read_text()


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Keine Verbindung zum Server."), ("en", "No connection to the")]
)
def test_what_is_said_while_the_server_is_away_comes_before_streamlit(language, said) -> None:
    page = shell.shell(language)
    assert f'src="/app/static/away.js" data-away="{said}' in page
    assert page.index('src="/app/static/away.js"') < page.index('<script type="module"')


def test_a_telephones_keyboard_does_not_cover_it() -> None:
    said = re.findall(r'<meta\s+name="viewport"\s+content="([^"]*)"', shell.shell("de"))
    assert said == [shell.FILLS]


def test_it_says_without_scripts_what_is_missing() -> None:
    assert re.search(r"<noscript><p>[^<]*JavaScript[^<]*</p></noscript>", shell.shell("en"))


def test_every_inline_script_of_it_is_in_the_policy() -> None:
    inline = re.findall(r"<script>(.*?)</script>", shell.shell("de"), re.DOTALL)
    hashes = [f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" for text in inline]
    assert hashes
    assert hashes == shell.inline_hashes()


def test_every_page_arrives_in_the_language_of_who_looks(sqlite_database: Database) -> None:
    browser = Browser(Gate(Starlette(routes=shell.routes()), sqlite_database, SETTINGS, "", noon))
    with sqlite_database.write() as session:
        here = cast.agent(session)
        here.language = "de"
        link = sign_in.new_link(session, MACHINE, here.id, cast.NOON)
        browser.cookies[COOKIE] = sign_in.with_link(session, link, cast.NOON, SETTINGS).token
    for path in ("/", "/search", "/stream"):
        assert '<html lang="de">' in browser.get(path).text, path
    nowhere = browser.get("/nowhere")
    assert (nowhere.status, nowhere.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/favicon.png", "/static/js/index.js", "/_stcore/health"])
def test_what_streamlit_serves_itself_is_left_to_it(path: str) -> None:
    assert Browser(Starlette(routes=shell.routes())).get(path).status == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inter-latin-wght-normal.woff2", "font/woff2"),
        ("backend.js", "text/javascript; charset=utf-8"),
        ("icon.png", "image/png"),
        ("icon.svg", "image/svg+xml"),
        ("sign_in.css", "text/css; charset=utf-8"),
    ],
)
def test_its_files_are_kept_by_browsers(name: str, kind: str) -> None:
    answer = Browser(Starlette(routes=shell.routes())).get(f"/app/static/{name}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("path", ["/app/static/", "/app/static/../app.py", "/app/static/nothing"])
def test_nothing_else_is_served(path: str) -> None:
    assert Browser(Starlette(routes=shell.routes())).get(path).status == 404
