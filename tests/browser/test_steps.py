"""The first steps above the list, on a bare page: they explain what is next and can be put away."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

NAMES = ("Sign", "Connect", "Message", "Reply", "Colleague")


def card(done: int) -> dict[str, Any]:
    steps = [
        {"name": name, "how": f"How: {name}", "done": place < done, "to": f"/{name.lower()}"}
        for place, name in enumerate(NAMES)
    ]
    return {
        "title": "First steps", "count": f"{done} of 5 done", "doneWord": "Done",
        "away": "Put away", "steps": steps,
    }  # fmt: skip


def shown(stage: Stage, done: int) -> Locator:
    stage.mount("list", **listing(row(1), steps=card(done)))
    return stage.page.get_by_role("region", name="First steps")


def test_only_what_is_next_explains_itself(stage: Stage) -> None:
    steps = shown(stage, done=2)
    expect(steps.locator("p")).to_have_text(["How: Message"])
    expect(steps.get_by_role("img", name="Done")).to_have_count(2)
    expect(steps.get_by_role("link")).to_have_text(["Message", "Reply", "Colleague"])


def test_a_step_that_is_done_is_ticked_while_one_looks(stage: Stage) -> None:
    steps = shown(stage, done=0)
    stage.update("list", **listing(row(1), steps=card(1)))
    expect(steps.locator("[aria-current=step]")).to_contain_text("Connect")
    expect(steps.get_by_role("img", name="Done")).to_have_count(1)


def test_a_poll_that_brings_nothing_new_leaves_the_focus(stage: Stage) -> None:
    steps = shown(stage, done=2)
    link = steps.get_by_role("link", name="Reply")
    link.focus()
    stage.update("list", **listing(row(1), row(2, "Jo"), steps=card(2)))
    expect(link).to_be_focused()


def test_it_is_put_away_by_one_key(stage: Stage) -> None:
    steps = shown(stage, done=2)
    steps.get_by_role("button", name="Put away").press("Enter")
    assert stage.said("prefer") == ["away"]
    stage.update("list", **listing(row(1), steps=None))
    expect(steps).to_have_count(0)


def test_rows_stand_close_for_who_wants_it_so(stage: Stage) -> None:
    stage.mount("list", **listing(row(1), dense=True))
    pane = stage.page.locator(".list")
    expect(pane).to_contain_class("dense")
    stage.update("list", **listing(row(1), dense=False))
    expect(pane).not_to_contain_class("dense")
