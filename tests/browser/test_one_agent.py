"""What one agent does on the real page: search, the list as a whole, a person, the bell; one house."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from db.models import Agent, NoticeKind
from inbox.care import noticing
from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, hush, post, row, thread
from tests.browser.running import House

ERIKA, CEM, PAULA, TINA = "Erika M.", "Cem Öztürk", "Paula Person", "Tina Tag"
VERA, THEO = "Vera Wort", "Theo Takt"


@pytest.fixture(scope="module", autouse=True)
def written(house: House) -> dict[str, int]:
    """Six have written; returned are their conversations."""
    connected(house)
    post(house, "In der Müllerstraße ist die <b>Heizung</b> aus.")
    post(house, "Alles gut, danke!", "cem_oe", CEM)
    post(house, "Wo bleibt mein Geld?", "paula_p", PAULA)
    post(house, "Der Strom ist weg!", "tina", TINA)
    post(house, "Sie haben 20 € zu viel abgebucht!", "vera", VERA)
    post(house, "Wann kommt mein Ladekabel?", "theo", THEO)
    return {name: arrived(house, name) for name in (ERIKA, CEM, PAULA, TINA, VERA, THEO)}


def test_what_was_written_is_found_marked_and_opened(signed_in: Page) -> None:
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


def test_a_tag_a_filter_and_an_act_on_many_on_the_real_page(
    at: Callable[[str], Page],
) -> None:
    page = at("/")
    tina = row(page, TINA)
    tina.click()
    page.get_by_role("button", name="Schlagwort", exact=True).click()
    box = page.get_by_role("combobox", name="Welches Schlagwort?")
    box.fill("Ausfall")
    expect(page.get_by_role("option", name="Neues Schlagwort „Ausfall“")).to_be_visible()
    box.press("Enter")
    expect(tina.locator(".tag")).to_have_text("Ausfall")
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
    tina.focus()
    page.keyboard.press("x")
    bar = page.get_by_role("group", name="Mit dem Gewählten")
    bar.get_by_role("button", name="Erledigt", exact=True).click()
    expect(page.locator(".progress")).to_contain_text("1 Unterhaltung ist erledigt.")
    expect(page.get_by_role("listbox")).to_contain_text("Nichts passt zum Filter")
    page.get_by_role("button", name="Zurücksetzen").click()
    expect(tina).to_be_visible()


def test_what_is_known_of_somebody_is_written_and_a_block_is_seen_everywhere(
    at: Callable[[str], Page], written: dict[str, int]
) -> None:
    page = at(f"/?c={written[PAULA]}")
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
    expect(row(page, "Frau Person")).to_contain_text("Gesperrt")
    strip = page.locator(".barred[role=note]")
    expect(strip).to_contain_text("Droht Kolleginnen")
    page.reload()
    expect(pane).to_contain_text("Frau Person")
    expect(pane).to_contain_text("Gesperrt bis")
    pane.get_by_role("button", name="Sperre aufheben").click()
    expect(strip).to_be_hidden()
    expect(row(page, "Frau Person")).not_to_contain_text("Gesperrt")


def test_on_a_phone_the_person_is_one_button_away_and_so_is_the_way_back(
    at: Callable[[str], Page], written: dict[str, int]
) -> None:
    page = at(f"/?c={written[PAULA]}")
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


def test_from_any_page_it_leads_to_the_conversation_where_it_is_seen(
    at: Callable[[str], Page], house: House, written: dict[str, int]
) -> None:
    about, page = written[ERIKA], at("/signature")
    hush(house)
    with house.database.write() as session:
        me = session.scalar(select(Agent.id).where(Agent.login == "miriam"))
        assert me is not None
        noticing.tell(session, NoticeKind.GIVEN, [me], about, "1", datetime.now(UTC))
    button = page.get_by_role("button", name="Was Sie betrifft, 1 neu")
    button.click()
    page.get_by_role("link", name="gehört jetzt Ihnen").click()
    expect(page).to_have_url(f"{house.url}/?c={about}")
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.get_by_role("button", name="Was Sie betrifft", exact=True)).to_be_visible()
    expect(button).to_have_count(0)


def test_a_promise_goes_from_the_draft_to_its_proof_and_nothing_is_done_before(
    at: Callable[[str], Page], written: dict[str, int]
) -> None:
    page = at(f"/?c={written[VERA]}")
    box(page).fill("Wir erstatten Ihnen die 20 € bis Freitag.")
    found = page.get_by_role("textbox", name="Was versprochen ist")
    expect(found).to_have_count(1)
    box(page).press("Control+Enter")
    expect(thread(page).get_by_text("Zugestellt").last).to_be_visible()
    promises = page.get_by_role("list", name="Was hier versprochen ist")
    expect(promises.get_by_role("listitem")).to_contain_text("Versprochen bis")
    done = page.locator("button.button").get_by_text("Erledigt", exact=True)
    done.click()
    expect(page.get_by_text("Hier ist etwas versprochen: Bitte erst")).to_be_visible()
    promises.get_by_role("button", name="Gehalten").click()
    proof = page.get_by_role("dialog")
    proof.get_by_role("textbox").fill("Buchung 5512 vom 20.11.")
    proof.get_by_role("button", name="Gehalten").click()
    expect(promises).to_be_hidden()
    done.click()
    expect(page.get_by_role("button", name="Wieder öffnen")).to_be_visible()
    page.get_by_role("link", name="Versprechen", exact=True).click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()  # the page is drawn to its end
    page.get_by_text("Gehalten und gebrochen").first.click()
    expect(page.locator(".dw-promise")).to_contain_text("Buchung 5512 vom 20.11.")


def test_who_takes_and_tells_has_promised_it(
    at: Callable[[str], Page], written: dict[str, int]
) -> None:
    page = at(f"/?c={written[THEO]}")
    expect(thread(page)).to_contain_text("Ladekabel")
    page.get_by_role("button", name="Übernehmen und sagen, bis wann").click()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(
        re.compile(r"^Guten Tag Theo Takt,\n\n\n\nSie hören bis .+ von mir\.$")
    )
    expect(page.get_by_role("button", name="Wer es hat: Sie")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Bitte ein Wort zu dem, was hier geschrieben wurde")).to_be_visible()
    box(page).evaluate("area => area.setSelectionRange(22, 22)")
    box(page).focus()
    page.keyboard.insert_text("Ihr Ladekabel suche ich im Lager.")
    expect(page.get_by_text("Bitte ein Wort zu dem, was hier geschrieben wurde")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Was versprochen ist")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(thread(page).get_by_text("Zugestellt").last).to_be_visible()
    promises = page.get_by_role("list", name="Was hier versprochen ist").get_by_role("listitem")
    expect(promises).to_contain_text("Sie hören bis")
