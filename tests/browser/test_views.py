"""Saved views on the bare page: chosen, kept and taken away in a small menu."""

from __future__ import annotations

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

MINE = {
    "id": 1, "name": "<i>Zu tun</i>", "look": {"f": "mine", "tag": "3"}, "shared": False,
    "maker": None, "mine": True, "removable": True,
}  # fmt: skip
THEIRS = MINE | {
    "id": 2, "name": "Ausfälle", "look": {"tag": "4"}, "shared": True, "maker": "Jonas",
    "mine": False, "removable": False,
}  # fmt: skip


def opened(stage: Stage, **more):
    stage.mount("list", width=340, **listing(row(1), views=[MINE, THEIRS], look={}, **more))
    stage.page.get_by_role("button", name="Views").click()
    return stage.page.get_by_role("dialog", name="Views")


def test_a_view_is_chosen_with_a_click(stage: Stage) -> None:
    box = opened(stage)
    box.get_by_role("button", name="<i>Zu tun</i>", exact=True).click()
    assert stage.said("look") == [{"view": 1}]
    expect(box).to_be_hidden()


def test_the_button_says_which_view_is_shown(stage: Stage) -> None:
    opened(stage)
    stage.update("list", look={"tag": "4"})
    expect(stage.page.get_by_role("button", name="Views: Ausfälle")).to_have_text("Ausfälle")


def test_a_view_that_narrows_nothing_gives_no_name_to_the_button(stage: Stage) -> None:
    bare = THEIRS | {"name": "Alles", "look": {"f": "open", "o": "newest"}}
    stage.mount("list", width=340, **listing(row(1), views=[bare], look=bare["look"]))
    opener = stage.page.get_by_role("button", name="Views", exact=True)
    expect(opener).to_have_text("Views")
    opener.click()
    entry = stage.page.get_by_role("dialog", name="Views").get_by_role("button", name="Alles")
    expect(entry).to_have_attribute("aria-current", "true")


def test_what_is_shown_is_kept_under_a_name(stage: Stage) -> None:
    box = opened(stage)
    box.get_by_label("Name of the view").fill("Netz")
    box.get_by_label("For everybody").check()
    stage.update("list", rows=[row(1), row(2)], views=[MINE])
    expect(box.get_by_label("Name of the view")).to_have_value("Netz")
    box.get_by_label("Name of the view").press("Enter")
    assert stage.said("view") == [{"what": "save", "name": "Netz", "shared": True}]


OURS = MINE | {"id": 3, "name": "Netz", "shared": True}


def asked(stage: Stage, *views):
    """Open the menu with these views in it."""
    stage.mount("list", width=340, **listing(row(1), views=list(views), look={}))
    stage.page.get_by_role("button", name="Views").click()
    return stage.page.get_by_role("dialog", name="Views")


def test_one_of_the_same_name_is_replaced_only_when_that_is_wanted(stage: Stage) -> None:
    box = asked(stage, OURS, THEIRS)
    box.get_by_label("Name of the view").fill(" NETZ")
    box.get_by_role("button", name="Keep the view").click()
    expect(box.get_by_role("alert")).to_have_text(
        "“Netz” is there already, and everybody sees it. Replaced now, it is yours alone."
    )
    expect(box.get_by_role("button", name="Cancel")).to_be_focused()
    stage.update("list", rows=[row(1), row(2)], views=[OURS])
    box.get_by_label("For everybody").check()
    expect(box.get_by_role("alert")).to_have_count(0)
    box.get_by_role("button", name="Keep the view").click()
    expect(box.get_by_role("alert")).to_contain_text("Replace it for all")
    assert stage.said("view") == []
    box.get_by_role("button", name="Replace").click()
    assert stage.said("view") == [{"what": "save", "name": " NETZ", "shared": True, "id": 3}]


def test_a_colleagues_view_of_the_same_name_is_nobody_elses_to_replace(stage: Stage) -> None:
    box = asked(stage, THEIRS)
    box.get_by_label("Name of the view").fill("Ausfälle")
    box.get_by_role("button", name="Keep the view").click()
    assert stage.said("view") == [{"what": "save", "name": "Ausfälle", "shared": False}]


def test_what_was_ticked_for_one_view_is_not_ticked_for_the_next(stage: Stage) -> None:
    box = asked(stage)
    box.get_by_label("Name of the view").fill("Netz")
    box.get_by_label("For everybody").check()
    box.get_by_role("button", name="Keep the view").click()
    stage.update("list", told=answer(1, "The view is kept."))
    expect(box).to_be_hidden()
    stage.page.get_by_role("button", name="Views").click()
    expect(box.get_by_label("For everybody")).not_to_be_checked()
    expect(box.get_by_label("Name of the view")).to_have_value("")


def answer(number: int, text: str, *, ok: bool = True) -> dict[str, object]:
    return {"n": number, "what": "view", "ok": ok, "text": text}


WHY = "The name of a view has 1 to 40 characters on one line."


def test_a_name_that_is_refused_stands_there_with_the_reason(stage: Stage) -> None:
    box = asked(stage)
    name = box.get_by_label("Name of the view")
    name.fill("N" * 50)
    name.press("Enter")
    stage.update("list", told=answer(1, WHY, ok=False))
    expect(box.get_by_role("alert")).to_have_text(WHY)
    expect(stage.page.locator(".said")).to_have_text("")
    expect(name).to_have_value("N" * 50)
    expect(name).to_be_focused()
    name.fill("Netz")
    expect(box.get_by_role("alert")).to_have_count(0)
    name.press("Enter")
    assert [said["name"] for said in stage.said("view")] == ["N" * 50, "Netz"]


def test_a_new_name_that_is_refused_stands_there_with_the_reason(stage: Stage) -> None:
    box = asked(stage, MINE)
    box.get_by_role("button", name="Rename “<i>Zu tun</i>”").click()
    name = box.get_by_label("New name of the view")
    name.fill("N" * 50)
    name.press("Enter")
    stage.update("list", told=answer(1, WHY, ok=False))
    expect(box.get_by_role("alert")).to_have_text(WHY)
    expect(name).to_have_value("N" * 50)


def test_refused_after_the_menu_was_left_it_is_said_in_the_list(stage: Stage) -> None:
    box = asked(stage)
    name = box.get_by_label("Name of the view")
    name.fill("N" * 50)
    name.press("Enter")
    name.press("Escape")
    stage.update("list", told=answer(1, WHY, ok=False))
    expect(stage.page.locator(".said")).to_have_text(WHY)
    stage.page.get_by_role("button", name="Views").click()
    expect(name).to_have_value("N" * 50)


def test_a_view_without_a_name_is_asked_for_one(stage: Stage) -> None:
    box = asked(stage)
    name = box.get_by_label("Name of the view")
    name.fill(" \u200b ")
    name.press("Enter")
    assert name.evaluate("field => field.validationMessage") == "Give the view a name."
    expect(name).to_be_focused()
    name.fill("Netz")
    name.press("Enter")
    assert stage.said("view") == [{"what": "save", "name": "Netz", "shared": False}]


def test_what_everybody_sees_is_taken_away_after_a_question(stage: Stage) -> None:
    box = asked(stage, OURS, THEIRS | {"removable": True})
    box.get_by_role("button", name="Take “Ausfälle” away").click()
    expect(box.get_by_role("alert")).to_have_text(
        "Everybody sees “Ausfälle”. Take it away for all?"
    )
    box.get_by_role("button", name="Cancel").click()
    expect(box.get_by_role("button", name="Take “Ausfälle” away")).to_be_focused()
    box.get_by_role("button", name="Take “Netz” away").click()
    assert stage.said("view") == []
    box.get_by_role("button", name="Take it away").click()
    assert stage.said("view") == [{"what": "remove", "id": 3}]


def test_only_ones_own_is_renamed_and_a_poll_leaves_what_is_typed(stage: Stage) -> None:
    box = asked(stage, MINE, THEIRS | {"removable": True})
    expect(box.get_by_role("button", name="Rename")).to_have_count(1)
    box.get_by_role("button", name="Rename “<i>Zu tun</i>”").click()
    name = box.get_by_label("New name of the view")
    expect(name).to_have_value("<i>Zu tun</i>")
    name.fill("Heute")
    stage.update("list", views=[MINE])
    expect(name).to_have_value("Heute")
    expect(name).to_be_focused()
    name.press("Enter")
    assert stage.said("view") == [{"what": "rename", "id": 1, "name": "Heute"}]
    stage.update("list", told=answer(1, "The view is renamed."))
    expect(name).to_have_count(0)


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
