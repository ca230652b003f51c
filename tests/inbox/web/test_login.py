"""Signing in by a browser: forms with their own token, links behind a button, local ways on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from db.models import AgentSession, EndedSession, SessionEnd
from db.session import Database
from inbox.care import agents, sign_in
from inbox.care.over import LinkEnd
from inbox.care.rights import MACHINE
from inbox.settings import Settings
from inbox.web import gate, login, sign_in_words
from tests.asgi import COOKIE, SECURE_COOKIE, Answer, Browser
from tests.cast import MIRIAM, NOON, agent

PASSWORD = "sieben ruhige Laternen"
SETTINGS = Settings(_env_file=None)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Clock:
    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(sqlite_database: Database, clock: Clock) -> Browser:
    """A browser in front of the gate and the sign-in routes."""
    app = Starlette(routes=login.routes(sqlite_database, SETTINGS, clock))
    return Browser(gate.Gate(app, sqlite_database, SETTINGS, "", clock))


@pytest.fixture
def miriam(sqlite_database: Database) -> int:
    with sqlite_database.write() as session:
        row = agent(session, MIRIAM)
        row.password_hash = sign_in.hashed(PASSWORD)
        return row.id


def link_of(db: Database, agent_id: int) -> str:
    with db.write() as session:
        return sign_in.new_link(session, MACHINE, agent_id, NOON)


def fill(browser: Browser, page: Answer, path: str, **typed: str) -> Answer:
    return browser.post(path, {**dict(HIDDEN.findall(page.text)), **typed})


def enter(browser: Browser, password: str = PASSWORD, way: str = "/login") -> Answer:
    return fill(browser, browser.get(way), "/login", login="miriam", password=password)


def test_the_right_password_opens_the_inbox(browser: Browser, miriam: int) -> None:
    answer = enter(browser)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert COOKIE in browser.cookies


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Browser, miriam: int
) -> None:
    cookie = enter(browser).set_cookies[COOKIE].lower()
    assert {"httponly", "samesite=lax", "path=/", "max-age=86400"} <= set(cookie.split("; "))
    assert "secure" not in cookie


def test_under_tls_the_cookie_is_bound_to_this_host(browser: Browser, miriam: int) -> None:
    browser.scheme = "https"
    cookie = enter(browser).set_cookies[SECURE_COOKIE].lower()
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert "domain" not in cookie


def test_a_wrong_password_is_said_in_plain_words(browser: Browser, miriam: int) -> None:
    answer = enter(browser, "wrong password here")
    assert answer.status == 401
    assert "Login name or password is wrong." in answer.text
    assert COOKIE not in browser.cookies


def test_an_unknown_login_gets_the_same_page(browser: Browser, miriam: int) -> None:
    page = browser.get("/login")
    known = fill(browser, page, "/login", login="miriam", password="wrong password here")
    unknown = fill(browser, page, "/login", login="nobody", password="wrong password here")
    assert known.text.replace("miriam", "nobody") == unknown.text
    assert known.status == unknown.status


def test_too_many_tries_are_told_how_long_to_wait(
    browser: Browser, miriam: int, clock: Clock
) -> None:
    for _ in range(4):
        enter(browser, "wrong password here")
        clock.now += timedelta(seconds=10)
    enter(browser, "wrong password here")
    assert "Too many tries. Please wait 16 seconds and try again." in enter(browser).text


def test_what_was_typed_is_shown_as_text(browser: Browser) -> None:
    page = browser.get("/login")
    typed = '"><script>alert(1)</script>'
    answer = fill(browser, page, "/login", login=typed, password="x")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_password_is_never_shown_again(browser: Browser, miriam: int) -> None:
    assert "wrong password here" not in enter(browser, "wrong password here").text


@pytest.mark.parametrize("csrf", ["", "guessed"])
def test_a_form_without_its_token_is_not_taken(browser: Browser, miriam: int, csrf: str) -> None:
    answer = fill(
        browser, browser.get("/login"), "/login", login="miriam", password=PASSWORD, csrf=csrf
    )
    assert answer.status == 400
    assert "too old" in answer.text


def test_a_form_from_another_site_is_not_taken(browser: Browser, miriam: int) -> None:
    form = dict(HIDDEN.findall(browser.get("/login").text))
    answer = browser.post(
        "/login",
        {**form, "login": "miriam", "password": PASSWORD},
        {"origin": "https://evil.example"},
    )
    assert answer.status == 403


def test_a_form_without_its_cookie_is_not_taken(browser: Browser, miriam: int) -> None:
    page = browser.get("/login")
    browser.cookies.clear()
    assert fill(browser, page, "/login", login="miriam", password=PASSWORD).status == 400


def test_a_huge_form_is_not_read(browser: Browser, miriam: int) -> None:
    page = browser.get("/login")
    answer = fill(browser, page, "/login", login="miriam", password="x" * 10_000)
    assert answer.status == 400


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ("/?c=5", "/?c=5"),
        ("/connectors", "/connectors"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\nLocation: https://evil.example", "/"),
        ("/\u2025evil", "/"),
        ("evil.example", "/"),
        ("/login", "/"),
        ("/login/link?token=x", "/"),
        ("/logout", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_on_stays_in_this_house(wanted: str | None, where: str) -> None:
    assert login.local(wanted) == where


def test_the_way_on_survives_a_wrong_password(browser: Browser, miriam: int, clock: Clock) -> None:
    page = enter(browser, "wrong password here", "/login?next=%2F%3Fc%3D5")
    clock.now += timedelta(seconds=5)
    answer = fill(browser, page, "/login", login="miriam", password=PASSWORD)
    assert answer.headers["location"] == "/?c=5"


def test_whoever_is_signed_in_does_not_sign_in_again(browser: Browser, miriam: int) -> None:
    enter(browser)
    answer = browser.get("/login?next=/connectors")
    assert (answer.status, answer.headers["location"]) == (303, "/connectors")


def test_looking_at_a_link_does_not_use_it_up(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    way = f"/login/link?token={link_of(sqlite_database, miriam)}"
    for _ in range(3):
        page = browser.get(way)
    assert "Open my inbox" in page.text
    assert fill(browser, page, "/login/link").status == 303
    assert COOKIE in browser.cookies


def test_a_used_link_says_what_to_do(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    page = browser.get(f"/login/link?token={link_of(sqlite_database, miriam)}")
    fill(browser, page, "/login/link")
    browser.cookies.pop(COOKIE)
    answer = fill(browser, page, "/login/link")
    assert answer.status == 401
    assert "Ask an admin for a new one" in answer.text


def test_a_link_of_another_site_signs_nobody_in(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    token = link_of(sqlite_database, miriam)
    assert browser.post("/login/link", {"token": token, "csrf": "x"}).status == 400


def test_a_new_cookie_is_made_at_every_sign_in(browser: Browser, miriam: int, clock: Clock) -> None:
    enter(browser)
    before = browser.cookies.pop(COOKIE)
    clock.now += timedelta(seconds=5)
    enter(browser)
    assert browser.cookies[COOKIE] != before


def test_a_cookie_planted_before_is_not_taken_over(browser: Browser, miriam: int) -> None:
    browser.cookies[COOKIE] = "planted"
    enter(browser)
    assert browser.cookies[COOKIE] != "planted"


def sessions(db: Database) -> int:
    with db.read() as session:
        return session.query(AgentSession).count()


def test_signing_out_ends_the_session(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    enter(browser)
    token = browser.cookies[COOKIE]
    answer = browser.post("/logout", {"csrf": sign_in.form_token(token)})
    assert answer.headers["location"] == "/login"
    assert COOKIE not in browser.cookies
    assert sessions(sqlite_database) == 0


def test_another_page_signs_nobody_out(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    enter(browser)
    answers = [
        browser.post("/logout", {"csrf": "guessed"}),
        browser.post("/logout", {"csrf": "ümläut"}),
        browser.post("/logout", {}),
        browser.post("/logout", {}, {"origin": "https://evil.example"}),
    ]
    assert [answer.status for answer in answers] == [403] * 4
    assert answers[0].text == "This page was too old. Please try again."
    assert sessions(sqlite_database) == 1


def test_two_houses_on_one_machine_leave_each_others_people_in(
    browser: Browser, miriam: int, clock: Clock
) -> None:
    enter(browser)
    browser.host = "127.0.0.1:8502"
    clock.now += timedelta(seconds=5)
    assert browser.get("/").status == 303, "the other house's cookie opens nothing here"
    enter(browser)
    assert set(browser.cookies) >= {"durchwahl-8501", "durchwahl-8502"}
    token = browser.cookies["durchwahl-8502"]
    browser.post("/logout", {"csrf": sign_in.form_token(token)})
    assert "durchwahl-8501" in browser.cookies
    assert "durchwahl-8502" not in browser.cookies


def test_behind_a_proxy_the_cookie_is_named_for_the_host_that_people_know(
    browser: Browser, miriam: int
) -> None:
    browser.scheme, browser.host = "https", "inbox.example.com"
    enter(browser)
    assert sign_in.SECURE_COOKIE in browser.cookies


@pytest.mark.parametrize(
    ("header", "way", "said"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "/login", "Anmelden"),
        ("en-US,en;q=0.9", "/login", "Sign in"),
        ("fr-FR,fr;q=0.9,de;q=0.5", "/login", "Anmelden"),
        ("", "/login", "Sign in"),
        ("en", "/login?lang=de", "Anmelden"),
    ],
)
def test_the_page_speaks_the_browsers_language(
    browser: Browser, header: str, way: str, said: str
) -> None:
    page = browser.get(way, {"accept-language": header})
    assert f"<h1>{said}</h1>" in page.text


def test_changing_the_language_keeps_the_way_on(browser: Browser) -> None:
    page = browser.get("/login?next=%2F%3Fc%3D5")
    assert 'href="/login?next=%2F%3Fc%3D5&amp;lang=de"' in page.text


def test_every_field_has_its_label(browser: Browser) -> None:
    page = browser.get("/login").text
    assert set(re.findall(r'<label for="(\w+)"', page)) == {"login", "password"}


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(browser: Browser) -> None:
    page = browser.get("/login").text
    assert "<script" not in page
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", page)


# -- why somebody stands here again ---------------------------------------------------------------


def everywhere(db: Database, agent_id: int) -> None:
    with db.write() as session:
        sign_in.revoke(session, MACHINE, agent_id, NOON)


def renewed(db: Database, agent_id: int) -> None:
    agents.set_password(db, MACHINE, agent_id, "acht ruhige Laternen", NOON)


def shut_out(db: Database, agent_id: int) -> None:
    with db.write() as session:
        agents.disable(session, MACHINE, agent_id, NOON)


@pytest.mark.parametrize(
    ("happens", "hours", "en", "de"),
    [
        (everywhere, 0, "signed out in all browsers", "in allen Browsern abgemeldet"),
        (renewed, 0, "The password was changed", "Das Passwort wurde geändert"),
        (shut_out, 0, "An admin has closed this access", "von einem Admin geschlossen"),
        (None, 9, "Nothing was done here for 8 hours", "Hier geschah 8 Stunden lang nichts"),
        (None, 25, "A session lasts 1 day", "Eine Anmeldung gilt 1 Tag lang"),
    ],
)
def test_the_browser_that_was_signed_out_reads_why(
    browser: Browser, sqlite_database: Database, miriam: int, clock: Clock,
    happens: Callable[[Database, int], None] | None, hours: int, en: str, de: str,
) -> None:  # fmt: skip
    enter(browser)
    if happens is not None:
        happens(sqlite_database, miriam)
    clock.now += timedelta(hours=hours)
    led = browser.get("/?c=5").headers["location"]
    assert led == "/login?next=%2F%3Fc%3D5"
    for header, said in (("en", en), ("de", de)):
        assert said in browser.get(led, {"accept-language": header}).text


def test_nobody_else_reads_why(browser: Browser, sqlite_database: Database, miriam: int) -> None:
    enter(browser)
    shut_out(sqlite_database, miriam)
    for cookie in (None, "guessed"):
        browser.cookies.clear()
        if cookie:
            browser.cookies[COOKIE] = cookie
        assert "notice" not in browser.get("/login").text


def test_after_a_week_nobody_knows_why(
    browser: Browser, sqlite_database: Database, miriam: int, clock: Clock
) -> None:
    enter(browser)
    everywhere(sqlite_database, miriam)
    clock.now += timedelta(days=8)
    assert "notice" not in browser.get("/login").text
    browser.cookies.clear()
    enter(browser)
    with sqlite_database.read() as session:
        assert session.query(EndedSession).count() == 0


def test_a_tab_whose_cookie_went_as_well_is_told_that_it_is_over(browser: Browser) -> None:
    page = browser.get("/login?over=1&next=%2Fteam").text
    assert "You are not signed in any more." in page
    assert "over=1&amp;lang=de" in page


def test_whoever_signed_out_here_reads_nothing(browser: Browser, miriam: int) -> None:
    enter(browser)
    token = browser.cookies[COOKIE]
    led = browser.post("/logout", {"csrf": sign_in.form_token(token)}).headers["location"]
    assert "notice" not in browser.get(led).text


def test_signed_in_again_nothing_is_left_of_it(
    browser: Browser, sqlite_database: Database, miriam: int, clock: Clock
) -> None:
    enter(browser)
    everywhere(sqlite_database, miriam)
    clock.now += timedelta(minutes=1)
    enter(browser)
    assert browser.get("/login").status == 303


def test_every_end_of_a_session_and_of_a_link_has_its_sentence() -> None:
    assert set(sign_in_words.ENDED) == set(SessionEnd)
    assert set(sign_in_words.DEAD) == {*LinkEnd, None}


def use(browser: Browser, token: str) -> str:
    return fill(browser, browser.get(f"/login/link?token={token}"), "/login/link").text


def test_a_link_that_a_newer_one_replaced_says_so(
    browser: Browser, sqlite_database: Database, miriam: int
) -> None:
    first, second = link_of(sqlite_database, miriam), link_of(sqlite_database, miriam)
    assert "There is a newer link than this one." in use(browser, first)
    assert COOKIE not in browser.cookies
    use(browser, second)
    assert COOKIE in browser.cookies


@pytest.mark.parametrize(
    ("hours", "said"), [(25, "older than 24 hours"), (24 * 9, "used already or")]
)
def test_a_link_that_is_too_old_says_so(
    browser: Browser, sqlite_database: Database, miriam: int, clock: Clock, hours: int, said: str
) -> None:
    old = link_of(sqlite_database, miriam)
    clock.now += timedelta(hours=hours)
    enter(browser)
    browser.cookies.pop(COOKIE)
    assert said in use(browser, old)


def test_a_link_that_nobody_ever_had_says_what_may_be(browser: Browser) -> None:
    assert "was used already or is older" in use(browser, "guessed")
