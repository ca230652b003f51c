"""The routes of connecting: who may begin, where they lead, what comes back."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from connectors.sandbox.accounts import X_POOLS, X
from db.models import Account, Connecting, Role
from inbox.care import connecting as use_cases
from inbox.care import sign_in
from inbox.care.connecting import Why
from inbox.care.rights import MACHINE, Actor, Via
from inbox.care.vault import Vault
from inbox.pages import current as pages
from inbox.pages.current import House
from inbox.web import connecting, gate, login
from tests import cast
from tests.asgi import Browser
from tests.cast import NOON
from tests.consenting import consents
from tests.inbox.incoming.world import settings

HOST = "127.0.0.1:8501"
KEYS = {
    "login": "oauth1", "api_key": X.api_key, "api_secret": X.api_secret,
    "access_token": X.access_token, "access_token_secret": X.access_token_secret,
}  # fmt: skip


class Office:
    """Browsers of Amina, an admin, and others, before a sandbox installation."""

    def __init__(self, db, tmp_path, sandbox) -> None:
        self.db, self.now = db, NOON
        self.settings = settings(tmp_path, sandbox_port=urlsplit(sandbox.url).port)
        with db.write() as session:
            people = (cast.agent(session, cast.AMINA, Role.ADMIN), cast.agent(session),
                      cast.agent(session, cast.JONAS, Role.ADMIN))  # fmt: skip
            self.amina, self.miriam, self.jonas = (each.id for each in people)

    def browser(self, agent_id: int | None, **given) -> Browser:
        house = House(self.db, self.settings, lambda: self.now)
        pages.furnish(house)
        ways = login.routes(self.db, self.settings, lambda: self.now)
        app = Starlette(routes=[*ways, *connecting.routes()])
        csp = gate.policy()
        browser = Browser(
            gate.Gate(app, self.db, self.settings, csp, lambda: self.now), **{"host": HOST, **given}
        )
        if agent_id is not None:
            with self.db.write() as session:
                link = sign_in.new_link(session, MACHINE, agent_id, self.now)
                done = sign_in.with_link(session, link, self.now, self.settings)
            secure = browser.scheme == "https"
            browser.cookies[sign_in.cookie(browser.host, secure=secure)] = done.token
        return browser

    def waiting(self, agent_id=None):
        actor = Actor(agent_id or self.amina, Role.ADMIN, Via.PAGE)
        with self.db.read() as session:
            vault = Vault(self.settings.key())
            return use_cases.waiting(session, vault, actor, self.now)

    def all(self, what):
        with self.db.read() as session:
            return list(session.scalars(select(what)))


def token(browser: Browser) -> str:
    (value,) = browser.cookies.values()
    return sign_in.form_token(value)


def begin(browser: Browser, platform="twitter", **form):
    return browser.post(f"/connect/{platform}/begin", {"csrf": token(browser), **form})


def way_out(answer) -> str:
    return unescape(re.findall(r'<a href="([^"]+)">', answer.text)[0])


@pytest.fixture
def office(sqlite_database, tmp_path, sandbox) -> Office:
    return Office(sqlite_database, tmp_path, sandbox)


@pytest.fixture
def amina(office) -> Browser:
    return office.browser(office.amina)


# -- the way out ----------------------------------------------------------------------------------


def test_the_way_out_is_a_page_with_a_link_that_is_followed_by_itself(amina, sandbox) -> None:
    answer = begin(amina)
    assert answer.status == 200
    url = way_out(answer)
    assert url.startswith(f"{sandbox.url}/sites/x/i/oauth2/authorize?")
    assert f'content="0;url={url}"' in unescape(answer.text)
    assert "<script" not in answer.text


def test_no_form_of_ours_is_redirected_elsewhere(amina) -> None:
    """Browsers hold redirects of a form to form-action: a redirect would end in nothing."""
    answer = begin(amina)
    assert "location" not in answer.headers
    assert "form-action 'self'" in answer.headers["content-security-policy"]


def test_it_speaks_the_language_of_the_one_who_goes(office, amina) -> None:
    assert "Weiter zu X" in begin(amina).text
    assert 'lang="de"' in begin(amina).text


@pytest.mark.parametrize(
    ("given", "public", "back"),
    [
        ({}, "", "http://127.0.0.1:8501"),
        ({"host": "localhost:9"}, "", "http://localhost:9"),
        ({"host": "[::1]:9"}, "", "http://[::1]:9"),
        ({"host": "127.0.0.1:8501", "scheme": "https"}, "", "https://127.0.0.1:8501"),
        ({}, "https://inbox.example.com/", "https://inbox.example.com"),
    ],
)
def test_the_way_back_is_ours(office, given, public, back) -> None:
    office.settings = office.settings.model_copy(update={"public_url": public})
    browser = office.browser(office.amina, **given)
    asked = parse_qs(urlsplit(way_out(begin(browser))).query)
    assert asked["redirect_uri"] == [f"{back}/connect/twitter/return"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.7:8501"])
def test_a_host_that_anybody_can_claim_is_no_way_back(office, host) -> None:
    answer = begin(office.browser(office.amina, host=host))
    assert answer.headers["location"] == f"/connect?why={Why.NO_ADDRESS}"
    assert office.all(Connecting) == []


def test_a_platform_without_an_app_says_so(office) -> None:
    office.settings = office.settings.model_copy(update={"sandbox": False})
    answer = begin(office.browser(office.amina))
    assert answer.headers["location"] == f"/connect?why={Why.NO_APP}"


@pytest.mark.parametrize("platform", ["memory", "nowhere", "%2e%2e", "x" * 300])
def test_a_platform_that_is_none_leads_nowhere(amina, platform) -> None:
    assert begin(amina, platform).headers["location"] == f"/connect?why={Why.NO_APP}"


@pytest.mark.parametrize("account", ["99", "-1", "x", "9" * 40, "٣"])
def test_an_account_that_is_none_is_not_asked_about(amina, account) -> None:
    answer = begin(amina, account=account)
    assert answer.status == 200 or answer.headers["location"] == f"/connect?why={Why.UNKNOWN}"


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["begin", "keys"])
def test_a_form_without_its_token_does_nothing(office, amina, what) -> None:
    for csrf in ("", "guessed", sign_in.form_token("another session")):
        answer = amina.post(f"/connect/twitter/{what}", {"csrf": csrf, **KEYS})
        assert answer.status == 403
    assert office.all(Connecting) == []


@pytest.mark.parametrize("what", ["begin", "keys"])
def test_a_foreign_page_sends_no_form(amina, what) -> None:
    answer = amina.post(
        f"/connect/twitter/{what}", {"csrf": token(amina)}, {"sec-fetch-site": "cross-site"}
    )
    assert answer.status == 403


def test_an_agent_connects_nothing(office) -> None:
    """She is led to the page that says who does."""
    miriam = office.browser(office.miriam)
    for answer in (
        begin(miriam),
        miriam.post("/connect/twitter/keys", {"csrf": token(miriam), **KEYS}),
        miriam.get("/connect/twitter/return?state=s&code=c"),
    ):
        assert (answer.status, answer.headers["location"]) == (303, "/connect")
    assert office.all(Connecting) == []


def test_who_is_not_signed_in_signs_in_first_and_then_goes_on(office) -> None:
    stranger = office.browser(None)
    assert stranger.post("/connect/twitter/begin", {}).status == 401
    answer = stranger.get("/connect/twitter/return?state=s&code=c")
    wanted = quote("/connect/twitter/return?state=s&code=c", safe="")
    assert answer.headers["location"] == f"/login?next={wanted}"


# -- the way back ---------------------------------------------------------------------------------


def come_back(browser: Browser, answer: dict[str, str], platform="twitter"):
    return browser.get(f"/connect/{platform}/return?{urlencode(answer)}")


def test_what_came_back_waits_on_the_page(office, amina) -> None:
    answer = consents(way_out(begin(amina)), accounts=[X_POOLS.id])
    back = come_back(amina, answer)
    assert (back.status, back.headers["location"]) == (303, "/connect")
    (offer,) = office.waiting()
    assert offer.found[0].handle == X_POOLS.handle
    assert office.all(Account) == []


def test_another_browser_of_the_same_person_brings_it_back(office, amina) -> None:
    answer = consents(way_out(begin(amina)))
    come_back(office.browser(office.amina), answer)
    assert len(office.waiting()) == 1


def test_somebody_elses_browser_does_not(office, amina) -> None:
    answer = consents(way_out(begin(amina)))
    back = come_back(office.browser(office.jonas), answer)
    assert back.headers["location"] == f"/connect?why={Why.UNKNOWN}"
    assert office.waiting(office.jonas) == ()
    assert office.waiting() == ()


def test_a_reload_of_the_answer_neither_asks_nor_loses_anything(office, amina) -> None:
    answer = consents(way_out(begin(amina)))
    come_back(amina, answer)
    assert come_back(amina, answer).headers["location"] == f"/connect?why={Why.UNKNOWN}"
    assert len(office.waiting()) == 1


@pytest.mark.parametrize(
    "answer", [{}, {"state": "guessed", "code": "c"}, {"code": "c"}, {"error": "access_denied"}]
)
def test_an_answer_that_nobody_asked_for_is_not_believed(office, amina, answer) -> None:
    begin(amina)
    back = come_back(amina, answer)
    assert back.headers["location"] == f"/connect?why={Why.UNKNOWN}"
    assert office.waiting() == ()


def test_no_answer_leads_anywhere_but_to_our_page(amina) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        back = come_back(amina, {"state": "s", "next": target, "redirect_uri": target})
        assert back.headers["location"].startswith("/connect?why=")


# -- keys -----------------------------------------------------------------------------------------


def test_pasted_keys_are_tested_and_wait_on_the_page(office, amina) -> None:
    answer = amina.post("/connect/twitter/keys", {"csrf": token(amina), **KEYS})
    assert (answer.status, answer.headers["location"]) == (303, "/connect")
    (offer,) = office.waiting()
    assert offer.found[0].handle == X.handle


def test_keys_that_are_not_whole_are_said_to_be(office, amina) -> None:
    given = {**KEYS, "csrf": token(amina), "api_key": " "}
    answer = amina.post("/connect/twitter/keys", given)
    assert answer.headers["location"] == f"/connect?why={Why.INCOMPLETE}"
    assert X.api_secret not in answer.text


def test_a_form_that_is_far_too_long_does_nothing(office, amina) -> None:
    given = {**KEYS, "csrf": token(amina), "api_key": "x" * 100_000}
    assert amina.post("/connect/twitter/keys", given).status == 403
    assert office.all(Connecting) == []
