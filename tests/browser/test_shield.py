"""Abuse is folded until somebody wants to read it; hands are free with one press."""

from __future__ import annotations

from typing import Any

from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, listing, row, view

RUDE = "Ihr <b>Idioten</b>"


def shown(stage: Stage, *entries: dict[str, Any], **more: Any) -> Stage:
    stage.views = {1: view(1, *entries, **more)}
    stage.mount("thread", width=620)
    stage.open(1)
    return stage


def test_abuse_is_read_only_by_who_opens_it_and_then_stays_open(stage: Stage) -> None:
    shown(stage, entry("m1", RUDE, abuse=True), entry("m2", "Wo ist es?"))
    log = stage.page.get_by_role("log")
    expect(log).to_contain_text("Abusive words")
    expect(log).not_to_contain_text("Idioten")
    expect(log).to_contain_text("Wo ist es?")
    log.get_by_role("button", name="Show them").press("Enter")
    expect(log).to_contain_text(RUDE)
    stage.views[1] = view(1, entry("m1", RUDE, abuse=True, marks=["x"]), stamp="s2")
    stage.refresh()
    expect(log).not_to_contain_text("Wo ist es?")
    expect(log).to_contain_text(RUDE)


def test_what_was_abuse_before_an_edit_is_folded_among_the_earlier_texts(stage: Stage) -> None:
    at = "2026-11-20T12:03:00+00:00"
    before = [{"text": RUDE, "abuse": True, "until": at}, {"text": "Hallo", "until": at}]
    shown(stage, entry("m1", "Wo ist es?", edited=at, versions=before))
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="edited").click()
    expect(log).to_contain_text("Hallo")
    expect(log).not_to_contain_text("Idioten")
    log.get_by_role("button", name="Show them").press("Enter")
    expect(log).to_contain_text(RUDE)


def test_who_has_it_leaves_abuse_unread_or_folds_it_away_again(stage: Stage) -> None:
    me = {"id": 1, "name": "Miriam", "hint": ""}
    held = {"holder": {"agent": me, "team": None}, "treated": {"care": None, "teamLine": False}}
    shown(stage, entry("m1", RUDE, abuse=True), **held)
    log = stage.page.get_by_role("log")
    log.get_by_role("button", name="Out of my hands").click()
    said = stage.said("act")[-1]
    assert (said["what"], said["id"]) == ("handOn", 1)
    log.get_by_role("button", name="Show them").click()
    expect(log).to_contain_text(RUDE)
    log.get_by_role("button", name="Fold away again").press("Enter")
    expect(log).not_to_contain_text("Idioten")
    theirs = {"agent": me | {"id": 2}, "team": None}
    stage.views[1] = view(
        1, entry("m1", RUDE, abuse=True), stamp="s2", holder=theirs, treated=held["treated"]
    )
    stage.refresh()
    expect(log.get_by_role("button", name="Out of my hands")).to_have_count(0)
    expect(log.get_by_role("button", name="Show them")).to_be_visible()


def test_what_nobody_has_is_left_with_one_press_on_the_folded_words(stage: Stage) -> None:
    treated = {"care": None, "teamLine": False}
    shown(stage, entry("m1", RUDE, abuse=True), treated=treated)
    out = stage.page.get_by_role("log").get_by_role("button", name="Out of my hands")
    out.click()
    assert stage.said("act")[-1]["what"] == "handOn"
    apart = {"treated": treated | {"apart": True}}
    stage.views[1] = view(1, entry("m1", RUDE, abuse=True), stamp="s2", **apart)
    stage.refresh()
    expect(out).to_have_count(0)


def test_the_menu_follows_what_was_just_said_in_it(stage: Stage) -> None:
    shown(stage, entry("m1", "Hallo"), treated={"care": None, "teamLine": False})
    stage.views[1] = view(
        1, entry("m1", "Hallo!"), stamp="s2", treated={"care": "grief", "teamLine": False}
    )
    stage.refresh()
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo!")
    opener = stage.page.get_by_role("button", name="Who has it")
    over = stage.page.get_by_role("menuitem", name="The time of care is over")
    opener.click()
    expect(over).to_be_visible()
    expect(stage.page.get_by_role("menuitem", name="They grieve")).to_have_count(0)


def test_one_press_hands_on_without_a_reason(stage: Stage) -> None:
    me = {"id": 1, "name": "Miriam", "hint": ""}
    shown(
        stage,
        entry("m1", "Hallo"),
        holder={"agent": me, "team": None},
        treated={"care": None, "teamLine": False},
    )
    stage.page.get_by_role("button", name="Who has it").click()
    stage.page.get_by_role("menuitem", name="Out of my hands").click()
    assert stage.said("act")[-1] == {"what": "handOn", "id": 1}


def test_how_somebody_is_treated_is_said_and_taken_back(stage: Stage) -> None:
    shown(stage, entry("m1", "Hallo"), treated={"care": "grief", "teamLine": True})
    opener = stage.page.get_by_role("button", name="Who has it")
    opener.click()
    items = stage.page.get_by_role("menuitem")
    expect(items.filter(has_text="Out of my hands")).to_have_count(0)
    stage.page.get_by_role("menuitem", name="The time of care is over").click()
    assert stage.said("act")[-1] == {"what": "care", "id": 1, "why": None}
    opener.press("Enter")
    stage.page.get_by_role("menuitem", name="Sign with each agent's own line again").click()
    assert stage.said("act")[-1] == {"what": "teamLine", "id": 1, "on": False}


def test_a_row_says_that_abuse_is_folded(stage: Stage) -> None:
    stage.mount("list", width=340, **listing(row(1, preview="Abusive words, folded away")))
    expect(stage.page.get_by_role("option")).to_contain_text("Abusive words, folded away")


def test_words_of_grief_are_shown_and_an_agent_says_what_they_are(stage: Stage) -> None:
    words = "<b>mein Vater</b> ist gestorben"
    chip = {"kind": "care", "label": "Treat with care?", "why": "grief", "words": [words]}
    here = view(1)
    stage.views = {1: here | {"composer": here["composer"] | {"beside": [chip]}}}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    stage.page.get_by_role("button", name="Treat with care?").press("Enter")
    asks = stage.page.get_by_role("dialog", name="Treat with care?")
    expect(asks.locator("blockquote")).to_have_text(words)
    with stage.page.expect_request("**/api/care/1") as told:
        asks.get_by_role("button", name="They grieve").click()
    assert told.value.post_data_json == {"why": "grief"}
