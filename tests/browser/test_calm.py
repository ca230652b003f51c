"""After a heated conversation the next key opens a calm one, or suggests a pause."""

from __future__ import annotations

from typing import Any

from inbox.pages.keyboard import commands
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, listing, row, view

HEAT = [{"sign": "words of anger", "words": ["Frechheit"]}]
SAID = "Signs of heat: words of anger"


def desk(stage: Stage, *rows: dict[str, Any], hot: tuple[int, ...]) -> Stage:
    stage.views = {
        one["id"]: view(
            one["id"],
            entry(f"m{one['id']}", f"Nummer {one['id']}"),
            heat=HEAT if one["id"] in hot else [],
        )
        for one in rows
    }
    stage.page.evaluate("() => { window.panes = {}; window.said = [] }")
    stage.mount("keys", 40, **commands(texts("en"), ()), single=True)
    stage.mount("list", 300, **listing(*rows))
    stage.mount("thread", 300)
    stage.open(1)
    expect(stage.page.get_by_role("log")).to_contain_text("Nummer 1")
    return stage


def comes(stage: Stage, number: int) -> None:
    stage.page.keyboard.press("w")
    expect(stage.page.get_by_role("log")).to_contain_text(f"Nummer {number}")


def test_a_calm_one_comes_after_a_heated_one(stage: Stage) -> None:
    rows = (row(1, heat=SAID), row(2, heat=SAID), row(3))
    desk(stage, *rows, hot=(1, 2))
    stage.views[1] = view(1, entry("m1", "Nummer 1"), heat=[], stamp="answered")
    stage.refresh()
    comes(stage, 3)


def test_after_a_calm_one_the_order_of_the_list_holds(stage: Stage) -> None:
    comes(desk(stage, row(1), row(2, heat=SAID), row(3), hot=(2,)), 2)
    expect(stage.page.get_by_text("A pause is fine now")).to_have_count(0)


def test_where_everybody_is_heated_a_pause_is_suggested(stage: Stage) -> None:
    comes(desk(stage, row(1, heat=SAID), row(2, heat=SAID), hot=(1, 2)), 2)
    expect(stage.page.get_by_text("A pause is fine now")).to_be_visible()
