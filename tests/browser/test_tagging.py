"""Tags on the bare page: completed or made under the head, two at most in a row."""

from __future__ import annotations

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row, view

STROM, GAS, EVIL = (
    {"id": n, "name": name} for n, name in enumerate(("Strom", "Gas", "<b>böse</b>"), 1)
)
TAGS = [GAS, STROM, EVIL]


def opened(stage: Stage, *on, **more) -> Stage:
    stage.choices = {"tags": TAGS}
    stage.views = {1: view(1, tags=[*on], **more)}
    stage.mount("thread")
    stage.open(1)
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    return stage


def box(stage: Stage):
    return stage.page.get_by_role("combobox", name="Which tag?")


def asks(stage: Stage) -> None:
    stage.page.get_by_role("button", name="Tag", exact=True).click()
    expect(box(stage)).to_be_focused()


def test_a_tag_is_completed_with_the_keyboard_alone(stage: Stage) -> None:
    opened(stage)
    stage.page.get_by_role("button", name="Tag", exact=True).focus()
    stage.page.keyboard.press("Enter")
    expect(stage.page.get_by_role("option")).to_have_text(["Gas", "Strom", "<b>böse</b>"])
    box(stage).press_sequentially("STR")
    expect(stage.page.get_by_role("option")).to_have_text(["Strom", "Make the tag “STR”"])
    box(stage).press("Enter")
    assert stage.said("act") == [{"what": "tag", "id": 1, "name": "Strom"}]
    expect(stage.page.get_by_role("button", name="Tag", exact=True)).to_be_focused()


def test_a_word_that_nobody_used_becomes_a_tag(stage: Stage) -> None:
    opened(stage)
    asks(stage)
    box(stage).fill("  Umzug ")
    stage.page.get_by_role("option", name="Make the tag “Umzug”").click()
    assert stage.said("act") == [{"what": "tag", "id": 1, "name": "Umzug"}]


def test_what_is_on_already_is_not_offered(stage: Stage) -> None:
    opened(stage, STROM)
    asks(stage)
    expect(stage.page.get_by_role("option")).to_have_text(["Gas", "<b>böse</b>"])
    box(stage).fill("strom")
    expect(stage.page.get_by_role("option")).to_have_count(0)
    box(stage).press("Enter")
    assert stage.said("act") == []


def test_a_tag_is_taken_off_by_its_cross(stage: Stage) -> None:
    opened(stage, STROM, EVIL)
    expect(stage.page.locator(".tags .chip bdi")).to_have_text(["Strom", "<b>böse</b>"])
    stage.page.get_by_role("button", name="Take “<b>böse</b>” off").click()
    assert stage.said("act") == [{"what": "untag", "id": 1, "tag": 3}]


def test_a_poll_closes_no_box_and_takes_nothing_typed(stage: Stage) -> None:
    opened(stage)
    asks(stage)
    box(stage).fill("Umz")
    stage.views = {1: view(1, tags=[GAS], stamp="s2")}
    stage.refresh()
    expect(stage.page.locator(".tags .chip")).to_have_count(1)
    expect(box(stage)).to_have_value("Umz")
    expect(box(stage)).to_be_focused()


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_row_shows_two_tags_and_says_how_many_more(stage: Stage, count: int) -> None:
    names = [f"Schlagwort {n}" for n in range(count)]
    stage.mount("list", width=340, **listing(row(1, tags=names), row(2)))
    expect(stage.page.locator(".row .tag")).to_have_text(names[:2])
    more = stage.page.locator(".row .more")
    expect(more).to_have_text([f"+{count - 2}"] if count > 2 else [])
    heights = stage.page.locator(".row").evaluate_all("rows => rows.map(r => r.offsetHeight)")
    assert heights[0] == heights[1]
