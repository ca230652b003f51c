"""Saved views on the bare page: chosen, kept and taken away in a small menu."""

from __future__ import annotations

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

MINE = {
    "id": 1, "name": "<i>Zu tun</i>", "look": {"f": "mine", "tag": "3"}, "shared": False,
    "maker": None, "removable": True,
}  # fmt: skip
THEIRS = MINE | {
    "id": 2, "name": "Ausfälle", "look": {"tag": "4"}, "shared": True, "maker": "Jonas",
    "removable": False,
}  # fmt: skip


def opened(stage: Stage, **more):
    stage.mount("list", width=340, **listing(row(1), views=[MINE, THEIRS], look={}, **more))
    stage.page.get_by_role("button", name="Views").click()
    return stage.page.get_by_role("dialog", name="Views")


def test_a_view_is_chosen_with_a_click(stage: Stage) -> None:
    box = opened(stage)
    box.get_by_role("button", name="<i>Zu tun</i>", exact=True).click()
    assert stage.said("look") == [MINE["look"]]
    expect(box).to_be_hidden()


def test_the_button_says_which_view_is_shown(stage: Stage) -> None:
    opened(stage)
    stage.update("list", look={"tag": "4"})
    expect(stage.page.get_by_role("button", name="Views: Ausfälle")).to_have_text("Ausfälle")


def test_what_is_shown_is_kept_under_a_name(stage: Stage) -> None:
    box = opened(stage)
    box.get_by_label("Name of the view").fill("Netz")
    box.get_by_label("For everybody").check()
    stage.update("list", rows=[row(1), row(2)], views=[MINE])
    expect(box.get_by_label("Name of the view")).to_have_value("Netz")
    box.get_by_label("Name of the view").press("Enter")
    assert stage.said("view") == [{"what": "save", "name": "Netz", "shared": True}]


def test_only_what_one_may_take_away_has_a_cross(stage: Stage) -> None:
    box = opened(stage)
    expect(box.get_by_role("button", name="away")).to_have_count(1)
    box.get_by_role("button", name="Take “<i>Zu tun</i>” away").click()
    assert stage.said("view") == [{"what": "remove", "id": 1}]


def test_what_came_of_it_is_said_once(stage: Stage) -> None:
    opened(stage, told={"n": 3, "ok": True, "text": "old"})
    said = stage.page.locator(".said")
    expect(said).to_have_text("")
    stage.update("list", told={"n": 4, "ok": False, "text": "<b>No.</b>"})
    expect(said).to_have_text("<b>No.</b>")
