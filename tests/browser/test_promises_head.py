"""What is promised, above the conversation on the bare page: said in a line, settled from there."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, view

HANDS = {"agents": [{"id": 1, "name": "Mia"}, {"id": 2, "name": "Jonas"}], "teams": [], "me": 1}
CALL = {
    "id": 7, "what": "<b>Anruf</b>", "kind": "Call", "sum": "", "due": "2026-11-21T16:00:00+00:00",
    "said": "Promised by Sat 16:00", "late": False, "proven": False, "owner": "Mia", "ownerId": 1,
}  # fmt: skip
MONEY = CALL | {"id": 8, "what": "20 € erstatten", "sum": "€20.00", "proven": True, "late": True}


def shown(stage: Stage, *promises: dict[str, Any]) -> Locator:
    stage.views = {1: view(1, entry("m1", "Hallo"), hands=HANDS, promises=list(promises))}
    stage.mount("thread")
    stage.open(1)
    return stage.page.get_by_role("list", name="What is promised here").get_by_role("listitem")


def acts(stage: Stage) -> list[Any]:
    return stage.said("act")


def test_a_promise_stands_above_the_messages(stage: Stage) -> None:
    lines = shown(stage, CALL, MONEY)
    expect(lines.first).to_contain_text("Promised by Sat 16:00 <b>Anruf</b> · Mia")
    expect(lines.last).to_contain_text("20 € erstatten · €20.00")


def test_what_is_due_next_and_money_stand_first_and_the_rest_a_press_away(stage: Stage) -> None:
    later = [CALL | {"id": 9 + n, "what": f"Nr. {n}", "due": f"2026-11-2{n}T16:00:00+00:00"}
             for n in (4, 3)]  # fmt: skip
    money = MONEY | {"due": "2026-11-29T16:00:00+00:00"}
    lines = shown(stage, CALL, *later, money)
    expect(lines).to_have_text(
        [re.compile("Anruf"), re.compile("20 € erstatten"), "+2 more promised"]
    )
    lines.last.get_by_role("button").press("Enter")
    expect(lines).to_have_text(
        [re.compile(what) for what in ("Anruf", "20 € erstatten", "Nr. 3", "Nr. 4")]
    )
    expect(lines.nth(2).get_by_role("button", name="Kept")).to_be_focused()


def test_nothing_stands_there_where_nothing_is_promised(stage: Stage) -> None:
    shown(stage)
    expect(stage.page.get_by_role("log")).to_contain_text("Hallo")
    expect(stage.page.locator(".promises")).to_be_hidden()


def test_a_call_is_kept_with_a_press(stage: Stage) -> None:
    shown(stage, CALL).get_by_role("button", name="Kept").press("Enter")
    assert acts(stage) == [{"what": "keep", "id": 1, "promise": 7, "note": ""}]


def test_money_is_kept_with_a_proof_that_stays_when_it_is_refused(stage: Stage) -> None:
    shown(stage, MONEY).get_by_role("button", name="Kept").click()
    proof = stage.page.get_by_role("textbox", name="Proof")
    expect(proof).to_be_focused()
    proof.fill("Buchung 4711")
    stage.page.get_by_role("dialog").get_by_role("button", name="Kept").click()
    assert acts(stage) == [{"what": "keep", "id": 1, "promise": 8, "note": "Buchung 4711"}]
    stage.update("thread", acks=[{"n": 1, "what": "keep", "ok": False, "text": "Look again."}])
    expect(proof).to_have_value("Buchung 4711")
    expect(stage.page.get_by_role("alert")).to_contain_text("Look again.")


def test_it_is_broken_moved_or_handed_on_from_the_menu(stage: Stage) -> None:
    line, menu = shown(stage, CALL), stage.page.get_by_role("menuitem")
    more, dialog = line.get_by_role("button", name="More"), stage.page.get_by_role("dialog")
    more.press("Enter")
    menu.filter(has_text="Broken").click()
    stage.page.get_by_role("textbox", name="Why?").fill("Nie erreicht.")
    dialog.get_by_role("button", name="It is broken").click()
    stage.update("thread", acks=[{"n": 1, "what": "break", "ok": True, "text": ""}])
    expect(dialog).to_be_hidden()
    more.press("Enter")
    menu.filter(has_text="Another time").click()
    dialog.get_by_label("By when").fill("2026-11-30T12:00")
    stage.page.get_by_role("textbox", name="Why?").fill("Feiertag.")
    dialog.get_by_role("button", name="Promise it by then").click()
    stage.update("thread", acks=[{"n": 2, "what": "move", "ok": True, "text": ""}])
    expect(dialog).to_be_hidden()
    more.press("Enter")
    expect(menu.filter(has_text="Mia keeps it")).to_have_count(0)
    menu.filter(has_text="Jonas keeps it").click()
    broken, moved, handed = acts(stage)
    assert (broken["what"], broken["note"]) == ("break", "Nie erreicht.")
    assert (moved["what"], moved["note"]) == ("move", "Feiertag.")
    assert moved["due"].startswith("2026-11-30T")
    assert handed == {"what": "entrust", "id": 1, "promise": 7, "to": 2}


def test_who_comes_to_say_that_one_is_broken_finds_the_note_begun_once(stage: Stage) -> None:
    said = {"text": "Guten Tag,\n\ndas kann ich nicht halten. ", "caret": 38}
    asked: list[str] = []

    def begin(path: str, body: Any) -> tuple[int, Any]:
        asked.append(path)
        return 200, said

    stage.begin = begin
    stage.views = {1: view(1, entry("m1", "Hallo"), hands=HANDS)}
    stage.page.evaluate("history.replaceState(null, '', '?c=1&tell=7')")
    stage.mount("composer", height=400)
    stage.open(1)
    answer = stage.page.get_by_role("textbox", name="Reply")
    expect(answer).to_have_value(said["text"])
    assert asked == ["/api/tell/7"]
    assert stage.said("send") == []
