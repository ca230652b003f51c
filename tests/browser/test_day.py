"""The ways an agent takes in a day, in the real page: alone, on two devices, with a colleague."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests import cast
from tests.browser.awaited import expect
from tests.browser.room import (
    arrived,
    box,
    busy,
    connected,
    drafted,
    hurry,
    opened,
    post,
    row,
    thread,
)
from tests.browser.running import House, Profile, enter

CUSTOMERS = ["Gero Gerät", "Helga Hand", "Stefan Später", "Tilda Telefon"]


@pytest.fixture(scope="module")
def customers(house: House) -> dict[str, str]:
    """They all wrote in, one after the other, and Jonas works here too; the posts by name."""
    connected(house)
    with house.database.write() as session:
        cast.agent(session, cast.JONAS)
    posts = {
        name: post(
            house, "Wann kommt der Monteur?", name.split()[1].lower().replace("ä", "ae"), name
        )
        for name in CUSTOMERS
    }
    for name in CUSTOMERS:
        arrived(house, name)
    return posts


def beside_send(page: Page, *names: str) -> None:
    """Choose from what stands beside "Send"."""
    page.locator(".more").click()
    for name in names:
        page.get_by_role("menuitem", name=name).click()


def looks_again(page: Page) -> None:
    """Come back to a page that was out of sight: it asks at once, and not at its next look."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def holder(page: Page) -> Locator:
    return page.locator("[data-hold=holder]")


def banner(page: Page) -> Locator:
    """Return what stands above the messages while it is offered."""
    return page.locator(".root.thread > .offer")


def test_a_morning_goes_from_who_waits_longest_to_the_next(
    at: Callable[[str], Page], house: House, customers: dict[str, str]
) -> None:
    page = at("/")
    rows = page.get_by_role("listbox").get_by_role("option")
    expect(rows.first).to_be_visible()
    answered: list[str] = []
    for hour in ("neun", "zehn"):
        page.keyboard.press("w")
        name = rows.first.locator(".name").inner_text()
        expect(page.get_by_role("heading", name=name, level=2).first).to_be_focused()
        page.keyboard.press("r")
        page.keyboard.type(f"Guten Morgen, um {hour} sind wir bei Ihnen.")
        expect(page.locator(".composer .words")).to_contain_text(f"um {hour}")
        page.keyboard.press("Control+Shift+Enter")
        expect(thread(page).get_by_text("Zugestellt")).to_be_visible()
        expect(rows.filter(has_text=name)).to_have_count(0)
        page.keyboard.press("Escape")
        answered.append(name)
    assert len(set(answered)) == 2
    sent = house.sandbox.ours("x") + house.sandbox.ours("facebook")
    assert len([text for text in sent if "Guten Morgen, um" in text]) == 2


def test_what_was_begun_at_the_desk_is_finished_on_another_device(
    profile: Profile, house: House, customers: dict[str, str]
) -> None:
    to = f"/?c={arrived(house, 'Gero Gerät')}"
    desk = enter(profile(), house, to=to)
    box(desk).fill("Der Monteur kommt")
    drafted(house, "Der Monteur kommt")
    sofa = enter(profile(width=390), house, to=to)
    expect(box(sofa)).to_have_value("Der Monteur kommt")
    box(sofa).press("End")
    box(sofa).press_sequentially(" um zehn.")
    drafted(house, "Der Monteur kommt um zehn.")
    looks_again(desk)
    expect(box(desk)).to_have_value("Der Monteur kommt um zehn.")
    sofa.locator(".send").click()
    expect(thread(sofa).get_by_text("Zugestellt")).to_be_visible()
    looks_again(desk)
    expect(thread(desk).get_by_text("Zugestellt")).to_be_visible()
    expect(box(desk)).to_have_value("")
    (_,) = [text for text in house.sandbox.ours("x") if "um zehn." in text]


def test_what_is_offered_stays_with_the_first_until_the_second_takes_it(
    profile: Profile, house: House, customers: dict[str, str]
) -> None:
    to = f"/?c={arrived(house, 'Helga Hand')}"
    miriam = enter(profile(), house, to=to)
    holder(miriam).click()
    miriam.get_by_role("menuitem", name="Übernehmen", exact=True).click()
    mine = "Wer es hat: Sie"
    expect(holder(miriam)).to_have_accessible_name(mine)
    holder(miriam).click()
    miriam.get_by_role("menuitem", name="Jonas Weber").click()
    asks = miriam.get_by_role("dialog", name="An Jonas Weber übergeben?")
    asks.get_by_role("textbox").fill("Sie kennen den Monteur.")
    asks.get_by_role("button", name="Fragen").click()
    expect(banner(miriam)).to_contain_text("Jonas Weber angeboten, bis")

    jonas = enter(profile(), house, "jonas", "/?f=mine")
    row(jonas, "Helga Hand").click()
    offer = banner(jonas)
    expect(offer).to_contain_text("Miriam Albers bietet Ihnen diese Unterhaltung an")
    expect(thread(jonas).get_by_text("Sie kennen den Monteur.")).to_have_count(1)
    expect(holder(jonas)).to_have_accessible_name("Wer es hat: Miriam Albers")
    expect(holder(miriam)).to_have_accessible_name(mine)
    offer.get_by_role("button", name="Übernehmen").click()
    expect(holder(jonas)).to_have_accessible_name(mine)
    looks_again(miriam)
    expect(holder(miriam)).to_have_accessible_name("Wer es hat: Jonas Weber")
    expect(banner(miriam)).to_be_hidden()


def test_what_was_to_leave_later_comes_back_when_the_customer_writes_again(
    at: Callable[[str], Page], house: House, customers: dict[str, str]
) -> None:
    page = at(f"/?c={arrived(house, 'Stefan Später')}")
    expect(thread(page)).to_contain_text("Monteur")
    box(page).fill("Er kommt morgen.")
    expect(page.locator(".composer .words")).to_contain_text("Er kommt morgen.")
    beside_send(page, "Später senden …", "In 2 Stunden")
    expect(thread(page)).to_contain_text("Geht hinaus: ")
    expect(box(page)).to_have_value("")
    post(
        house, "Hat sich erledigt!", "spaeter", "Stefan Später", reply_to=customers["Stefan Später"]
    )
    hurry(house)
    expect(thread(page)).to_contain_text("Hat sich erledigt!")
    expect(box(page)).to_have_value("Er kommt morgen.")
    expect(page.locator(".notice.told")).to_contain_text("kam eine neue Nachricht")
    expect(thread(page)).not_to_contain_text("Geht hinaus: ")
    assert not [text for text in house.sandbox.ours("x") if "Er kommt morgen." in text]


def test_the_next_answer_is_written_while_the_last_one_is_still_handed_in(
    at: Callable[[str], Page], house: House, customers: dict[str, str]
) -> None:
    post(house, "Wann kommt der Monteur?", "olga", "Olga Offen")
    post(house, "Und bei mir?", "naechste", "Nora Nächste")
    arrived(house, "Nora Nächste")
    page = at(f"/?c={arrived(house, 'Olga Offen')}&f=all&o=newest")
    box(page).fill("Der Monteur ist um drei bei Ihnen.")
    expect(page.locator(".promise")).to_contain_text("Versprechen")  # all of it was looked at
    with busy(house):  # what is sent waits
        page.locator(".send").click()
        expect(page.locator(".send")).to_be_disabled()
        row(page, "Nora Nächste").click()
        expect(thread(page)).to_contain_text("Und bei mir?")
        box(page).press_sequentially("Bei Ihnen um vier.")
        expect(box(page)).to_have_value("Bei Ihnen um vier.")
    drafted(house, "Bei Ihnen um vier.")
    expect(box(page)).to_have_value("Bei Ihnen um vier.")
    opened(page, "Olga Offen")
    expect(thread(page)).to_contain_text("um drei bei Ihnen")


def test_a_run_that_takes_long_greys_nothing_out(
    at: Callable[[str], Page], house: House, customers: dict[str, str]
) -> None:
    page = at(f"/?c={arrived(house, 'Helga Hand')}&f=all&o=newest")
    expect(thread(page)).to_contain_text("Helga Hand")
    old = page.locator("[class*=st-key-pane-] [data-stale=true]")
    with busy(house):  # who puts it away waits
        page.locator(".thread .head").get_by_role("button", name="Erledigt").click()
        expect(old.first).to_be_attached()
        fades = "nodes => nodes.flatMap(node => node.getAnimations()).length"
        assert old.evaluate_all(fades) == 0
    expect(old).to_have_count(0)


def test_a_phone_is_enough_to_read_look_up_answer_and_go_on(
    profile: Profile, house: House, customers: dict[str, str]
) -> None:
    page = enter(profile(width=390), house)
    people = page.get_by_role("listbox")
    expect(people.get_by_role("option").first).to_be_visible()
    expect(thread(page)).to_be_hidden()
    opened(page, "Tilda Telefon")
    expect(people).to_be_hidden()
    page.locator("button.about").click()
    expect(page.get_by_role("complementary", name="Person")).to_contain_text("Bekannt seit")
    page.get_by_role("button", name="Zurück zur Unterhaltung").click()
    box(page).fill("Er ist gleich da.")
    expect(page.locator(".composer .words")).to_contain_text("Er ist gleich da.")
    page.locator(".send").click()
    expect(thread(page).get_by_text("Zugestellt")).to_be_visible()
    page.get_by_role("button", name="Zurück zur Liste").click()
    expect(people).to_be_visible()
    expect(row(page, "Tilda Telefon")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
