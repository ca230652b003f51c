"""Many rows on the bare page: picked, done with, and told how far it is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from inbox.pages.keyboard import commands
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row

TEAM = {"id": 7, "name": "<b>Netz</b>"}
OFFERED = {
    "agents": [{"id": 1, "name": "Mia"}, {"id": 2, "name": "Jonas"}], "teams": [TEAM],
    "tags": [{"id": 3, "name": "Strom"}], "me": 1, "gives": False,
}  # fmt: skip


def shown(stage: Stage, count: int = 4, **more) -> Stage:
    stage.choices = OFFERED
    rows = [row(number, f"Erika {number}") for number in range(1, count + 1)]
    stage.mount("list", width=340, height=700, **listing(*rows, **more))
    return stage


def option(stage: Stage, number: int):
    return stage.page.get_by_role("option", name=f"Erika {number}")


def pick(stage: Stage, number: int, *keys: str) -> None:
    option(stage, number).locator(".pick").click(force=True, modifiers=keys)


def bar(stage: Stage):
    return stage.page.get_by_role("group", name="With what is chosen")


def picked(stage: Stage) -> list[int]:
    rows = stage.page.locator('.row[aria-checked="true"]')
    return [int(number) for number in rows.evaluate_all("all => all.map(r => r.dataset.id)")]


def test_a_box_picks_a_row_and_opens_nothing(stage: Stage) -> None:
    shown(stage)
    pick(stage, 2)
    pick(stage, 4)
    expect(bar(stage)).to_contain_text("2 chosen")
    assert (picked(stage), stage.said("open")) == ([2, 4], [])
    pick(stage, 2)
    assert picked(stage) == [4]


def test_with_shift_all_between_are_picked(stage: Stage) -> None:
    shown(stage)
    pick(stage, 4)
    pick(stage, 2, "Shift")
    assert picked(stage) == [2, 3, 4]


def test_the_keyboard_alone_is_enough(stage: Stage) -> None:
    shown(stage)
    option(stage, 1).focus()
    stage.page.keyboard.press("x")
    option(stage, 3).focus()
    stage.page.keyboard.press("Shift+X")
    assert picked(stage) == [1, 2, 3]
    stage.page.keyboard.press("Escape")
    assert picked(stage) == []
    expect(bar(stage)).to_be_hidden()


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (["Done"], {"verb": "done"}),
        (["Hide", "Yes, all 2"], {"verb": "hide"}),
        (["Hand on", "Take them"], {"verb": "assign", "agent": 1}),
        (["Hand on", "Back to the queue"], {"verb": "assign", "agent": None}),
        (["Hand on", "<b>Netz</b>"], {"verb": "assign", "agent": None, "team": 7}),
    ],
)
def test_what_is_picked_is_asked_for_at_once(stage: Stage, ways, said) -> None:
    shown(stage)
    pick(stage, 1)
    pick(stage, 2)
    for name in ways:
        stage.page.get_by_role("button", name=name, exact=True).click()
    assert stage.said("bulk") == [{**said, "ids": [1, 2], "seen": [101, 102]}]
    assert picked(stage) == []


def test_what_is_picked_is_put_off_until_a_day_that_is_named(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Put off").click()
    named = re.compile(r"^Tomorrow 8:00 \w{3},? \d+ \w{3}$")
    stage.page.get_by_role("button", name=named).click()
    (told,) = stage.said("bulk")
    assert (told["verb"], told["until"], told["ids"]) == ("snooze", "tomorrow", [1])


def test_what_is_picked_is_put_off_until_a_time_that_is_typed(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Put off").click()
    stage.page.get_by_role("button", name="Another time …").click()
    asks = stage.page.get_by_role("dialog", name="When it comes back")
    time = asks.get_by_label("When it comes back")
    expect(time).to_be_focused()
    time.fill("2020-01-01T09:00")
    asks.get_by_role("button", name="Put off").click()
    expect(asks.get_by_role("alert")).to_contain_text("That time cannot be chosen.")
    assert stage.said("bulk") == []
    good = time.evaluate("field => (field.value = field.max.slice(0, 11) + '00:00')")
    asks.get_by_role("button", name="Put off").click()
    (told,) = stage.said("bulk")
    assert (told["verb"], told["until"], told["ids"]) == ("snooze", good, [1])


def test_all_that_is_shown_is_picked_at_once_where_there_is_no_more(stage: Stage) -> None:
    shown(stage, 3)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Choose all 3 shown").click()
    assert picked(stage) == [1, 2, 3]
    expect(bar(stage).get_by_role("button", name="Choose all 3 shown")).to_have_count(0)
    stage.update("list", more=True)
    pick(stage, 1)
    expect(bar(stage).get_by_role("button", name="Choose all that match")).to_be_visible()
    expect(bar(stage).get_by_role("button", name="shown")).to_have_count(0)


def test_where_more_match_than_one_act_takes_it_is_the_first_of_them(stage: Stage) -> None:
    shown(stage, 3, more=True)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Choose all that match").click()
    stage.update("list", matched=1000, further=True)
    expect(bar(stage)).to_contain_text("The first 1,000 that match")
    stage.update("list", matched=70, further=False)
    expect(bar(stage)).to_contain_text("All 70 that match")


def colleague(stage: Stage, gives: bool = False) -> Locator:
    """Choose Jonas for what is picked; returns the question."""
    stage.choices = OFFERED | {"gives": gives}
    bar(stage).get_by_role("button", name="Hand on").click()
    menu = stage.page.get_by_role("dialog", name="Hand on")
    expect(menu.get_by_role("button", name="Take them")).to_be_focused()
    menu.get_by_role("button", name="Jonas …").click()
    return stage.page.get_by_role("dialog", name="Ask Jonas to take them over?")


def test_letters_lead_to_a_colleague_in_its_menu_too(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Hand on").click()
    menu = stage.page.get_by_role("dialog", name="Hand on")
    expect(menu.get_by_role("button", name="Take them")).to_be_focused()
    stage.page.keyboard.type("jon")
    expect(menu.get_by_role("button", name="Jonas …")).to_be_focused()


@pytest.mark.parametrize("gives", [True, False])
def test_only_who_may_give_gives_without_asking(stage: Stage, gives: bool) -> None:
    shown(stage)
    pick(stage, 1)
    asks = colleague(stage, gives)
    give = asks.get_by_role("button", name="Give without asking")
    expect(give).to_have_count(int(gives))
    if gives:
        give.click()
        given = {"verb": "assign", "agent": 2, "ids": [1], "seen": [101]}
        assert stage.said("bulk") == [given]


def test_many_are_offered_with_one_note_that_is_not_lost(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    pick(stage, 2)
    note = colleague(stage).get_by_role("textbox", name="A note for the team, if you like")
    expect(note).to_be_focused()
    note.fill("Alle vom Ausfall")
    stage.page.mouse.click(600, 5)
    expect(note).to_be_hidden()
    note = colleague(stage).get_by_role("textbox")
    expect(note).to_have_value("Alle vom Ausfall")
    note.press("Control+Enter")
    offer = {"verb": "offer", "agent": 2, "note": "Alle vom Ausfall"}
    assert stage.said("bulk") == [offer | {"ids": [1, 2], "seen": [101, 102]}]
    assert picked(stage) == []


def test_one_alone_is_asked_for_as_well_before_it_is_hidden(stage: Stage) -> None:
    shown(stage)
    pick(stage, 3)
    bar(stage).get_by_role("button", name="Hide").click()
    said = "Hide all that the customer wrote in this conversation, as far as it can be hidden?"
    asked = stage.page.get_by_role("dialog", name=said)
    asked.get_by_role("button", name="Yes").click()
    assert stage.said("bulk") == [{"verb": "hide", "ids": [3], "seen": [103]}]


def test_a_tag_is_typed_once_for_all(stage: Stage) -> None:
    shown(stage)
    pick(stage, 3)
    bar(stage).get_by_role("button", name="Tag").click()
    box = stage.page.get_by_label("Which tag?").and_(stage.page.locator("input"))
    box.last.fill("Strom")
    box.last.press("Enter")
    assert stage.said("bulk") == [{"verb": "tag", "tag": "Strom", "ids": [3], "seen": [103]}]


def test_all_that_match_are_counted_before_anything_is_done_with_them(stage: Stage) -> None:
    shown(stage, more=True, full=True)
    pick(stage, 1)
    bar(stage).get_by_role("button", name="Choose all that match").click()
    expect(bar(stage)).to_contain_text("All that match are being counted …")
    expect(bar(stage).get_by_role("button", name="Done", exact=True)).to_be_disabled()
    stage.update("list", matched=1000)
    expect(bar(stage)).to_contain_text("All 1,000 that match")
    bar(stage).get_by_role("button", name="Done", exact=True).click()
    asked = stage.page.get_by_role("dialog", name="Put 1,000 conversations away as done?")
    asked.get_by_role("button", name="Yes, all 1,000").click()
    assert stage.said("bulk") == [{"verb": "match"}, {"verb": "done", "all": True}]


@pytest.mark.parametrize(
    ("ways", "question"),
    [
        (["Done"], "Put 11 conversations away as done?"),
        (
            ["Hide"],
            "Hide all that the customers wrote in 11 conversations, as far as it can be hidden?",
        ),
        (["Hand on", "Take them"], "Hand on 11 conversations?"),
    ],
)
def test_more_than_ten_are_asked_for_once_more(stage: Stage, ways, question) -> None:
    shown(stage, 11)
    pick(stage, 2)
    pick(stage, 11, "Shift")
    stage.page.locator('.row[data-id="1"] .pick').click(force=True)
    for name in ways:
        stage.page.get_by_role("button", name=name, exact=True).click()
    asked = stage.page.get_by_role("dialog", name=question)
    expect(asked).to_contain_text(question)
    asked.get_by_role("button", name="Cancel").click()
    expect(bar(stage)).to_contain_text("11 chosen")
    assert stage.said("bulk") == []


def test_what_was_written_after_the_choice_was_not_seen(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    stage.update("list", rows=[row(1, "Erika 1", lastInbound=900)])
    bar(stage).get_by_role("button", name="Done", exact=True).click()
    assert stage.said("bulk") == [{"verb": "done", "ids": [1], "seen": [101]}]


def test_a_poll_keeps_what_is_picked_and_another_folder_does_not(stage: Stage) -> None:
    shown(stage)
    pick(stage, 1)
    pick(stage, 2)
    stage.update("list", rows=[row(2, "Erika 2"), row(5, "Erika 5")])
    assert picked(stage) == [2]
    stage.update("list", folder="all")
    assert picked(stage) == []


REPORT = {
    "id": 5, "text": "2 conversations are dealt with.", "waiting": 0, "total": 3, "undo": True,
    "back": "Put back: 2 done", "more": 0, "refused": [{"id": 3, "name": "<i>Kim</i>", "why": "Jonas has it by now."}],
}  # fmt: skip


def test_how_far_it_is_and_what_was_refused_is_told(stage: Stage) -> None:
    shown(stage, bulk=REPORT | {"text": "50 of 90 …", "waiting": 40, "total": 90, "refused": []})
    expect(stage.page.get_by_role("progressbar", name="50 of 90 …")).to_have_attribute(
        "value", "50"
    )
    stage.update("list", bulk=REPORT | {"more": 1})
    expect(stage.page.get_by_text("2 left as they were")).to_be_visible()
    stage.update("list", bulk=REPORT)
    stage.page.get_by_text("1 left as it was").click()
    expect(stage.page.get_by_role("listitem")).to_have_text("<i>Kim</i>Jonas has it by now.")
    stage.page.get_by_role("button", name="Put back").click()
    assert stage.said("bulk") == [{"verb": "undo", "id": 5}]


def test_the_key_that_takes_back_puts_back_what_was_done_to_many(stage: Stage) -> None:
    shown(stage, bulk=REPORT)
    stage.mount("keys", 40, **commands(texts("en"), ()), single=True)
    stage.page.keyboard.press("u")
    assert stage.said("bulk") == [{"verb": "undo", "id": 5}]


def test_what_was_told_is_put_away_until_the_next_one(stage: Stage) -> None:
    shown(stage, bulk=REPORT)
    told = stage.page.locator(".progress")
    told.get_by_role("button", name="Close").click()
    stage.update("list", bulk=REPORT | {"text": "Again."})
    expect(told).to_have_text("")
    stage.update("list", bulk=REPORT | {"id": 6})
    expect(told).to_contain_text("2 conversations are dealt with.")


@pytest.mark.parametrize(
    "passed", [{"folder": "all"}, {"bulk": REPORT | {"old": True, "refused": []}}]
)
def test_later_or_elsewhere_only_the_way_back_is_left(stage: Stage, passed) -> None:
    shown(stage, bulk=REPORT | {"refused": []})
    told = stage.page.locator(".progress")
    expect(told).to_contain_text("2 conversations are dealt with.")
    stage.update("list", **passed)
    expect(told).not_to_contain_text("2 conversations are dealt with.")
    told.get_by_role("button", name="Put back: 2 done", exact=True).click()
    assert stage.said("bulk") == [{"verb": "undo", "id": 5}]


def test_what_cannot_be_taken_back_goes_by_itself(stage: Stage) -> None:
    over = REPORT | {"undo": False, "refused": []}
    shown(stage, bulk=over)
    stage.update("list", bulk=over | {"old": True})
    expect(stage.page.locator(".progress")).to_have_text("")


def test_what_was_refused_stays_to_be_read(stage: Stage) -> None:
    shown(stage, bulk=REPORT)
    stage.update("list", bulk=REPORT | {"old": True})
    expect(stage.page.locator(".progress")).to_contain_text("1 left as it was")
