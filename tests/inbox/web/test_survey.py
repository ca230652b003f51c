"""The survey's page: no sign-in, no script, hostile input, and one answer a link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from db.models import SurveyAnswer
from db.session import Busy, Database
from inbox.care import surveys
from inbox.care.rights import MACHINE
from inbox.care.surveys import HOLDS, Given
from inbox.pages.current import House
from inbox.queries.surveys import Words
from inbox.web import gate, start, survey
from tests import cast
from tests.asgi import Answer, Browser
from tests.cast import NOON
from tests.desk import settings

HOSTILE = "</textarea><script>alert(1)</script>"
WORDS = {
    "de": Words("Was bleibt offen?", "Ist <b>Ihre</b> Frage beantwortet?", ("Ja", "Nein", "&amp")),
    "en": Words("What is still open?", "Was it answered?", ("Yes", "No", "&lt")),
}


class Clock:
    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(sqlite_database: Database, clock: Clock) -> Browser:
    house = House(sqlite_database, settings(), clock)
    app = Starlette(routes=survey.routes(house))
    return Browser(gate.Gate(app, sqlite_database, house.settings, "default-src 'self'", clock))


@pytest.fixture
def token(sqlite_database: Database) -> str:
    with sqlite_database.write() as session:
        surveys.save(session, MACHINE, Given(on=True, share=100, words=WORDS), NOON)
        return surveys.invite(session, cast.contact(session).id, 1, NOON)


def kept(db: Database) -> list[tuple[int | None, str]]:
    with db.read() as session:
        rows = session.execute(select(SurveyAnswer.choice, SurveyAnswer.text))
        return [tuple(row) for row in rows]


def sends(browser: Browser, token: str, headers=None, **typed: str) -> Answer:
    return browser.post("/survey?lang=de", {"token": token, **typed}, headers)


def test_the_open_question_comes_first_and_the_buttons_are_all_alike(browser, token) -> None:
    page = browser.get(f"/survey?token={token}&lang=de")
    assert page.status == 200
    assert page.text.index("Was bleibt offen?") < page.text.index("Frage beantwortet?")
    buttons = re.findall(r"<button ([^>]*)>([^<]*)</button>", page.text)
    assert [label for _, label in buttons] == ["Ja", "Nein", "&amp;amp", "Keine Angabe"]
    assert len({re.sub(r'value="\d*"', "", rest) for rest, _ in buttons}) == 1
    assert "autofocus" not in page.text


def test_it_needs_no_script_and_nothing_from_elsewhere(browser, token) -> None:
    page = browser.get(f"/survey?token={token}")
    assert "<script" not in page.text
    assert all(
        way.startswith("/") for way in re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
    )
    assert page.headers["content-security-policy"] == "default-src 'self'"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text


def test_an_admins_words_are_text(browser, token) -> None:
    assert "Ist &lt;b&gt;Ihre&lt;/b&gt; Frage" in browser.get(f"/survey?token={token}&lang=de").text


@pytest.mark.parametrize(("lang", "said"), [("de", "Was bleibt offen?"), ("en", "What is still")])
def test_it_speaks_the_readers_language(browser, token, lang, said) -> None:
    by_header = browser.get(
        f"/survey?token={token}", {"accept-language": f"{lang}-CH,{lang};q=0.9"}
    )
    by_choice = browser.get(f"/survey?token={token}&lang={lang}")
    assert said in by_header.text
    assert said in by_choice.text
    assert f"token={token}&amp;lang=" in by_choice.text


def test_one_press_keeps_both_answers_and_the_second_nothing(
    browser, token, sqlite_database
) -> None:
    done = sends(browser, token, text=" Die Rechnung. ", choice="1")
    assert (done.status, "Die Antwort ist da" in done.text) == (200, True)
    again = sends(browser, token, text="Noch etwas", choice="0")
    assert (again.status, "führt zu keinen Fragen" in again.text) == (404, True)
    assert kept(sqlite_database) == [(1, "Die Rechnung.")]


def test_to_look_uses_nothing_up(browser, token, sqlite_database) -> None:
    for _ in range(3):
        assert browser.get(f"/survey?token={token}").status == 200
        assert browser.ask("HEAD", f"/survey?token={token}").status == 200
    sends(browser, token, choice="0")
    assert kept(sqlite_database) == [(0, "")]


def test_used_old_and_made_up_links_look_the_same(browser, token, clock, sqlite_database) -> None:
    made_up = browser.get("/survey?token=abc&lang=de").text
    clock.now = NOON + HOLDS + timedelta(seconds=1)
    old = browser.get(f"/survey?token={token}&lang=de").text
    clock.now = NOON
    sends(browser, token, choice="0")
    used = browser.get(f"/survey?token={token}&lang=de").text
    assert {page.replace(token, "abc") for page in (old, used)} == {made_up}
    assert browser.get("/survey").status == 404


@pytest.mark.parametrize("choice", ["9", "-1", "1e3", "٣", "0 OR 1=1", "999999999999", ""])
def test_a_button_that_was_never_there_is_none(browser, token, sqlite_database, choice) -> None:
    assert sends(browser, token, text="x", choice=choice).status == 200
    assert kept(sqlite_database) == [(None, "x")]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "\x00\x1b[31m\u202e",
        "ä" * 2_000,
        "👩‍👩‍👧" * 400,
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_hostile_answers_are_kept_as_text(browser, token, sqlite_database, text) -> None:
    assert sends(browser, token, text=text, choice="0").status == 200
    ((_, said),) = kept(sqlite_database)
    assert "\x00" not in said
    assert len(said) <= 2_000


def test_a_form_larger_than_ours_is_none(browser, token, sqlite_database) -> None:
    assert sends(browser, token, text="x" * 70_000, choice="0").status == 404
    assert kept(sqlite_database) == []
    assert browser.get(f"/survey?token={token}").status == 200


def test_a_token_in_markup_is_escaped(browser, token) -> None:
    page = browser.get("/survey?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script" not in page.text


def test_another_site_cannot_send_it(browser, token, sqlite_database) -> None:
    sent = sends(browser, token, {"sec-fetch-site": "cross-site"}, choice="0")
    assert sent.status == 403
    assert kept(sqlite_database) == []


def test_a_browser_that_does_not_say_where_it_is_may_answer(browser, token) -> None:
    form = f"token={token}&choice=0".encode()
    assert browser.ask("POST", "/survey", form).status == 200


def test_a_database_that_is_busy_keeps_what_was_typed(
    browser, token, sqlite_database, monkeypatch
) -> None:
    def busy(*_args: object) -> None:
        raise Busy("UPDATE", {}, Exception("locked"))

    with monkeypatch.context() as broken:
        broken.setattr(surveys, "answer", busy)
        page = sends(browser, token, text=HOSTILE, choice="0")
    assert page.status == 503
    assert "<script" not in page.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in page.text
    assert sends(browser, token, choice="0").status == 200


def test_it_stands_before_the_pages_of_the_house(sqlite_database: Database, token: str) -> None:
    house = House(sqlite_database, settings(), lambda: NOON)
    app = gate.Gate(Starlette(routes=start.routes(house)), sqlite_database, house.settings, "")
    assert Browser(app).get(f"/survey?token={token}").status == 200


def test_nothing_beside_the_survey_is_open(browser, token) -> None:
    assert browser.get("/survey/other").status == 303
    assert browser.get("/surveys").status == 303
