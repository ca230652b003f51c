"""Thanks: filed by themselves in the thread, and held in the composer the second time."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, opened, post, thread
from tests.browser.running import House, Profile, enter
from tests.browser.stage import Stage, entry, view

FILED = {"text": "Thanks, filed by itself", "ways": ["unfile"]}
ASKED = {"text": "A question after all", "ways": ["refile"]}


def shown(stage: Stage, filed: dict[str, object] | None, stamp: str) -> Locator:
    """Let the customer's last words be thanks, as the route tells them."""
    said = entry("m2", "Danke!", filed=filed)
    stage.views[1] = view(1, entry("m1", "Wo ist es?"), said, stamp=stamp)
    stage.refresh()
    return stage.page.get_by_role("log").locator("article[data-key=m2]")


@pytest.fixture
def pane(stage: Stage) -> Stage:
    stage.views = {1: view(1)}
    stage.mount("thread")
    stage.open(1)
    return stage


def test_one_press_says_that_it_was_a_question_and_another_takes_it_back(pane: Stage) -> None:
    said = shown(pane, FILED, "s2")
    expect(said).to_contain_text("Thanks, filed by itself")
    said.get_by_role("button", name="It was a question after all").press("Enter")
    asked = pane.said("act")[-1]
    assert (asked["what"], asked["id"]) == ("unfile", 2)
    said = shown(pane, ASKED, "s3")
    expect(said).to_contain_text("A question after all")
    expect(said.get_by_role("button")).to_be_focused()
    said.get_by_role("button", name="It only thanks").click()
    assert pane.said("act")[-1]["what"] == "refile"


def test_any_other_message_has_no_such_line(pane: Stage) -> None:
    said = shown(pane, None, "s2")
    expect(said).to_contain_text("Danke!")
    expect(said.locator(".state")).to_have_count(0)


def test_a_second_thanks_is_held_on_the_page_and_leaves_with_a_reason(
    house: House, profile: Profile
) -> None:
    connected(house)
    post(
        house, "Ihr seid großartig, alles war nach einem Tag da.", handle="lotte", name="Lotte Lob"
    )
    arrived(house, "Lotte Lob")
    page: Page = enter(profile(), house, "miriam")
    opened(page, "Lotte Lob")
    box(page).fill("Vielen Dank für Ihr Lob!")
    page.locator(".send").click()
    expect(thread(page).get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    box(page).fill("Danke schön!")
    held = page.locator(".objection.holds")
    expect(held).to_contain_text("hat sich schon bedankt")
    page.locator(".send").click()
    expect(box(page)).to_have_value("Danke schön!")
    held.get_by_role("textbox").fill("Sie hat noch einmal angerufen.")
    page.locator(".send").click()
    expect(thread(page).get_by_text("Zugestellt")).to_have_count(2, timeout=20_000)
