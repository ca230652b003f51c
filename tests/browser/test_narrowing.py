"""The list narrowed and scrolled on the bare page: chips, the panel, more rows near the end."""

from __future__ import annotations

import pytest

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

OFFERED = {
    "platforms": [{"id": "twitter", "name": "X"}, {"id": "facebook", "name": "Facebook"}],
    "accounts": [{"id": 1, "name": "Lindenau"}],
    "kinds": [{"id": "comment", "name": "Comment"}],
    "tags": [{"id": 3, "name": "<b>Strom</b>"}, {"id": 4, "name": "Gas"}],
    "agents": [{"id": 1, "name": "Mia"}, {"id": 2, "name": "Jonas"}],
    "teams": [], "languages": ["de"], "me": 1,
}  # fmt: skip
NAMES = {"tag:3": "<b>Strom</b>", "platform:twitter": "X"}


def narrowed(stage: Stage, **params: str) -> Stage:
    stage.choices = OFFERED
    shown = {"params": params, "names": NAMES}
    stage.mount("list", width=340, **listing(row(1), row(2), filter=shown))
    return stage


def panel(stage: Stage):
    stage.page.get_by_role("button", name="Filter", exact=True).click()
    return stage.page.get_by_role("dialog", name="Filter")


def looked(**params: str) -> list[dict[str, str]]:
    return [{**params, "f": "open", "o": "urgent"}]


@pytest.mark.parametrize(
    ("label", "chosen", "params"),
    [
        ("Platform", "twitter", {"platform": "twitter"}),
        ("Tag", "4", {"tag": "4"}),
        ("Who has it", "none", {"owner": "none"}),
        ("Who has it", "2", {"owner": "2"}),
        ("Language", "de", {"lang": "de"}),
        ("Language", "none", {"lang": "none"}),
    ],
)
def test_a_choice_narrows_at_once(stage: Stage, label, chosen, params) -> None:
    panel(narrowed(stage)).get_by_label(label).select_option(chosen)
    assert stage.said("look") == looked(**params)


def test_the_keys_walk_to_a_choice_that_is_not_the_first(stage: Stage) -> None:
    box = panel(narrowed(stage))
    expect(box.get_by_label("Platform")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        stage.page.keyboard.press(key)
    assert stage.said("look") == []
    stage.page.keyboard.press("Enter")
    stage.page.wait_for_function("window.said.length")
    assert stage.said("look") == looked(platform="facebook")


def test_accounts_of_one_name_are_told_apart_by_their_platform(stage: Stage) -> None:
    accounts = [
        {"id": 1, "name": "Lindenau", "platform": "twitter"},
        {"id": 2, "name": "Lindenau", "platform": "facebook"},
    ]
    stage.choices = OFFERED | {"accounts": accounts}
    stage.mount("list", width=340, **listing(row(1), filter={"params": {}, "names": {}}))
    choice = panel(stage).get_by_label("Account").locator("option")
    expect(choice).to_have_text(["Any", "X · Lindenau", "Facebook · Lindenau"])


def test_choices_add_up_and_one_that_is_in_is_taken_out(stage: Stage) -> None:
    box = panel(narrowed(stage, tag="3"))
    box.get_by_label("Tag").select_option("4")
    box.get_by_label("Tag").select_option("3")
    box.get_by_label("Only who can be answered").check()
    box.get_by_label("Last message from").fill("2026-11-01")
    assert stage.said("look") == [
        looked(tag="3,4")[0],
        looked(tag="4")[0],
        looked(tag="4", can="1")[0],
        {**looked(tag="4", can="1")[0], "from": "2026-11-01"},
    ]


def test_any_leads_back_from_what_was_chosen(stage: Stage) -> None:
    tag = panel(narrowed(stage, tag="3", can="1")).get_by_label("Tag")
    shown = tag.locator("option").evaluate_all(
        "all => all.filter(one => !one.hidden).map(one => one.text)"
    )
    assert shown == ["Any", "✓ <b>Strom</b>", "Gas"]
    closed = tag.evaluate("list => list.selectedOptions[0].text")
    assert closed == "<b>Strom</b>"
    tag.select_option(label="Any")
    assert stage.said("look") == looked(can="1")


def test_days_the_wrong_way_round_are_said_and_leave_the_list(stage: Stage) -> None:
    box = panel(narrowed(stage, to="2026-11-20"))
    box.get_by_label("Last message from").fill("2026-11-25")
    expect(box.get_by_role("alert")).to_have_text(
        "Nov 25, 2026 comes after Nov 20, 2026: the days are the wrong way round."
    )
    assert stage.said("look") == []
    box.get_by_label("until").fill("2026-11-30")
    expect(box.get_by_role("alert")).to_have_count(0)
    assert stage.said("look") == [looked()[0] | {"from": "2026-11-25", "to": "2026-11-30"}]


def test_days_that_a_link_brings_the_wrong_way_round_are_said_as_well(stage: Stage) -> None:
    list_of = narrowed(stage, **{"from": "2026-11-25", "to": "2026-11-20"})
    stage.update("list", rows=[], empty=["Nothing fits the filter", "Take something out."])
    expect(stage.page.locator(".empty")).to_contain_text("the days are the wrong way round")
    box = panel(list_of)
    expect(box.get_by_role("alert")).to_contain_text("wrong way round")


def test_what_there_is_nothing_to_choose_of_is_not_asked(stage: Stage) -> None:
    box = panel(narrowed(stage))
    expect(box.get_by_label("Platform")).to_be_focused()
    expect(box.get_by_label("Account")).to_have_count(0)
    expect(box.get_by_label("Team")).to_have_count(0)


def test_escape_closes_the_panel_and_leads_back(stage: Stage) -> None:
    box = panel(narrowed(stage))
    expect(box.get_by_label("Platform")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(stage.page.get_by_role("button", name="Filter", exact=True)).to_be_focused()


def test_what_is_asked_for_stands_as_chips_that_can_be_taken_away(stage: Stage) -> None:
    narrowed(stage, platform="twitter", tag="3,9", can="1", to="2026-11-20")
    chips = stage.page.get_by_role("group", name="Filter")
    expect(chips.locator("bdi")).to_have_text(
        ["X", "<b>Strom</b>", "Unknown", "Only who can be answered", "until Nov 20, 2026"]
    )
    chips.get_by_role("button", name="Without <b>Strom</b>").click()
    chips.get_by_role("button", name="Clear all").click()
    assert stage.said("look") == [
        looked(platform="twitter", tag="9", can="1", to="2026-11-20")[0],
        looked()[0],
    ]


def test_a_poll_closes_no_panel_and_moves_no_focus(stage: Stage) -> None:
    box = panel(narrowed(stage))
    box.get_by_label("Tag").focus()
    stage.update("list", filter={"params": {"tag": "4"}, "names": {"tag:4": "Gas"}})
    stage.update("list", rows=[row(1), row(2), row(3)])
    expect(box).to_be_visible()
    expect(box.get_by_label("Tag")).to_be_focused()


def many(count: int) -> list[dict[str, object]]:
    return [row(number, f"Erika {number}") for number in range(1, count + 1)]


def scrolled(stage: Stage, top: int) -> None:
    stage.page.locator(".rows").evaluate("(rows, top) => { rows.scrollTop = top; }", top)


def test_more_comes_when_the_end_is_near_and_is_asked_for_once(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(*many(50), more=True))
    stage.page.get_by_role("option").first.wait_for()
    assert stage.said("turn") == []
    scrolled(stage, 10**6)
    stage.page.wait_for_function("window.said.some(one => one[1] === 'turn')")
    stage.update("list", rows=many(50))
    scrolled(stage, 10**6)
    assert stage.said("turn") == [1]


def test_more_rows_move_nothing_and_leave_focus_and_what_is_open(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(*many(50), more=True, open=40, seq=1))
    held = stage.page.get_by_role("option", name="Erika 45")
    held.focus()
    scrolled(stage, 2000)
    before = held.bounding_box()
    stage.update("list", rows=many(100))
    expect(stage.page.get_by_role("option")).to_have_count(100)
    assert held.bounding_box() == before
    expect(held).to_be_focused()
    expect(stage.page.locator('[aria-selected="true"]')).to_contain_text("Erika 40")


@pytest.mark.parametrize(
    ("how", "said"),
    [({"full": True}, "Go on from here"), ({"bounded": True}, "Look further")],
)
def test_where_it_does_not_go_on_by_itself_a_button_says_how(stage: Stage, how, said) -> None:
    stage.mount("list", width=340, **listing(*many(3), more=True, **how))
    stage.page.get_by_role("button", name=said).click()
    assert stage.said("turn") == [1]
    expect(stage.page.get_by_text("Not everything is looked through")).to_have_count(
        int(said == "Look further")
    )


def test_further_down_there_is_a_way_back_up(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(*many(3), page=1))
    stage.page.get_by_role("button", name="Newer").click()
    assert stage.said("turn") == [-1]


def test_a_row_that_nobody_can_answer_says_so_and_is_no_higher(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(row(1, mute=True), row(2)))
    mark = stage.page.get_by_role("img", name="Nobody can be answered there any more")
    expect(mark).to_have_count(1)
    heights = stage.page.locator(".row").evaluate_all("rows => rows.map(r => r.offsetHeight)")
    assert heights[0] == heights[1]
