"""How wide a conversation stands on a wide screen, and a preview that is longer than its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage, view

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
    box = stage.page.locator(".writing .box").bounding_box()
    day = stage.page.locator(".day").bounding_box()
    assert box["width"] <= WIDEST
    middle = width / 2
    for one in (box, day):
        assert abs(one["x"] + one["width"] / 2 - middle) < 12
