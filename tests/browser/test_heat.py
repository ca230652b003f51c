"""Signs of heat: a mark in the row, a line above the conversation that can be folded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row, view

SIGNS = [
    {"sign": "insults, swearing", "words": ["Idioten", "<b>Saftladen</b>"]},
    {"sign": "3 messages within 2 minutes", "words": []},
]
SAID = "Signs of heat: insults, swearing, capitals"


def line(stage: Stage) -> Locator:
    return stage.page.get_by_role("note").filter(has_text="Signs of heat")


@pytest.fixture
def thread(stage: Stage) -> Stage:
    """The pane before a heated conversation, a calm one and another heated one."""
    stage.views = {1: view(1, heat=SIGNS), 2: view(2, heat=[]), 3: view(3, heat=SIGNS[:1])}
    stage.mount("thread", width=620)
    stage.open(1)
    expect(line(stage)).to_be_visible()
    return stage


@pytest.mark.parametrize("width", [320, 620])
def test_a_heated_row_is_as_high_as_a_calm_one(stage: Stage, width: int) -> None:
    calm, hot = row(1, preview="x" * 200), row(2, preview="x" * 200, heat=SAID)
    stage.mount("list", width=width, **listing(calm, hot))
    mark = stage.page.get_by_role("img", name=SAID)
    expect(mark).to_have_count(1)
    expect(mark).to_have_attribute("title", SAID)
    first, second = (one.bounding_box() for one in stage.page.get_by_role("option").all())
    assert first["height"] == second["height"]


def test_a_conversation_names_its_signs_and_the_words_as_text(thread: Stage) -> None:
    expect(line(thread)).to_contain_text("insults, swearing Idioten <b>Saftladen</b>")
    expect(line(thread)).to_contain_text("3 messages within 2 minutes")
    expect(line(thread).locator("b")).to_have_count(0)


def test_a_calm_conversation_has_no_such_line(thread: Stage) -> None:
    thread.open(2)
    expect(line(thread)).to_be_hidden()


def test_who_folds_the_line_leaves_it_folded(thread: Stage) -> None:
    fold = line(thread).get_by_role("button")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(line(thread).get_by_text("Idioten")).to_be_hidden()
    thread.open(3)
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(line(thread).get_by_text("Idioten")).to_be_visible()


def test_a_sign_that_comes_while_one_reads_takes_no_focus(thread: Stage) -> None:
    fold = line(thread).get_by_role("button")
    fold.focus()
    thread.views[1] = view(1, heat=[*SIGNS, {"sign": "capitals", "words": ["WO"]}], stamp="s2")
    thread.refresh()
    expect(line(thread)).to_contain_text("capitals")
    expect(fold).to_be_focused()


def test_the_line_goes_once_we_have_answered(thread: Stage) -> None:
    thread.views[1] = view(1, heat=[], stamp="s2")
    thread.refresh()
    expect(line(thread)).to_be_hidden()


def test_what_does_not_fit_in_three_lines_is_said_to_and_opens(stage: Stage) -> None:
    long = [
        {"sign": "threat of a lawyer", "words": [f"Satz {n} " + "lang " * 40 for n in range(5)]}
    ]
    stage.views = {1: view(1, heat=long), 2: view(2, heat=SIGNS)}
    stage.mount("thread", width=620)
    stage.open(1)
    seen, rest = line(stage).locator(".seen"), line(stage).get_by_role("button", name="Show all")
    cut = "line => [getComputedStyle(line).webkitLineClamp, line.scrollHeight > line.clientHeight]"
    assert seen.evaluate(cut) == ["3", True]
    rest.press("Enter")
    expect(rest).to_be_hidden()
    expect(seen).to_be_focused()
    seen.get_by_text("Satz 4").scroll_into_view_if_needed()
    expect(seen.get_by_text("Satz 4")).to_be_in_viewport()
    stage.open(2)
    expect(seen).to_be_visible()
    expect(rest).to_be_hidden()


def test_on_a_phone_more_signs_beside_are_hinted_at(stage: Stage) -> None:
    many = [{"sign": f"insults, swearing {n}", "words": ["Saftladen"]} for n in range(4)]
    stage.page.set_viewport_size({"width": 390, "height": 800})
    stage.views = {1: view(1, heat=many), 2: view(2, heat=SIGNS[1:])}
    stage.mount("thread", width=390)
    stage.open(1)
    seen = line(stage).locator(".seen")
    expect(seen).to_have_class("seen beyond")
    seen.evaluate("line => line.scrollTo(1e4, 0)")
    expect(seen).to_have_class("seen before")
    stage.open(2)
    expect(seen).to_have_class("seen")
