"""Everything by a key or by its name: the keys, the palette and the sheet on a bare page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator

from inbox.pages.keyboard import COMMANDS, PLACES, Place, commands
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage, delivery, entry, listing, row, view
from tests.browser.test_narrowing import OFFERED
from tests.browser.test_person import who

ENGLISH = texts("en")
FOLDERS = [{"id": name, "name": name.title(), "count": ""} for name in ("open", "mine", "done")]


def undoable(number: int) -> dict[str, Any]:
    return entry("r5", "Gern.", side="us", ours=True, delivery=delivery("queued", ways=["undo"]))


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """All panes as in the inbox, nothing open yet; Erika and Jo wait, Kim does not."""
    stage.views = {
        1: view(1, entry("m1", "Hallo"), undoable(1), older="p2"),
        2: view(2, entry("m2", "Moin"), name="Jo"),
        3: view(3, entry("m3", "Danke"), name="Kim"),
    }
    stage.page.evaluate("() => { window.panes = {}; window.said = [] }")
    keyed(stage)
    rows = (row(1), row(3, "Kim", state="done", waitingSince=None), row(2, "Jo"))
    stage.mount("list", 300, **listing(*rows, folders=FOLDERS))
    stage.mount("thread", 300)
    stage.mount("composer", 300)
    stage.mount("person", 300, choices={"languages": [], "paces": [], "channels": []})
    return stage


def keyed(stage: Stage, **more: Any) -> None:
    stage.mount("keys", 40, **{**commands(ENGLISH, ()), "single": True, **more})


def press(stage: Stage, *keys: str) -> None:
    for key in keys:
        stage.page.keyboard.press(key)


def opened(stage: Stage) -> Stage:
    """Erika's conversation was opened by Enter."""
    press(stage, "j", "Enter")
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    return stage


def heading(stage: Stage, name: str = "Erika") -> Locator:
    return stage.page.get_by_role("heading", name=name, exact=True)


def reply(stage: Stage) -> Locator:
    return stage.page.get_by_role("textbox", name="Reply")


def palette(stage: Stage) -> Locator:
    return stage.page.get_by_role("dialog", name="Commands")


def offers(stage: Stage) -> list[str]:
    return palette(stage).locator(".named").all_inner_texts()


def test_every_command_has_somebody_who_does_it(desk: Stage) -> None:
    desk.mount("bell")
    offered = "() => import('/assets/x/shared/commands.js').then(all => all.names())"
    known = set(desk.page.evaluate(offered))
    assert {one.id for one in COMMANDS} - known == set()
    assert {name for name in known if not name.startswith("folder:")} == {o.id for o in COMMANDS}


def test_every_command_stands_in_the_sheet_with_its_keys(desk: Stage) -> None:
    press(desk, "?")
    sheet = desk.page.get_by_role("dialog", name="Keys and commands")
    expect(sheet).to_be_visible()
    shown = sheet.locator("[data-command]").evaluate_all("all => all.map(o => o.dataset.command)")
    assert set(shown) >= {one.id for one in COMMANDS}
    assert len(shown) == len(set(shown))
    assert sheet.get_by_role("heading", level=3).all_inner_texts() == [
        name.upper() for place, name in PLACES.items() if place != "pages"
    ]
    expect(sheet.locator("[data-command=sendDone] kbd")).to_have_text(["Ctrl", "⇧", "↵"])
    expect(sheet.locator("[data-command='folder:mine'] kbd")).to_have_text(["G", "M"])
    press(desk, "Escape")
    expect(sheet).to_be_hidden()


DOES = [
    ("e", "act", {"what": "close", "id": 1, "conversation": 1}),
    ("u", "act", {"what": "undo", "id": 5, "conversation": 1}),
    ("g m", "folder", "mine"),
]


@pytest.mark.parametrize(("keys", "event", "told"), DOES)
def test_a_key_does_what_its_button_does(desk: Stage, keys: str, event: str, told: Any) -> None:
    press(opened(desk), *keys.split())
    assert desk.said(event)[-1:] == [told]


OPENS = [
    ("r", "textbox", "Reply"),
    ("n", "textbox", "Note for the team"),
    ("v", "dialog", "Views"),
    ("a", "menu", "Who has it"),
    ("z", "menu", "Put off"),
    ("t", "combobox", "Which tag?"),
    ("f", "dialog", "Filter"),
    ("?", "dialog", "Keys and commands"),
]


@pytest.mark.parametrize(("key", "role", "name"), OPENS)
def test_a_key_opens_what_its_button_opens(desk: Stage, key: str, role: Any, name: str) -> None:
    press(opened(desk), key)
    expect(desk.page.get_by_role(role, name=name).last).to_be_visible()


def test_what_is_opened_by_enter_takes_the_focus_a_click_leaves_it(desk: Stage) -> None:
    expect(heading(opened(desk))).to_be_focused()
    desk.page.get_by_role("option", name="Jo").click()
    expect(heading(desk, "Jo")).to_be_visible()
    expect(heading(desk, "Jo")).not_to_be_focused()
    press(desk, "k", "Enter")
    expect(heading(desk, "Kim")).to_be_focused()


def test_walking_opens_nothing(desk: Stage) -> None:
    press(desk, "j", "j", "ArrowDown", "ArrowUp")
    expect(desk.page.get_by_role("option", name="Kim")).to_be_focused()
    assert desk.said("open") == []


def test_what_is_picked_is_reached_by_a_key_and_escape_stays_there(desk: Stage) -> None:
    press(opened(desk), "j", "x", "b")
    bar = desk.page.locator(".list .bar")
    expect(bar.get_by_role("button", name="Done")).to_be_focused()
    press(desk, "Escape")
    expect(desk.page.get_by_role("option", name="Kim")).to_be_focused()
    press(desk, "j", "Escape")
    expect(desk.page.get_by_role("option", name="Jo")).to_be_focused()
    expect(bar).to_be_hidden()


@pytest.mark.parametrize(("key", "name"), [("f", "Filter"), ("v", "Views")])
def test_a_panel_that_is_left_leads_back_to_the_row(desk: Stage, key: str, name: str) -> None:
    desk.choices = OFFERED
    press(desk, "j", "j", key)
    panel = desk.page.get_by_role("dialog", name=name)
    expect(panel).to_be_visible()
    press(desk, "Escape", "Escape")
    expect(desk.page.get_by_role("option", name="Kim")).to_be_focused()


def test_walking_goes_on_from_where_somebody_was(desk: Stage) -> None:
    press(desk, "j", "j", "x", "b", "j")
    expect(desk.page.get_by_role("option", name="Jo")).to_be_focused()


def test_the_focus_stays_in_the_list_when_its_row_goes(desk: Stage) -> None:
    press(desk, "j", "j")
    desk.update("list", rows=[row(1), row(2, "Jo")])
    expect(desk.page.get_by_role("option", name="Jo")).to_be_focused()
    desk.update("list", folder="mine", rows=[row(4, "Ada"), row(5, "Ben")])
    expect(desk.page.get_by_role("option", name="Ada")).to_be_focused()
    desk.update("list", folder="done", rows=[])
    expect(desk.page.get_by_role("listbox", name="Conversations")).to_be_focused()


def test_a_key_does_it_with_the_row_that_has_the_focus(desk: Stage) -> None:
    opened(desk)
    press(desk, "Escape", "j", "j", "e")
    (told,) = desk.said("bulk")
    assert (told["verb"], told["ids"]) == ("done", [2])
    assert desk.said("act") == []
    expect(desk.page.get_by_role("option", name="Kim")).to_be_focused()


def test_a_key_does_it_with_all_that_are_picked(desk: Stage) -> None:
    opened(desk)
    press(desk, "Escape", "x", "j", "j", "x", "t")
    expect(desk.page.get_by_role("combobox", name="Which tag?")).to_be_focused()
    press(desk, "Escape", "Escape", "e")
    assert [(told["verb"], told["ids"]) for told in desk.said("bulk")] == [("done", [1, 2])]


def test_what_was_put_away_last_is_taken_back_before_an_older_answer(desk: Stage) -> None:
    opened(desk)
    press(desk, "e")
    done = {"n": 1, "what": "close", "ok": True, "text": "Done.", "conversation": 1}
    desk.update("thread", acks=[done])
    press(desk, "u")
    assert [(told["what"], told["id"]) for told in desk.said("act")] == [
        ("close", 1),
        ("reopen", 1),
    ]
    press(desk, "u")
    assert desk.said("act")[-1]["what"] == "undo"


def test_a_key_that_finds_nothing_to_take_back_says_so(desk: Stage) -> None:
    told = desk.page.get_by_role("status").filter(has_text="There is nothing to take back.")
    press(desk, "j", "u")
    expect(told).to_be_visible()
    assert desk.said("act") == []
    press(desk, "j")
    expect(told).to_have_count(0)


def test_the_next_who_waits_is_opened_past_who_does_not(desk: Stage) -> None:
    press(opened(desk), "]")
    expect(heading(desk, "Jo")).to_be_focused()
    press(desk, "w")
    expect(heading(desk)).to_be_focused()
    desk.page.wait_for_function("window.said.filter(one => one[1] === 'open').length === 3")
    assert [said["id"] for said in desk.said("open")] == [1, 2, 1]


def test_escape_leads_back_to_the_row(desk: Stage) -> None:
    press(opened(desk), "r")
    press(desk, "Escape", "Escape")
    expect(desk.page.get_by_role("option", name="Erika")).to_be_focused()


@pytest.mark.parametrize("key", ["r", "n", "c"])
def test_whoever_stops_writing_is_at_the_heading_again(desk: Stage, key: str) -> None:
    press(opened(desk), key)
    expect(heading(desk)).not_to_be_focused()
    press(desk, "Escape")
    expect(heading(desk)).to_be_focused()


@pytest.mark.parametrize(("key", "name"), [("r", "Reply"), ("n", "Note for the team")])
def test_what_is_typed_before_the_conversation_stands_is_in_its_answer(
    desk: Stage, key: str, name: str
) -> None:
    desk.hold("/api/thread")
    press(desk, "j", "Enter", key)
    desk.page.keyboard.type("Gerne, um drex")
    press(desk, "Backspace", "i")
    assert desk.page.evaluate("window.said") == []
    desk.free()
    expect(desk.page.get_by_role("textbox", name=name)).to_have_value("Gerne, um drei")
    desk.page.keyboard.type(".")
    expect(desk.page.get_by_role("textbox", name=name)).to_have_value("Gerne, um drei.")
    assert {event for _, event, _ in desk.page.evaluate("window.said")} == {"seen", "open"}


def test_no_word_goes_to_somebody_who_was_opened_instead(desk: Stage) -> None:
    desk.hold("/api/thread")
    press(desk, "j", "Enter", "r")
    desk.page.keyboard.type("Gerne")
    desk.page.get_by_role("option").filter(has_text="Jo").click()
    desk.free()
    expect(heading(desk, "Jo")).to_be_visible()
    desk.page.wait_for_timeout(150)  # three looks at whether it stands
    expect(reply(desk)).to_have_value("")


def test_whoever_walks_on_meanwhile_writes_nothing(desk: Stage) -> None:
    desk.hold("/api/thread")
    press(desk, "j", "Enter", "r", "x", "Escape")
    desk.free()
    expect(heading(desk)).to_be_visible()
    expect(reply(desk)).to_have_value("")
    expect(reply(desk)).not_to_be_focused()


def test_who_writes_writes_letters(desk: Stage) -> None:
    press(opened(desk), "r")
    desk.page.keyboard.type("jerk? g m")
    expect(reply(desk)).to_have_value("jerk? g m")
    assert (desk.said("act"), desk.said("folder")) == ([], [])


def test_who_has_just_chosen_a_side_of_the_composer_goes_on_typing(desk: Stage) -> None:
    opened(desk)
    side = desk.page.get_by_role("radio", name="Note")
    side.focus()
    press(desk, "e", "j")
    assert desk.said("act") == []
    expect(side).to_be_focused()


@pytest.mark.parametrize("chord", ["Control+e", "Alt+e", "Meta+e", "Control+Shift+e"])
def test_what_belongs_to_the_browser_stays_with_it(desk: Stage, chord: str) -> None:
    press(opened(desk), chord)
    assert desk.said("act") == []


@pytest.mark.parametrize("single", [True, False])
def test_no_key_reaches_streamlit_which_would_draw_the_page_anew(
    stage: Stage, single: bool
) -> None:
    keyed(stage, single=single)
    stage.page.evaluate(
        "() => { window.heard = ''; const hear = (event) => (window.heard += event.key);"
        " document.addEventListener('keydown', hear); }"
    )
    press(stage, "r", "x", "Shift+R", "c", "y", "Shift+C")
    assert stage.page.evaluate("window.heard").replace("Shift", "") == "xy"


def test_a_dialog_and_a_menu_have_the_keys_for_themselves(desk: Stage) -> None:
    press(opened(desk), "?", "e")
    press(desk, "Escape", "a", "e", "Escape")
    expect(desk.page.get_by_role("button", name="Who has it")).to_be_focused()
    press(desk, "Control+k", "Escape")
    assert desk.said("act") == []
    press(desk, "e")
    assert len(desk.said("act")) == 1


def test_a_key_held_down_does_it_once(desk: Stage) -> None:
    opened(desk).page.keyboard.down("e")
    desk.page.keyboard.down("e")
    desk.page.keyboard.up("e")
    assert len(desk.said("act")) == 1


def test_single_keys_can_be_switched_off_the_palette_stays(stage: Stage) -> None:
    stage.page.evaluate("() => { window.panes = {}; window.said = [] }")
    keyed(stage, single=False)
    stage.mount("list", 300, **listing(row(1), row(2, "Jo")))
    press(stage, "j", "?", "g", "o")
    expect(stage.page.get_by_role("dialog")).to_have_count(0)
    expect(stage.page.get_by_role("option", name="Erika")).not_to_be_focused()
    press(stage, "Control+k")
    expect(palette(stage)).to_be_visible()
    palette(stage).get_by_role("combobox").fill("keys and")
    press(stage, "Enter")
    sheet = stage.page.get_by_role("dialog", name="Keys and commands")
    expect(sheet).to_contain_text("Single keys are switched off")


# The palette


def test_the_palette_offers_what_is_possible_now(desk: Stage) -> None:
    press(desk, "Control+k")
    assert "Down the list" in offers(desk)
    assert "Write the answer" not in offers(desk)
    press(desk, "Escape")
    press(opened(desk), "Control+k")
    assert offers(desk)[0] == "Write the answer"
    assert "Take back the last reply or bulk action" in offers(desk)
    assert "Send" not in offers(desk)


def test_it_finds_by_any_word_and_does_what_is_chosen(desk: Stage) -> None:
    press(opened(desk), "Control+k")
    desk.page.keyboard.type("off tom")
    assert offers(desk) == ["Put it off: Tomorrow 8:00"]
    press(desk, "Enter")
    expect(palette(desk)).to_be_hidden()
    snoozed = {"what": "snooze", "id": 1, "until": "tomorrow"}
    assert desk.said("act") == [snoozed]
    expect(heading(desk)).to_be_focused()


def test_it_opens_while_somebody_writes_and_gives_the_caret_back(desk: Stage) -> None:
    press(opened(desk), "r")
    desk.page.keyboard.type("Guten Tag")
    press(desk, "Control+k")
    expect(palette(desk)).to_be_visible()
    assert "Send and done" in offers(desk)
    press(desk, "Control+k")
    expect(palette(desk)).to_be_hidden()
    expect(reply(desk)).to_be_focused()
    desk.page.keyboard.type("!")
    expect(reply(desk)).to_have_value("Guten Tag!")


def test_it_tells_a_screen_reader_what_is_chosen(desk: Stage) -> None:
    press(desk, "Control+k")
    field = palette(desk).get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    press(desk, "ArrowDown")
    chosen = palette(desk).get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    press(desk, "Tab", "Tab")
    expect(field).to_be_focused()
    field.fill("nothing is called so")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(palette(desk).get_by_role("status")).to_have_text("Nothing here is called that.")


def test_people_are_found_by_their_names_which_are_only_text(desk: Stage) -> None:
    found = {"name": "<b>Jo</b> Öz", "handle": "jo", "label": "X", "conversation": 2}
    desk.people = [found]
    press(desk, "Control+k")
    desk.page.keyboard.type("öz")
    option = palette(desk).get_by_role("option", name="<b>Jo</b> Öz")
    expect(option).to_contain_text("@jo · X")
    option.click()
    assert desk.said("go") == [{"conversation": 2}]


def found(stage: Stage, typed: str) -> list[str]:
    """Return what the palette offers for a line."""
    press(stage, "Control+k")
    palette(stage).get_by_role("combobox").fill(typed)
    return offers(stage)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("assign", "Give it to somebody …"),
        ("snooze", "Put it off …"),
        ("snooze tom", "Put it off: Tomorrow 8:00"),
        ("undo", "Take back the last reply or bulk action"),
        ("close", "Done, or open again"),
        ("filter", "Narrow the list …"),
        ("rückgängig", "Take back the last reply or bulk action"),
        ("rueckgaengig", None),
        ("unass", "Unassigned"),
        ("concerns", "What concerns you"),
        ("glocke", "What concerns you"),
    ],
)
def test_a_command_is_found_by_what_it_is_called_elsewhere(
    desk: Stage, typed: str, name: str | None
) -> None:
    desk.mount("bell")
    german, english = (commands(texts(one), ()) for one in ("de", "en"))
    also = {one["id"]: one["also"] for one in german["commands"]}
    keyed(desk, commands=[one | {"also": also[one["id"]]} for one in english["commands"]])
    first = found(opened(desk), typed)[:1]
    assert first == ([name] if name else [])


def test_the_bell_opens_by_its_keys_and_has_the_focus(desk: Stage) -> None:
    desk.mount("bell")
    press(desk, "g", "b")
    expect(desk.page.get_by_role("dialog", name="What concerns you")).to_be_visible()
    expect(desk.page.get_by_role("button", name="What concerns you")).to_be_focused()


def test_away_from_the_list_a_saved_view_is_gone_to_by_its_name(stage: Stage) -> None:
    stage.page.evaluate("() => { window.panes = {}; window.said = [] }")
    keyed(stage, views=[{"name": "<b>Urgent</b> mine", "look": {"f": "mine"}}])
    assert found(stage, "urg") == ["Look through a view: <b>Urgent</b> mine"]
    press(stage, "Enter")
    assert stage.said("go") == [{"look": {"f": "mine"}}]


def test_the_sheet_says_what_by_name_means(desk: Stage) -> None:
    press(desk, "?")
    sheet = desk.page.get_by_role("dialog", name="Keys and commands")
    said = "Where it says “by name”: CtrlK opens the list, type there what it is."
    expect(sheet).to_contain_text(said)


def test_what_can_be_done_with_a_person_opens_what_its_button_opens(desk: Stage) -> None:
    desk.views[1] |= {"person": who()}
    opened(desk)
    for typed, name, title in [
        ("block", "Block the person …", "Block this person?"),
        ("join contact", "Join with another contact …", "Who else is this?"),
    ]:
        assert found(desk, typed) == [name]
        press(desk, "Enter")
        dialog = desk.page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        press(desk, "Escape")
        expect(dialog).to_be_hidden()
    field = desk.page.get_by_label("Wants to be called")
    for typed, whole in [("Frau ", "Frau "), ("Mohn", "Frau Mohn")]:  # who writes goes on there
        assert found(desk, "edit") == ["Edit what we know of the person"]
        press(desk, "Enter")
        expect(field).to_be_focused()
        desk.page.keyboard.type(typed)
        expect(field).to_have_value(whole)


PERSONS = [
    ({}, {"block", "edit", "join"}),
    ({"blocked": {"until": "2026-12-02T00:00:00+00:00", "reason": "Droht", "by": "Mia"}}, {"lift"}),
    ({"join": {"id": 5, "at": NOW, "by": "Mia", "because": "", "since": False}}, {"part"}),
]


@pytest.mark.parametrize(("more", "possible"), PERSONS)
def test_of_a_person_is_offered_what_is_possible(desk: Stage, more: Any, possible: Any) -> None:
    persons = {one.name: one.id for one in COMMANDS if one.place is Place.PERSON}
    assert persons.keys() & found(opened(desk), "") == set()
    press(desk, "Escape")
    desk.views[2] |= {"person": who(**more)}
    press(desk, "]")
    expect(heading(desk, "Jo")).to_be_focused()
    shown = {persons[name] for name in persons.keys() & found(desk, "")}
    assert shown >= possible | {"edit", "person", "join"}
    assert ("block" in shown, "lift" in shown) == ("lift" not in possible, "lift" in possible)
    assert ("part" in shown) == ("part" in possible)


def test_an_answer_is_sent_later_by_name(desk: Stage) -> None:
    desk.page.clock.set_fixed_time(datetime.now(UTC).replace(hour=10))
    press(opened(desk), "r")
    assert found(desk, "send later") == []
    press(desk, "Escape")
    desk.page.keyboard.type("Guten Tag")
    later = ["In 2 hours", "Tomorrow 8:00", "Next Monday 8:00", "Another time …"]
    assert found(desk, "send later") == ["Send later …", *(f"Send later: {time}" for time in later)]
    press(desk, "Enter")
    menu = desk.page.get_by_role("menu", name="Send later …")
    expect(menu.get_by_role("menuitem")).to_have_count(4)
    press(desk, "Escape")
    expect(desk.page.locator(".more")).to_be_focused()
    assert found(desk, "send tomorrow") == ["Send later: Tomorrow 8:00"]
    press(desk, "Enter")
    desk.page.wait_for_function("() => window.said.some(([, event]) => event === 'send')")
    assert [said["at"] for said in desk.said("send")] == ["tomorrow"]


def test_elsewhere_a_folder_is_a_way_to_the_inbox(stage: Stage) -> None:
    stage.page.evaluate("() => { window.panes = {}; window.said = [] }")
    keyed(stage)
    press(stage, "g", "m")
    assert stage.said("go") == [{"folder": "mine"}]


def test_ways_past_the_list_are_there_for_the_tab_key(desk: Stage) -> None:
    skips = opened(desk).page.get_by_role("navigation", name="Straight to")
    expect(skips.get_by_role("button")).to_have_text(
        ["To the list", "To the messages", "Write the answer"]
    )
    skips.get_by_role("button", name="Write the answer").press("Enter")
    expect(reply(desk)).to_be_focused()


# The conversation


def test_older_messages_come_when_the_top_is_near_and_nothing_moves(stage: Stage) -> None:
    entries = [
        entry(f"m{n}", f"Nummer {n}", at=f"2026-11-20T10:{n:02}:00+00:00") for n in range(11, 51)
    ]
    earlier = [
        entry(f"m{n}", f"Nummer {n}", at=f"2026-11-20T09:{n:02}:00+00:00") for n in range(1, 11)
    ]
    newest, below = view(1, *entries, older="p2"), view(1, *earlier, *entries[:5])
    stage.views = {1: newest}
    stage.thread = lambda number, query: (200, below if "before=p2" in query else newest)
    stage.mount("thread", 500)
    stage.open(1)
    log = stage.page.get_by_role("log")
    expect(log).to_contain_text("Nummer 50")
    assert log.evaluate("log => log.scrollTop") > 500
    where = "log => [...log.children].find(node => node.dataset.key === 'm12').getBoundingClientRect().top"
    log.evaluate("log => log.scrollTo(0, 120)")
    before = log.evaluate(where)
    expect(log).to_contain_text("Nummer 5")
    expect(log.get_by_text("Nummer 1", exact=True)).to_be_attached()
    assert log.evaluate(where) == pytest.approx(before, abs=2)
