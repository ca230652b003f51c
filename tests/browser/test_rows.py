"""What a row of the list says of itself, on the bare page: who has it, its tags, what lies over it."""

from __future__ import annotations

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

MINE = {"owner": "Miriam Brandt", "mine": True}


def test_ones_own_is_marked_where_it_stands_among_others(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(row(1, "Kim", **MINE), row(2, "Erika")))
    kim = stage.page.get_by_role("option", name="Kim")
    expect(kim.get_by_role("img", name="You have it")).to_have_text("MB")
    stage.update("list", folder="mine")
    expect(kim.locator(".owner")).to_have_count(0)


def test_what_one_offers_says_to_whom(stage: Stage) -> None:
    asking = {"offer": "asking", "offeredTo": "<i>Jonas</i>"}
    stage.mount("list", width=340, **listing(row(1, **MINE, **asking)))
    sign = stage.page.get_by_role("img", name="Offered to <i>Jonas</i>")
    expect(sign).to_have_attribute("title", "Offered to <i>Jonas</i>")


def test_a_short_tag_is_shown_whole_however_much_stands_beside_it(stage: Stage) -> None:
    busy = {"kind": "Direct message", "drafted": True, "leaving": True}
    tags = ["Abo", "Zahlungsrückstand seit Monaten", "Gas"]
    stage.mount("list", width=340, **listing(row(1, tags=tags, **busy)))
    short, long = stage.page.locator(".tag").all()
    assert short.evaluate("tag => tag.scrollWidth <= tag.clientWidth")
    assert long.bounding_box()["width"] > 30
    facts = stage.page.locator(".facts").bounding_box()
    more = stage.page.locator(".tags .more").bounding_box()
    assert more["x"] + more["width"] <= facts["x"] + facts["width"]


def test_what_is_said_lies_over_the_rows_and_all_that_is_in_them(stage: Stage) -> None:
    stage.mount("list", height=200, width=340, **listing(*(row(n) for n in range(1, 6))))
    stage.update("list", told={"n": 1, "ok": True, "text": "The view is kept. " * 6})
    chip = stage.page.locator(".said .chip")
    expect(chip).to_be_visible()
    covered = chip.evaluate("""chip => {
        const root = chip.getRootNode(), box = chip.getBoundingClientRect();
        chip.parentElement.style.pointerEvents = chip.style.pointerEvents = "auto";
        return [...root.querySelectorAll(".mark")].map(mark => mark.getBoundingClientRect())
            .map(({x, y, width, height}) => [x + width / 2, y + height / 2])
            .filter(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom)
            .map(([x, y]) => root.elementFromPoint(x, y).className);
    }""")
    assert covered
    assert all("chip" in name for name in covered)
