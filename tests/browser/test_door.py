"""Into the house and out of it, in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, Request, Response, TimeoutError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from db.models import Agent
from inbox.care import agents, sign_in
from inbox.care.rights import MACHINE
from tests.browser.awaited import expect
from tests.browser.running import PRINTED, House, Profile, enter, serving

PASSWORD = "sieben ruhige Laternen"


def give_password(house: House) -> None:
    with house.database.read() as session:
        agent_id = session.query(Agent).filter_by(login="miriam").one().id
    agents.set_password(house.database, MACHINE, agent_id, PASSWORD, datetime.now(UTC))


def take_password(house: House) -> None:
    with house.database.write() as session:
        session.query(Agent).filter_by(login="miriam").one().password_hash = None


@pytest.fixture
def by_password(house: House):
    """Miriam has a password for the time of a test."""
    give_password(house)
    yield house
    take_password(house)


def type_password(page: Page, house: House, password: str) -> None:
    page.goto(house.url)
    page.get_by_label("Anmeldename").fill("miriam")
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()


def test_the_printed_link_opens_the_inbox(page: Page, house: House) -> None:
    page.goto(house.says(PRINTED))
    expect(page.get_by_role("heading", name="Willkommen")).to_be_visible()
    page.get_by_role("button", name="Meinen Eingang öffnen").click()
    expect(page.get_by_role("link", name="Eingang")).to_be_visible()
    expect(page).to_have_title(re.compile("Durchwahl"))


def test_a_password_opens_the_page_that_was_asked_for(page: Page, by_password: House) -> None:
    page.goto(f"{by_password.url}/signature")
    page.get_by_label("Anmeldename").fill("Miriam")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Meine Signatur")).to_be_visible()
    assert page.url == f"{by_password.url}/signature"


def test_a_wrong_password_is_told_in_plain_words(page: Page, by_password: House) -> None:
    type_password(page, by_password, "sieben laute Laternen")
    expect(page.get_by_role("alert")).to_have_text("Anmeldename oder Passwort stimmt nicht.")
    expect(page.get_by_label("Anmeldename")).to_have_value("miriam")


def knock(house: House, **headers: str) -> int:
    """Ask for the websocket as a program and return the status of the refusal."""
    where = f"{house.url.replace('http', 'ws')}/_stcore/stream"

    try:
        with connect(where, origin=house.url, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_websocket_without_a_session_is_refused(house: House) -> None:
    assert knock(house) == 403


def test_a_forged_identity_opens_no_websocket(house: House) -> None:
    assert knock(house, **{"x-inbox-agent": "1", "x-inbox-role": "admin"}) == 403


def test_a_session_opens_it_and_no_script_reaches_it(signed_in: Page, house: House) -> None:
    name = sign_in.cookie(urlsplit(house.url).netloc, secure=False)
    token = next(c["value"] for c in signed_in.context.cookies() if c["name"] == name)
    assert knock(house, cookie=f"{name}={token}") == 101
    assert sign_in.COOKIE not in signed_in.evaluate("document.cookie")


def test_no_page_asks_another_host(page: Page, house: House) -> None:
    asked: list[str] = []
    refused: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: refused.append(message.text))
    enter(page, house)
    expect(page.get_by_role("navigation", name="Ordner")).to_be_visible()
    for path, heading in (("connectors", "Anbindungen"), ("signature", "Meine Signatur")):
        page.goto(f"{house.url}/{path}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.remove_listener("request", note)
    ours = (house.url, house.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert [text for text in refused if "Content Security Policy" in text] == []


def test_the_policy_stops_an_image_from_elsewhere(signed_in: Page) -> None:
    blocked = signed_in.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (e) => done(e.violatedDirective));
          new Image().src = "http://127.0.0.2:9/pixel.png";
        })"""
    )
    assert blocked == "img-src"


def test_a_reload_keeps_somebody_signed_in(signed_in: Page) -> None:
    signed_in.reload()
    expect(signed_in.get_by_role("link", name="Eingang")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_label(re.compile("Menü öffnen")).click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_signing_out_in_one_tab_ends_the_other_at_its_next_click(
    at: Callable[[str], Page], house: House
) -> None:
    signed_in = at("/signature")
    expect(signed_in.get_by_role("heading", name="Meine Signatur")).to_be_visible()
    other = signed_in.context.new_page()
    other.goto(house.url)
    other.get_by_label(re.compile("Menü öffnen")).click()
    expect(other.get_by_text("Sie haben noch kein Passwort")).to_be_visible()
    other.keyboard.press("Escape")
    sign_out(other)
    signed_in.get_by_text("English", exact=True).click()
    expect(signed_in.get_by_role("heading", name=re.compile("Anmelden|Sign in"))).to_be_visible()
    with house.database.read() as session:
        assert session.query(Agent).filter_by(login="miriam").one().language == "de"


def test_a_disabled_agent_is_out_at_the_next_click(page: Page, house: House) -> None:
    with house.database.write() as session:
        who = agents.Profile("Jonas Weber", "+493023125789", None)
        jonas = agents.add(
            session, MACHINE, "jonas", agents.Role.AGENT, datetime.now(UTC), profile=who
        )
    enter(page, house, "jonas", to="/preferences")
    expect(page.get_by_role("heading", name="Einstellungen", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox").first).to_be_visible()
    expect(page.get_by_text("English", exact=True)).to_be_visible()
    with house.database.write() as session:
        agents.disable(session, MACHINE, jonas, datetime.now(UTC))
    with suppress(TimeoutError):  # the page's own timer may have been faster than the click
        page.get_by_text("English", exact=True).click(timeout=5_000)
    expect(page.get_by_role("heading", name=re.compile("Anmelden|Sign in"))).to_be_visible()


def test_somebody_who_could_not_sign_yet_reads_all_the_same(page: Page, house: House) -> None:
    with house.database.write() as session:
        agents.add(session, MACHINE, "neu", agents.Role.AGENT, datetime.now(UTC))
    enter(page, house, "neu")
    expect(page.get_by_role("navigation", name="Ordner")).to_be_visible()
    page.goto(f"{house.url}/signature")
    expect(page.get_by_text("Dann kann es losgehen")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/connectors", "/signature", "/?c=1"])
def test_every_page_is_whole_in_the_agents_language_and_says_that_it_is_the_sandbox(
    at: Callable[[str], Page], used: BrowserContext, path: str
) -> None:
    """No deep link asks for what is not there."""
    missing: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400 and "/api/thread/" not in answer.url:
            missing.append(answer.url)

    used.on("response", note)
    page = at(path)
    expect(page.get_by_role("link", name="Eingang")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text("Sandbox")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Zum Inhalt springen")
    assert page.evaluate("document.documentElement.lang") == "de"
    used.remove_listener("response", note)
    assert missing == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_sign_in_page_fits_the_screen(profile: Profile, house: House, width: int) -> None:
    page = profile(width=width)
    page.goto(f"{house.url}/login")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_sign_in_page_follows_a_dark_system(profile: Profile, house: House) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = profile(color_scheme=scheme)
        page.goto(f"{house.url}/login")
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(245, 246, 248)", "rgb(16, 19, 23)"]


def test_ending_the_server_ends_what_it_started(tmp_path) -> None:
    with serving(tmp_path, cold=True) as house:
        children = _children(house.process.pid)
        assert len(children) == 2
    assert [pid for pid in children if _alive(pid)] == []


def test_even_a_killed_server_leaves_nothing_behind(tmp_path) -> None:
    with serving(tmp_path, cold=True) as house:
        children = _children(house.process.pid)
        house.process.kill()
        house.process.wait()
        _until(lambda: not any(_alive(pid) for pid in children))


def _children(pid: int) -> list[int]:
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def _alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _until(done) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)
