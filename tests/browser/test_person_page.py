"""The person pane in the real inbox: what is written stays, who is blocked is quiet everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.room import arrived, connected, post, row
from tests.browser.running import House

WHO = "Paula Person"


@pytest.fixture(scope="module", autouse=True)
def paula(house: House) -> int:
    """Somebody has written."""
    connected(house)
    post(house, "Wo bleibt mein Geld?", handle="paula_p", name=WHO)
    return arrived(house, WHO)


def test_what_is_known_of_somebody_is_written_and_a_block_is_seen_everywhere(
    at: Callable[[str], Page], paula: int
) -> None:
    page = at(f"/?c={paula}")
    pane = page.get_by_role("complementary", name="Person")
    pane.get_by_role("button", name="Bearbeiten").click()
    pane.get_by_label("Möchte heißen").fill("Frau Person")
    pane.get_by_label("Anrede").select_option("sie")
    pane.get_by_role("button", name="Speichern").click()
    expect(pane.get_by_role("button", name="Bearbeiten")).to_be_focused()
    pane.get_by_role("button", name="Sperren …").click()
    dialog = page.get_by_role("dialog", name="Diese Person sperren?")
    dialog.get_by_label("Warum, für das Team").fill("Droht Kolleginnen")
    dialog.get_by_role("button", name="Sperren", exact=True).click()
    expect(row(page, WHO)).to_contain_text("Gesperrt")
    strip = page.locator(".barred[role=note]")
    expect(strip).to_contain_text("Droht Kolleginnen")
    page.reload()
    expect(pane).to_contain_text("Frau Person")
    expect(pane).to_contain_text("Gesperrt bis")
    pane.get_by_role("button", name="Sperre aufheben").click()
    expect(strip).to_be_hidden()
    expect(row(page, WHO)).not_to_contain_text("Gesperrt")


def test_on_a_phone_the_person_is_one_button_away_and_so_is_the_way_back(
    at: Callable[[str], Page], paula: int
) -> None:
    page = at(f"/?c={paula}")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("button.about").click()
    pane = page.get_by_role("complementary", name="Person")
    pane.get_by_role("button", name="Zusammenführen …").click()
    dialog = page.get_by_role("dialog", name="Wer ist das noch?")
    expect(dialog).to_contain_text("Niemand liegt nahe")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    pane.get_by_role("button", name="Zurück zur Unterhaltung").click()
    expect(page.locator("textarea").first).to_be_visible()
