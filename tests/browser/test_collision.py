"""Two agents, two browsers, one customer: one answer; and a second pair of eyes across the room."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from db.models import Reply
from tests import cast
from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, drafted, post, thread
from tests.browser.running import House, Profile, enter

NAMES = {"miriam": "Miriam Albers", "jonas": "Jonas Weber"}
CUSTOMERS = [f"Rita Runde{number}" for number in range(5)]


@pytest.fixture(scope="module", autouse=True)
def waiting(house: House) -> dict[str, int]:
    """Five have written, and Jonas works here too."""
    connected(house)
    for number, name in enumerate([*CUSTOMERS, "Frieda Frei"]):
        post(house, "Wo bleibt mein Geld?", handle=f"c{number}", name=name)
    with house.database.write() as session:
        cast.agent(session, cast.JONAS)
    return {name: arrived(house, name) for name in [*CUSTOMERS, "Frieda Frei"]}


@pytest.fixture
def two(profile: Profile, house: House, waiting: dict[str, int]) -> dict[str, Page]:
    """Miriam and Jonas, each in a browser of their own, before the same customer."""
    to = f"/?c={waiting[CUSTOMERS[0]]}"
    return {login: enter(profile(), house, login, to) for login in NAMES}


def opens(page: Page, number: int) -> None:
    page.evaluate("() => document.activeElement?.blur()")
    page.get_by_role("listbox").get_by_role("option").filter(has_text=CUSTOMERS[number]).click()
    expect(thread(page).locator("article").first).to_be_visible()
    expect(box(page)).to_have_value("")


def press_at_once(pages: dict[str, Page]) -> None:
    """Let both press in the same moment of the machine's clock."""
    at = (time.time() + 0.7) * 1000
    for page in pages.values():
        clicks = "(send, at) => void setTimeout(() => send.click(), at - Date.now())"
        page.locator(".send").evaluate(clicks, at)


def the_one(house: House, conversation: int) -> str:
    """Wait for a reply there; return its words, and fail where there are two."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with house.database.read() as session:
            found = session.scalars(select(Reply.body).filter_by(conversation_id=conversation))
            bodies = found.all()
        if bodies:
            (body,) = bodies
            return body
        time.sleep(0.05)
    raise AssertionError("nobody's reply was queued")


def test_of_two_who_press_at_once_one_sends_and_one_reads_who_did(
    two: dict[str, Page], house: House, waiting: dict[str, int]
) -> None:
    for number, name in enumerate(CUSTOMERS):
        for login, page in two.items():
            opens(page, number)
            box(page).fill(f"Gern, sagt {login} zu {name}.")
            drafted(house, f"Gern, sagt {login} zu {name}.")
        press_at_once(two)
        body = the_one(house, waiting[name])
        winner = next(login for login in NAMES if login in body)
        (loser,) = NAMES.keys() - {winner}
        expect(two[loser].locator(".objection.blocks")).to_contain_text(NAMES[winner])
        expect(box(two[loser])).to_have_value(f"Gern, sagt {loser} zu {name}.")
        expect(box(two[winner])).to_have_value("")
        assert the_one(house, waiting[name]) == body
        box(two[loser]).fill("")


def test_what_one_hands_in_the_other_finds_changes_and_lets_leave(
    two: dict[str, Page], house: House, waiting: dict[str, int]
) -> None:
    miriam, jonas = two.values()
    miriam.get_by_role("listbox").get_by_role("option").filter(has_text="Frieda Frei").click()
    expect(thread(miriam)).to_contain_text("Wo bleibt mein Geld?")
    box(miriam).fill("Das Geld kommt bald.")
    miriam.locator(".more").click()
    miriam.get_by_role("menuitem", name="Um Freigabe bitten").click()
    miriam.get_by_role("textbox", name="Worauf ist zu achten?").fill("Stimmt das?")
    miriam.get_by_role("button", name="Zur Freigabe geben").click()
    expect(thread(miriam)).to_contain_text("Wartet auf Freigabe: „Stimmt das?“")
    jonas.locator("[data-folder=approval]").click()
    jonas.get_by_role("listbox").get_by_role("option").filter(has_text="Frieda Frei").click()
    thread(jonas).get_by_role("button", name="Ändern …").click()
    jonas.get_by_role("textbox", name="Diese Antwort ändern").fill("Das Geld kommt am Montag.")
    jonas.get_by_role("button", name="So freigeben").click()
    expect(thread(miriam).get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    (sent,) = [text for text in house.sandbox.ours("x") if "Das Geld kommt" in text]
    assert "am Montag" in sent
    assert NAMES["miriam"] in sent
