"""The line beside the answer, on the bare page: chips, and the few words that each opens."""

from __future__ import annotations

from typing import Any

from tests.browser.awaited import expect
from tests.browser.stage import Stage, view

MAY = {
    "kind": "authority",
    "label": "You may decide this",
    "lines": [
        {"text": "<b>Refund</b> up to €50.00", "good": True},
        {"text": "Voucher: not alone", "good": False},
    ],
}


def opened(stage: Stage, *chips: dict[str, Any]) -> None:
    here = view(1)
    stage.views = {1: here | {"composer": here["composer"] | {"beside": list(chips)}}}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)


def test_a_chip_opens_what_may_be_decided_and_closes_by_key_and_by_press(stage: Stage) -> None:
    opened(stage, MAY)
    chip = stage.page.get_by_role("button", name="You may decide this")
    words = stage.page.get_by_role("dialog", name="You may decide this")
    chip.press("Enter")
    expect(words.locator("li")).to_have_text(["<b>Refund</b> up to €50.00", "Voucher: not alone"])
    expect(chip).to_have_attribute("aria-expanded", "true")
    stage.page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(chip).to_be_focused()
    chip.click()
    expect(words).to_be_visible()
    chip.click()
    expect(words).to_be_hidden()


def test_without_a_chip_there_is_no_line(stage: Stage) -> None:
    opened(stage)
    expect(stage.page.get_by_role("textbox", name="Reply")).to_be_visible()
    expect(stage.page.locator(".beside")).to_be_hidden()


def test_many_chips_stay_in_one_line(stage: Stage) -> None:
    opened(
        stage,
        *(MAY | {"kind": f"kind-{n}", "label": f"A chip of some length {n}"} for n in range(9)),
    )
    line = stage.page.locator(".beside")
    expect(line.get_by_role("button")).to_have_count(9)
    assert line.bounding_box()["height"] < 40
    line.get_by_role("button").last.focus()
    expect(line.get_by_role("button").last).to_be_in_viewport()


def test_what_goes_on_beyond_the_edge_fades_and_is_reached_by_presses_and_keys(
    stage: Stage,
) -> None:
    opened(
        stage, *(MAY | {"kind": f"kind-{n}", "label": f"Ladesäule am Markt {n}"} for n in range(9))
    )
    line, onward = stage.page.locator(".beside"), stage.page.locator(".onward")
    expect(line).to_have_class("beside after")
    for _ in range(9):
        if "after" in (line.get_attribute("class") or ""):
            onward.click()
            stage.page.wait_for_timeout(50)
    expect(line).to_have_class("beside before")
    expect(line.get_by_role("button").last).to_be_in_viewport(ratio=0.98)
    onward.click()
    expect(line).to_have_class("beside after")
    expect(line.get_by_role("button").first).to_be_in_viewport(ratio=0.98)
    line.get_by_role("button").first.focus()
    for chip in line.get_by_role("button").all()[1:]:
        stage.page.keyboard.press("Tab")
        expect(chip).to_be_focused()
        expect(chip).to_be_in_viewport(ratio=0.98)


def test_a_line_that_is_whole_neither_fades_nor_goes_on(stage: Stage) -> None:
    opened(stage, MAY)
    expect(stage.page.locator(".beside")).to_have_class("beside")
    expect(stage.page.locator(".onward")).to_be_hidden()


def test_chips_share_the_tabs_line_where_there_is_room(stage: Stage) -> None:
    opened(stage, MAY)
    tabs, line = stage.page.locator(".modes"), stage.page.locator(".beside")
    for width, beside in ((1280, True), (390, False)):
        stage.page.set_viewport_size({"width": width, "height": 800})
        expect(line.get_by_role("button")).to_be_visible()
        left, right = tabs.bounding_box(), line.bounding_box()
        apart = right["y"] + right["height"] <= left["y"]
        assert (right["x"] >= left["x"] + left["width"], apart) == (beside, not beside)
