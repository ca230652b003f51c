"""The list on the real page: narrowed, kept in the address, and dealt with as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import room
from tests.browser.running import House


def test_a_tag_a_filter_and_an_act_on_many_on_the_real_page(
    house: House, at: Callable[[str], Page]
) -> None:
    room.connected(house)
    room.post(house, "Der Strom ist weg!", handle="tina", name="Tina Tag")
    room.arrived(house, "Tina Tag")
    page = at("/")
    row = room.row(page, "Tina Tag")
    row.click()
    page.get_by_role("button", name="Schlagwort", exact=True).click()
    box = page.get_by_role("combobox", name="Welches Schlagwort?")
    box.fill("Ausfall")
    expect(page.get_by_role("option", name="Neues Schlagwort „Ausfall“")).to_be_visible()
    box.press("Enter")
    expect(row.locator(".tag")).to_have_text("Ausfall")
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_label("Schlagwort").select_option(label="Ausfall")
    expect(page).to_have_url(re.compile(r"tag=1"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dringendste zuerst").click()
    expect(page).to_have_url(re.compile(r"o=newest"))
    page.reload()
    expect(page.get_by_role("group", name="Filter")).to_contain_text("Ausfall")
    expect(page.get_by_role("button", name="Neueste zuerst")).to_be_visible()
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    row.focus()
    page.keyboard.press("x")
    bar = page.get_by_role("group", name="Mit dem Gewählten")
    bar.get_by_role("button", name="Erledigt", exact=True).click()
    expect(page.locator(".progress")).to_contain_text("1 Unterhaltung ist bearbeitet.")
    expect(page.get_by_role("listbox")).to_contain_text("Nichts passt zum Filter")
    page.get_by_role("button", name="Zurücksetzen").click()
    expect(row).to_be_visible()
