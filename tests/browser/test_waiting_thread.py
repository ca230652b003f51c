"""A conversation that is on its way says so, and stops saying so when it stands or is gone."""

from __future__ import annotations

from inbox.components.thread import WORDS
from tests.browser.awaited import expect
from tests.browser.stage import Stage, view


def test_a_conversation_on_its_way_is_awaited_until_it_stands(stage: Stage) -> None:
    stage.views[1] = view(1)
    stage.mount("thread")
    log = stage.page.get_by_role("log")
    expect(log).to_have_attribute("aria-busy", "false")
    stage.page.route("**/api/thread/*", lambda _route: None)
    stage.open(1)
    expect(log).to_have_attribute("aria-busy", "true")
    expect(log.locator(".awaited")).to_have_count(1)
    stage.page.unroute("**/api/thread/*")
    stage.refresh()
    expect(log.locator("article")).to_be_visible()
    expect(log).to_have_attribute("aria-busy", "false")
    expect(log.locator(".awaited")).to_have_count(0)


def test_nobody_waits_for_a_conversation_that_is_gone(stage: Stage) -> None:
    stage.mount("thread")
    stage.open(7)
    log = stage.page.get_by_role("log")
    expect(stage.page.get_by_role("heading", name=WORDS["missing"])).to_be_visible()
    expect(log).to_have_attribute("aria-busy", "false")
