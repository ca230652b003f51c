"""A link to a message: the thread opens there, however far back it lies, and goes on both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, listing, row, view


@pytest.fixture(scope="module")
def bare(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(locale="de-DE", reduced_motion="reduce")
    yield context.new_page()
    context.close()


class Long:
    """A thread of sixty messages as its route tells it, in pages of twenty."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, number: int, query: str) -> tuple[int, dict[str, Any]]:
        query = unquote(query)
        self.asked.append(query)
        first, last, more = 41, 60, {}
        if "to=5" in query:
            first, more = 21, {"down": "at~1"}
        elif "before=" in query:
            last = int(query.partition("before=at~")[2].partition("&")[0]) - 1
            first = max(1, last - 19)
        elif "down=" in query:
            first = 1
        older = f"at~{first}" if first > 1 or "down=at~1" in query else None
        told = [said(one) for one in range(first, last + 1)]
        return 200, view(number, *told, older=older, stamp=f"s{len(self.asked)}", **more)


def said(number: int) -> dict[str, Any]:
    at = f"2026-11-19T12:{number - 1:02}:00+00:00"
    return entry(f"m{number}", f"Nummer {number}. " + "Wort " * 20, at=at)


@pytest.fixture
def stage(bare: Page) -> Stage:
    made = Stage(bare)
    made.thread = Long()
    made.mount("thread")
    return made


def lead(stage: Stage, **data: int) -> Locator:
    """Let the server's answer to an address come into the list."""
    stage.mount("list", height=300, **listing(row(1), row(2, "Uschi"), **data))
    return stage.page.get_by_role("log")


def marked(log: Locator) -> Locator:
    return log.locator("article[aria-current=true]")


def test_a_message_far_back_is_shown_marked_and_has_the_focus(stage: Stage) -> None:
    log = lead(stage, open=1, seq=1, sought=5)
    expect(marked(log)).to_contain_text("Nummer 5.")
    expect(marked(log)).to_be_focused()
    expect(marked(log)).to_be_in_viewport()
    expect(log.get_by_role("article")).to_have_count(60)
    stage.refresh()
    expect(marked(log)).to_contain_text("Nummer 5.")
    expect(log.get_by_role("article")).to_have_count(60)


def test_it_stays_in_sight_when_the_room_for_it_shrinks_until_somebody_scrolls(
    stage: Stage,
) -> None:
    log = lead(stage, open=1, seq=1, sought=5)
    expect(marked(log)).to_be_in_viewport()
    resize = "height => { document.body.firstElementChild.style.height = `${height}px`; }"
    stage.page.evaluate(resize, 260)
    expect(marked(log)).to_be_in_viewport(ratio=0.9)
    log.evaluate("log => log.scrollTo(0, 400)")
    stage.page.evaluate(resize, 400)
    stage.refresh()
    assert log.evaluate("log => log.scrollTop") == 400


def test_a_message_of_the_newest_page_is_shown_as_well(stage: Stage) -> None:
    log = lead(stage, open=1, seq=1, sought=43)
    expect(marked(log)).to_contain_text("Nummer 43.")
    expect(marked(log)).to_be_in_viewport()
    log.get_by_role("button", name="Show older messages").click()
    expect(log.locator("article[data-key=m30]")).to_be_attached()
    expect(marked(log)).to_contain_text("Nummer 43.")


def test_a_message_that_is_not_in_it_opens_it_as_ever(stage: Stage) -> None:
    log = lead(stage, open=1, seq=1, sought=999)
    expect(log.locator("article[data-key=m60]")).to_be_in_viewport()
    expect(marked(log)).to_have_count(0)
    stage.refresh()
    expect(log.locator("article[data-key=m60]")).to_be_in_viewport()
    assert isinstance(stage.thread, Long)
    assert ["to=" in query for query in stage.thread.asked] == [True, False]


def test_a_second_hit_in_what_is_open_is_gone_to_as_well_and_each_but_once(stage: Stage) -> None:
    log = lead(stage, open=1, seq=1, sought=43)
    expect(marked(log)).to_contain_text("Nummer 43.")
    stage.update("list", seq=2, sought=5)
    expect(marked(log)).to_contain_text("Nummer 5.")
    expect(marked(log)).to_be_in_viewport()
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    stage.update("list", seq=2, sought=5)
    stage.refresh()
    expect(log.locator("article[data-key=m60]")).to_be_in_viewport()


def test_what_is_opened_next_is_not_marked(stage: Stage) -> None:
    log = lead(stage, open=1, seq=1, sought=43)
    expect(marked(log)).to_have_count(1)
    stage.page.get_by_role("option").nth(1).click()
    expect(log.locator("article[data-key=m60]")).to_be_in_viewport()
    expect(marked(log)).to_have_count(0)
