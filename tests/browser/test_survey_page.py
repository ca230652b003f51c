"""The survey's page in a browser without scripts: buttons of one size and colour, one answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from db.models import SurveyAnswer
from db.session import Database
from inbox.care import surveys
from inbox.care.rights import MACHINE
from inbox.care.surveys import Given
from inbox.pages import survey_words
from inbox.pages.current import House
from inbox.web import gate, survey
from tests import cast, postgres
from tests.browser.awaited import expect
from tests.browser.axe import violations
from tests.cast import NOON
from tests.desk import settings

STATIC = Path(__file__).parents[2] / "static"
LOOKS = """(all) => all.map((one) => {
    const [at, how] = [one.getBoundingClientRect(), getComputedStyle(one)];
    return [at.width, at.height, how.color, how.backgroundColor, how.borderColor, how.fontWeight,
        how.fontSize].join();
})"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Database]]:
    """A server with the gate and the survey's page alone, and its database."""
    with postgres.fresh_sqlite(tmp_path_factory.mktemp("survey")) as url:
        database = postgres.warm(url)
        house = House(database, settings(), lambda: NOON)
        routes = [*survey.routes(house), Mount("/app/static", StaticFiles(directory=STATIC))]
        app = gate.Gate(
            Starlette(routes=routes), database, house.settings, gate.policy(), lambda: NOON
        )
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        running = threading.Thread(target=server.run, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with database.write() as session:
            given = Given(on=True, share=100, words=survey_words.DEFAULTS)
            surveys.save(session, MACHINE, given, NOON)
            cast.contact(session)
        yield f"http://127.0.0.1:{port}/survey", database
        server.should_exit = True
        running.join()
        database.close()


@pytest.fixture
def page(chrome: Browser, asked: tuple[str, Database]) -> Iterator[Page]:
    """A browser without scripts before a link that nobody has used."""
    address, database = asked
    with database.write() as session:
        token = surveys.invite(session, 1, 1, NOON)
    context = chrome.new_context(java_script_enabled=False, locale="de-DE")
    opened = context.new_page()
    opened.goto(f"{address}?token={token}")
    yield opened
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_button_is_larger_or_brighter_than_another(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    buttons = page.get_by_role("button")
    expect(buttons).to_have_text(["Ja", "Teils", "Nein", "Keine Angabe"])
    assert len(set(buttons.evaluate_all(LOOKS))) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_press_sends_both_answers(page: Page, asked: tuple[str, Database]) -> None:
    link = page.url
    page.get_by_label("Was möchten Sie uns dazu sagen?").fill("<b>Die Rechnung</b> fehlt.")
    page.get_by_role("button", name="Teils").click()
    expect(page.get_by_role("heading")).to_have_text("Die Antwort ist da")
    page.goto(link)
    expect(page.get_by_role("heading")).to_have_text("Dieser Link führt zu keinen Fragen")
    with asked[1].read() as session:
        rows = session.execute(select(SurveyAnswer.choice, SurveyAnswer.text)).all()
    assert [tuple(row) for row in rows] == [(1, "<b>Die Rechnung</b> fehlt.")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody_to_use(page: Page, chrome: Browser, scheme: str) -> None:
    context = chrome.new_context(color_scheme=scheme, locale="en-GB")
    seen = context.new_page()
    seen.goto(page.url)
    expect(seen.get_by_label("What would you like to tell us?")).to_be_visible()
    assert violations(seen) == []
    context.close()
