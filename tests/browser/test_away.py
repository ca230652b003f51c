"""The server is away: a calm band in the page's language, and whoever writes goes on writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from tests.browser.awaited import expect
from tests.browser.profiles import GERMAN
from tests.browser.running import House, enter

SEEN = """
new MutationObserver((all) => all.forEach(({ addedNodes }) => addedNodes.forEach((one) => {
  if (one.matches?.('[data-testid="stDialog"]')) document.documentElement.dataset.came = "yes";
}))).observe(document, { childList: true, subtree: true });
"""


class Line:
    """The way from a page to its server, that can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self.open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self.socket)
        page.route(re.compile("/_stcore/(health|host-config)"), self.asked)

    def socket(self, route: WebSocketRoute) -> None:
        if self.cut:
            route.close()
        else:
            route.connect_to_server()
            self.open.append(route)

    def asked(self, route: Route) -> None:
        if self.cut:
            route.abort()
        else:
            route.continue_()

    def cuts(self) -> None:
        self.cut = True
        for route in self.open:
            route.close()


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """A page that nobody uses again: its line stays ours to cut."""
    context = chrome.new_context(**GERMAN)
    yield context.new_page()
    context.close()


def test_a_server_that_is_away_is_said_and_nobodys_writing_is_stopped(
    page: Page, house: House
) -> None:
    line = Line(page)
    page.add_init_script(SEEN)
    enter(page, house, to="/?c=1")
    box = page.get_by_role("textbox", name=re.compile("Antwort"))
    box.fill("Gern, ")
    line.cuts()
    band = page.locator(".dw-away")
    expect(band).to_have_text("Keine Verbindung zum Server. Sie wird von selbst neu aufgebaut.")
    expect(page.locator("html[data-came]")).to_have_count(1, timeout=60_000)
    expect(page.locator('[data-testid="stDialog"]')).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.type("das klaeren wir.")
    expect(box).to_have_value("Gern, das klaeren wir.")
    line.cut = False
    expect(band).to_be_empty(timeout=60_000)
    expect(page.get_by_role("link", name="Eingang")).to_be_visible()
