"""Whoever goes back in a thread: what they see stays true, and what they asked for comes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, view


@pytest.fixture(scope="module")
def bare(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(locale="de-DE", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(bare: Page) -> Stage:
    made = Stage(bare)
    made.mount("thread")
    return made


def old(number: int, text: str) -> dict:
    return entry(f"m{number}", text, at=f"2026-11-19T12:0{number}:00+00:00")


def test_what_the_server_no_longer_has_leaves_also_what_was_fetched_later(stage: Stage) -> None:
    """What was erased, or became one with another, far up as well, where one answer ends."""
    asked: list[str] = []

    def tells(number: int, query: str) -> tuple[int, dict]:
        query = unquote(query)
        asked.append(query)
        if "down=" not in query:
            before = [old(1, "Alt"), old(2, "Getilgt"), old(3, "Mitte")]
            shown, older = (before, "at~1") if "before=" in query else ([entry("m5", "N")], "at~4")
            return 200, view(1, *shown, older=older, stamp=f"s{len(asked)}")
        below = "before=at~3" in query
        shown, older = ([old(1, "Neu")], "at~1") if below else ([old(3, "Mitte")], "at~3")
        return 200, view(1, *shown, older=older, stamp="same")

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="Show older messages").click()
    expect(log).to_contain_text("Getilgt")
    stage.refresh()
    expect(log).not_to_contain_text("Getilgt")
    expect(log.get_by_role("article")).to_have_count(2)
    expect(log.locator("article").first).to_contain_text("Neu")


LOOKS = """async () => {
  const store = await import('/assets/x/shared/store.js');
  const both = [store.older(), store.refresh()];
  return (await Promise.allSettled(both)).map(one => one.status);
}"""


def test_a_look_that_comes_between_takes_nothing_from_who_asked_for_more(stage: Stage) -> None:
    def tells(number: int, query: str) -> tuple[int, dict]:
        shown, older = (old(1, "Alt"), None) if "before=" in query else (entry("m5", "N"), "at~4")
        return 200, view(1, shown, older=older, stamp="s")

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    expect(log.get_by_role("button", name="Show older messages")).to_be_visible()
    assert stage.page.evaluate(LOOKS) == ["fulfilled", "fulfilled"]
    expect(log).to_contain_text("Alt")


TWICE = """async () => {
  const store = await import('/assets/x/shared/store.js');
  await Promise.all([store.older(), store.older()]);
}"""


def test_who_scrolls_up_and_presses_at_one_moment_gets_one_page(stage: Stage) -> None:
    asked: list[str] = []

    def tells(number: int, query: str) -> tuple[int, dict]:
        asked.append(query)
        shown, older = (old(1, "Alt"), None) if "before=" in query else (entry("m5", "N"), "at~4")
        return 200, view(1, shown, older=older, stamp="s")

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    expect(log.get_by_role("button", name="Show older messages")).to_be_visible()
    stage.page.evaluate(TWICE)
    expect(log).to_contain_text("Alt")
    assert ["before=" in query for query in asked].count(True) == 1


def test_after_a_page_that_did_not_come_the_thread_is_looked_at_again(stage: Stage) -> None:
    asked: list[str] = []

    def tells(number: int, query: str) -> tuple[int, dict | None]:
        asked.append(query)
        if "before=" in query:
            return 0, None
        return 200, view(1, entry("m5", "N" * len(asked)), older="at~4", stamp=str(len(asked)))

    stage.thread = tells
    stage.open(1)
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="Show older messages").click()
    expect(log).to_contain_text("NNN", timeout=20_000)
