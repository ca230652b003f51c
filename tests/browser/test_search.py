"""Search in a real browser: what a customer wrote is found, marked, and one click away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.room import arrived, connected, post, thread
from tests.browser.running import House, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A Durchwahl that Erika and Cem have written to."""
    with serving(tmp_path_factory.mktemp("house")) as running:
        connected(running)
        post(running, "In der Müllerstraße ist die <b>Heizung</b> aus.")
        post(running, "Alles gut, danke!", "cem_oe", "Cem Öztürk")
        arrived(running, "Erika M.")
        arrived(running, "Cem Öztürk")
        yield running


def test_what_was_written_is_found_marked_and_opened(signed_in: Page, house: House) -> None:
    page = signed_in
    page.get_by_role("link", name="Suche").click()
    box = page.get_by_role("textbox", name="Wörter, Namen")
    box.fill("MUELLERSTRASSE heiz*")
    box.press("Enter")
    hit = page.locator(".dw-hits li")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text(["Müllerstraße", "Heizung"])
    expect(hit).to_contain_text("ist die <b>Heizung</b> aus.")
    page.reload()
    expect(page.get_by_role("textbox", name="Wörter, Namen")).to_have_value("MUELLERSTRASSE heiz*")
    hit.get_by_role("link").click()
    expect(thread(page)).to_contain_text("In der Müllerstraße")
    page.go_back()
    expect(hit).to_have_count(1)
