"""Connected to somebody who may decide, on the bare page: asked, answered, introduced."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, listing, row, signed, view

HOSTILE = "<img src=x onerror=alert(1)>"
FOUND = {
    "wrong": "",
    "here": [
        {"id": 2, "name": "Jonas Weber", "why": "decides up to €500.00 alone"},
        {"id": 3, "name": HOSTILE, "why": "decides this alone, without a limit"},
    ],
    "others": "Not here now: Jana Öz",
}
ABOVE = {
    "rule": "above_authority", "level": "blocks", "parts": None,
    "text": "Ask somebody who may: “€80” is more than the €50.00 that you decide alone.",
    "decide": {"remedy": "refund", "sum": "€80.00"},
}  # fmt: skip
CHIP = {
    "kind": "introduces", "label": "Introduce Jonas Weber", "tone": "good",
    "decided": "Decided: Refund, €80.00", "said": "Jonas Weber darf das entscheiden.",
    "text": "Guten Tag Erika,\n\n\n\nJonas Weber darf das entscheiden.", "caret": 18,
}  # fmt: skip


@pytest.fixture
def desk(stage: Stage) -> Stage:
    mine = {"agent": {"id": 1, "name": "Mia", "hint": None}, "team": None}
    stage.views[1] = view(1, holder=mine)
    stage.deciders = lambda query: (200, FOUND)
    stage.mount("thread")
    stage.mount("composer", height=400)
    return stage


def dialog(stage: Stage) -> Locator:
    return stage.page.get_by_role("dialog", name="Connect me to someone who may decide")


def asks(stage: Stage) -> list[dict[str, Any]]:
    return [value for value in stage.said("act") if value.get("what") == "connect"]


def test_a_promise_above_the_limit_leads_to_who_may_decide_it(desk: Stage) -> None:
    desk.preview = lambda asked: (200, signed(asked) | {"objections": [ABOVE]})
    desk.open(1)
    page = desk.page
    page.get_by_role("textbox", name="Reply").fill("Ich erstatte 80 €.")
    page.get_by_role("button", name="Connect me to someone who may").click()
    shown = dialog(desk)
    expect(shown.get_by_label("What is to be decided")).to_have_value("refund")
    expect(shown.get_by_role("textbox", name="Amount")).to_have_value("€80.00")
    expect(shown.get_by_role("radio", name="Jonas Weber")).to_be_checked()
    expect(shown).to_contain_text(HOSTILE)
    expect(shown).to_contain_text("Not here now: Jana Öz")
    shown.get_by_role("button", name="Ask").click()
    expect(shown.get_by_role("alert")).to_contain_text("In a sentence of your own")
    assert asks(desk) == []
    shown.get_by_role("textbox", name="What is it about?").fill("Seit drei Wochen.")
    shown.get_by_role("button", name="Ask").click()
    page.wait_for_function("() => window.said.some(([,, value]) => value.what === 'connect')")
    (asked,) = asks(desk)
    assert asked == {
        "what": "connect", "id": 1, "to": 2, "remedy": "refund", "sum": "€80.00",
        "note": "Seit drei Wochen.",
    }  # fmt: skip


def test_what_is_no_promise_after_all_is_judged_anew(desk: Stage) -> None:
    promise = {
        "kind": "money", "words": "erstatte 80 €", "due": "2026-11-21T16:00:00+00:00",
        "said": True, "amount": 80_00, "currency": "EUR", "sum": "€80.00",
    }  # fmt: skip
    held = ABOVE | {"level": "holds"}
    told = {"objections": [ABOVE], "promises": [promise]}
    desk.preview = lambda asked: (200, signed(asked) | told)
    desk.open(1)
    desk.page.get_by_role("textbox", name="Reply").fill("Ich erstatte 80 €.")
    expect(desk.page.locator(".objection.blocks")).to_be_visible()
    told["objections"] = [held]
    desk.page.get_by_role("button", name="Not a promise").click()
    expect(desk.page.locator(".objection.holds")).to_be_visible()
    expect(desk.page.get_by_label("Why it goes out all the same")).to_be_visible()


def test_a_promise_that_its_agent_adds_is_judged_at_once_and_let_go_when_it_is_taken_out(
    desk: Stage,
) -> None:
    def answer(asked: dict[str, Any]) -> tuple[int, Any]:
        added = [one for one in (asked.get("promised") or {}).values() if one.get("added")]
        above = any(one["sum"] == "80" for one in added)
        return 200, signed(asked) | {"objections": [ABOVE] if above else []}

    desk.preview = answer
    desk.open(1)
    page = desk.page
    page.get_by_role("textbox", name="Reply").fill("Das bringe ich in Ordnung.")
    page.get_by_role("button", name="Add a promise").click()
    row = page.locator(".composer .promise")
    row.get_by_label("What kind of promise it is").select_option("money")
    row.get_by_role("textbox", name="Amount").fill("80")
    expect(page.locator(".objection.blocks")).to_be_visible()
    row.get_by_role("textbox", name="Amount").fill("20")
    expect(page.locator(".objection.blocks")).to_have_count(0)
    row.get_by_role("textbox", name="Amount").fill("80")
    expect(page.locator(".objection.blocks")).to_be_visible()
    row.get_by_role("button", name="Take this promise out").click()
    expect(page.locator(".objection.blocks")).to_have_count(0)
    page.get_by_role("button", name="Send as Mia").click()
    page.wait_for_function("() => window.said.some(([, event]) => event === 'send')")


def test_who_declines_to_decide_is_asked_why(desk: Stage) -> None:
    offer = {
        "id": 7, "text": "Mia asks you to decide", "words": "", "entry": None, "decides": True,
        "ways": ["accept", "decline"],
    }  # fmt: skip
    desk.views[1] |= {"offer": offer}
    desk.open(1)
    desk.page.get_by_role("button", name="Decline").click()
    why = desk.page.get_by_role("textbox", name="Why not?")
    why.fill("Erst der Beleg.")
    desk.page.get_by_role("button", name="Decline", exact=True).last.click()
    desk.page.wait_for_function("() => window.said.some(([,, value]) => value.what === 'decline')")
    (declined,) = [value for value in desk.said("act") if value["what"] == "decline"]
    assert (declined["offer"], declined["note"]) == (7, "Erst der Beleg.")


def test_a_question_above_the_list_is_declined_there_with_a_reason(stage: Stage) -> None:
    card = {
        "id": 7, "conversation": 3, "name": "Erika", "words": HOSTILE,
        "text": "Mia asks you to decide, until 12:05: Refund, €80.00.",
    }  # fmt: skip
    stage.mount("list", width=340, **listing(row(1), questions=[card]))
    here = stage.page.get_by_role("region", name="Asked to decide")
    expect(here).to_contain_text(HOSTILE)
    what, whole = here.get_by_text("Mia asks you").bounding_box(), here.bounding_box()
    assert whole["y"] < what["y"] < whole["y"] + whole["height"]
    here.get_by_role("button", name="Decline …").click()
    why = here.get_by_role("textbox", name="Why not?")
    expect(why).to_be_focused()
    here.get_by_role("button", name="Decline", exact=True).click()
    assert stage.said("decide") == []
    why.fill("Erst der Beleg.")
    why.press("Control+Enter")
    answered = {"what": "decline", "id": 3, "offer": 7, "note": "Erst der Beleg."}
    assert stage.said("decide") == [answered]


def test_what_has_no_amount_asks_for_none(desk: Stage) -> None:
    desk.open(1)
    desk.page.get_by_role("button", name="Who has it: You").click()
    desk.page.get_by_role("menuitem", name="Connect me to someone who may decide").click()
    shown = dialog(desk)
    shown.get_by_label("What is to be decided").select_option("exception")
    expect(shown.get_by_role("textbox", name="Amount")).to_be_hidden()


def test_where_nobody_may_it_is_said_and_nothing_is_asked(desk: Stage) -> None:
    desk.deciders = lambda query: (200, {"wrong": "", "here": [], "others": ""})
    desk.open(1)
    expect(desk.page.get_by_role("button", name="Who has it: You")).to_be_visible()
    desk.page.evaluate("() => import('/assets/x/shared/store.js').then(s => s.tell('connect', {}))")
    shown = dialog(desk)
    shown.get_by_role("textbox", name="What is it about?").fill("Seit drei Wochen.")
    shown.get_by_role("button", name="Ask").click()
    expect(shown.get_by_role("alert")).to_contain_text("Nobody who may decide this is here now.")
    assert asks(desk) == []


@pytest.mark.parametrize("begun", ["", "Guten Tag! "])
def test_the_introduction_is_put_in_by_a_press_and_stays_the_agents_to_change(
    desk: Stage, begun: str
) -> None:
    here = desk.views[1]
    desk.views[1] = here | {"composer": here["composer"] | {"beside": [CHIP]}}
    desk.open(1)
    answer = desk.page.get_by_role("textbox", name="Reply")
    answer.fill(begun)
    desk.page.get_by_role("button", name="Introduce Jonas Weber").click()
    words = desk.page.get_by_role("dialog", name="Introduce Jonas Weber")
    expect(words).to_contain_text("Decided: Refund, €80.00")
    words.get_by_role("button", name="Put it into the answer").click()
    expect(answer).to_have_value(f"{begun}{CHIP['said']}" if begun else CHIP["text"])
    expect(answer).to_be_focused()
    if not begun:
        desk.page.keyboard.type("Ja.")
        expect(answer).to_have_value(f"Guten Tag Erika,\n\nJa.\n\n{CHIP['said']}")
    assert desk.said("send") == []
