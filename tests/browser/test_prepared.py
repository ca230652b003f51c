"""The real page: one click shows what to know, and one press says who writes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, opened, post
from tests.browser.running import House


def test_who_opens_a_conversation_is_prepared_and_introduces_herself(
    at: Callable[[str], Page], house: House
) -> None:
    connected(house)
    post(house, "Das ist eine Frechheit, wo bleibt mein Paket?", "vera_v", "Vera Vorher")
    arrived(house, "Vera Vorher")
    page = at("/")
    opened(page, "Vera Vorher")
    briefing = page.get_by_role("region", name="Überblick")
    expect(briefing).to_contain_text("schreibt zum ersten Mal")
    expect(briefing).to_contain_text("wo bleibt mein Paket?")
    expect(briefing).to_contain_text("Nicht festgehalten")
    box(page).fill("Guten Tag Vera Vorher,\ndas Paket liegt in der Filiale.")
    page.get_by_role("button", name="Sich vorstellen").click()
    expect(box(page)).to_have_value(
        "Guten Tag Vera Vorher,\nmein Name ist Miriam Albers. Das Paket liegt in der Filiale."
    )
    expect(page.get_by_role("button", name="Sich vorstellen")).to_have_count(0)
