"""Who could use a hand: a mark in the row, the reasons above the conversation, and who decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row, view

HANDS = {"agents": [{"id": 1, "name": "Mia"}], "teams": [], "me": 1}
NEED = {
    "signs": [{"sign": "asked below our post", "words": ["Ist <b>offen</b>?"]}],
    "may": [
        {"text": "In public: we may answer. An answer costs $0.010.", "open": True},
        {"text": "In private: the author has to write first.", "open": False},
    ],
}
SAID = "Could use a hand: asked below our post"


def place(stage: Stage) -> Locator:
    return stage.page.get_by_role("region", name="Could use a hand")


@pytest.fixture
def thread(stage: Stage) -> Stage:
    stage.views = {1: view(1, need=NEED, hands=HANDS), 2: view(2, hands=HANDS)}
    stage.mount("thread", width=620)
    stage.open(1)
    expect(place(stage)).to_be_visible()
    return stage


def test_a_row_that_needs_a_hand_is_as_high_as_any(stage: Stage) -> None:
    stage.mount("list", width=320, **listing(row(1), row(2, need=SAID)))
    expect(stage.page.get_by_role("img", name=SAID)).to_have_count(1)
    first, second = (one.bounding_box() for one in stage.page.get_by_role("option").all())
    assert first["height"] == second["height"]


def test_it_says_why_whether_we_may_and_what_it_costs_as_text(thread: Stage) -> None:
    expect(place(thread)).to_contain_text("asked below our post Ist <b>offen</b>?")
    expect(place(thread)).to_contain_text("An answer costs $0.010.")
    expect(place(thread)).to_contain_text("In private: the author has to write first.")
    expect(place(thread).locator("b")).to_have_count(0)


def test_an_ordinary_conversation_has_no_such_line(thread: Stage) -> None:
    thread.open(2)
    expect(place(thread)).to_be_hidden()


def test_one_press_takes_it(thread: Stage) -> None:
    place(thread).get_by_role("button", name="Take it").click()
    nobody = {"agent": None, "team": None}
    wanted = {"what": "hand", "id": 1, "to": {"agent": 1, "team": None}, "had": nobody}
    assert thread.said("act") == [wanted]


def test_not_for_us_asks_why_and_a_refusal_keeps_the_words(thread: Stage) -> None:
    page = thread.page
    place(thread).get_by_role("button", name="Not for us …").press("Enter")
    asks = page.get_by_role("dialog", name="Not for us?")
    expect(asks.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Gewinnspiel")
    asks.get_by_role("button", name="Not for us").click()
    assert thread.said("act") == [{"what": "notOurs", "id": 1, "note": "Gewinnspiel"}]
