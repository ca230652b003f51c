"""How wide a conversation stands, what its answer has room for, and a preview that is too long."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.awaited import expect
from tests.browser.stage import Stage, alone, door, view, way

LONG = "\n".join(f"Zeile {number}" for number in range(1, 15))
WIDEST = 750


def text(page: Page):
    return page.get_by_role("textbox").first


@pytest.fixture
def composer(stage: Stage) -> Stage:
    stage.views = {1: view(1)}
    stage.mount("composer")
    stage.open(1)
    expect(text(stage.page)).to_be_visible()
    return stage


def test_a_preview_that_is_cut_fades_above_until_it_is_scrolled_to_its_beginning(
    composer: Stage,
) -> None:
    parts = composer.page.locator(".parts")
    text(composer.page).fill("Kurz.")
    expect(parts).to_contain_text("Kurz.")
    expect(parts).not_to_have_class("parts cut")
    text(composer.page).fill(LONG)
    expect(parts).to_have_class("parts cut")
    parts.evaluate("parts => parts.scrollTo({top: -parts.scrollHeight})")
    expect(parts).to_have_class("parts")


@pytest.mark.parametrize("width", [620, 1400])
def test_the_composer_stands_below_the_messages_and_no_wider_than_is_read_well(
    stage: Stage, width: int
) -> None:
    stage.views = {1: view(1)}
    stage.mount("thread", width=width)
    stage.mount("composer", width=width)
    stage.open(1)
    boxes = [stage.page.locator(".writing .box"), stage.page.locator(".day")]
    for one in boxes:
        expect(one).to_be_visible()
    box, day = (one.bounding_box() for one in boxes)
    assert box["width"] <= WIDEST
    middle = width / 2
    for one in (box, day):
        assert abs(one["x"] + one["width"] / 2 - middle) < 12


@pytest.mark.parametrize(
    ("screen", "pane", "beside"), [(1280, 646, True), (1280, 380, False), (390, 390, False)]
)
def test_the_choice_costs_a_row_only_where_there_is_no_room_beside_send(
    bare: Page, screen: int, pane: int, beside: bool
) -> None:
    bare.set_viewport_size({"width": screen, "height": 800})
    desk = Stage(bare)
    desk.views = {1: view(1, composer=door(way(), alone()))}
    desk.mount("composer", width=pane)
    desk.open(1)
    text(bare).fill("Gern!")
    bare.get_by_role("radio", name="In private").check()
    ways, send = bare.locator(".composer .ways"), bare.locator(".send")
    expect(
        bare.locator(".leaves .terms") if beside else bare.locator(".doors .terms")
    ).to_have_text("Possible once")
    left, right = ways.bounding_box(), send.bounding_box()
    assert left and right
    assert (left["y"] + left["height"] > right["y"]) == beside
    assert right["x"] + right["width"] <= pane


@pytest.mark.parametrize(("pane", "said"), [(740, True), (530, False)])
def test_that_a_draft_is_saved_is_said_whole_or_not_at_all(
    bare: Page, pane: int, said: bool
) -> None:
    bare.set_viewport_size({"width": 1280, "height": 800})
    desk = Stage(bare)
    desk.views = {1: view(1, composer=door(way(), alone()))}
    desk.mount("composer", width=pane)
    desk.open(1)
    text(bare).fill("Gern! " * 20)
    saved = bare.locator(".composer .saved")
    expect(saved).to_have_text("Draft saved")
    shown = saved.evaluate(
        "node => { const range = document.createRange(); range.selectNodeContents(node);"
        "const [a, b] = [range, node].map(one => one.getBoundingClientRect());"
        "return a.top >= b.bottom - 1 ? 'not at all' : a.width <= b.width + 1 ? 'whole' : 'cut' }"
    )
    assert shown == ("whole" if said else "not at all")
