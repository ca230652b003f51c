"""Promises of an answer on the bare page: seen while it is written, confirmed as it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, signed, view

CALL = {
    "kind": "call",
    "words": "rufe <b>Sie</b> morgen an",
    "due": "2026-11-21T16:00:00+00:00",
    "said": True,
    "amount": None,
    "currency": None,
    "sum": "",
}
MONEY = CALL | {
    "kind": "money",
    "words": "erstatte 20 €",
    "said": False,
    "amount": 2000,
    "currency": "EUR",
    "sum": "€20.00",
}


def written(stage: Stage, *found: dict[str, Any], **more: Any) -> Locator:
    """Write an answer that promises these; returns their rows."""
    stage.preview = lambda asked: (200, signed(asked) | {"promises": list(found)})
    stage.views = {1: view(1, **more)}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    stage.page.get_by_role("textbox", name="Reply").fill("Ich erstatte 20 €.")
    rows = stage.page.locator(".composer .promise")
    expect(rows).to_have_count(len(found))
    return rows


def sent(stage: Stage) -> list[dict[str, Any]]:
    stage.page.get_by_role("button", name="Send as Mia").click()
    stage.page.wait_for_function("() => window.said.some(([, event]) => event === 'send')")
    promises: list[dict[str, Any]] = stage.said("send")[-1]["promises"]
    return promises


def decided(stage: Stage) -> list[Any]:
    return [body for _, path, body in stage.asked if path == "/api/draft/1/promises"]


def test_a_promise_stands_below_the_answer_and_goes_along(stage: Stage) -> None:
    rows = written(stage, CALL, MONEY)
    expect(rows.first.get_by_label("What is promised")).to_have_value(CALL["words"])
    expect(rows.last).to_contain_text("€20.00")
    call, money = sent(stage)
    assert call == {
        "kind": "call",
        "what": CALL["words"],
        "due": CALL["due"],
        "words": CALL["words"],
    }
    assert (money["amount"], money["currency"]) == (2000, "EUR")


def test_one_press_says_that_it_is_none_and_another_that_it_is(stage: Stage) -> None:
    rows = written(stage, CALL, MONEY)
    rows.first.get_by_role("button", name="Not a promise").click()
    again = rows.first.get_by_role("button", name="It is one")
    expect(again).to_be_focused()
    again.press("Enter")
    rows.last.get_by_role("button", name="Not a promise").press("Enter")
    assert [one["kind"] for one in sent(stage)] == ["call"]


def test_what_is_promised_already_goes_along_only_where_it_is_noted_once_more(
    stage: Stage,
) -> None:
    rows = written(stage, CALL, MONEY | {"again": "Promised already, by Fri 17:00:"})
    expect(rows.last).to_contain_text("Promised already, by Fri 17:00: erstatte 20 €")
    assert [one["kind"] for one in sent(stage)] == ["call"]
    rows.last.get_by_role("button", name="Note it once more").click()
    expect(rows.last.get_by_label("What is promised")).to_have_value("erstatte 20 €")
    assert [one["kind"] for one in sent(stage)] == ["call", "money"]


def test_an_amount_in_the_agents_own_words_stands_alone(stage: Stage) -> None:
    rows = written(stage, MONEY)
    rows.get_by_label("What is promised").fill("Rückzahlung")
    expect(rows.locator(".sum")).to_be_visible()
    rows.get_by_label("What is promised").fill("erstatte 30 €")
    expect(rows.locator(".sum")).to_be_hidden()


def test_what_it_is_and_by_when_can_be_changed(stage: Stage) -> None:
    rows = written(stage, MONEY)
    rows.get_by_label("What is promised").fill("Gutschein")
    rows.get_by_label("What kind").select_option("goods")
    rows.get_by_label("By").fill("2026-11-30T12:00")
    with stage.page.expect_response("**/api/draft/1/promises"):
        pass
    (one,) = sent(stage)
    assert (one["kind"], one["what"]) == ("goods", "Gutschein")
    assert one["due"].startswith("2026-11-30T")
    assert decided(stage)[-1]["promised"][MONEY["words"]]["what"] == "Gutschein"


def test_what_is_found_to_be_money_is_called_money_or_goods_and_nothing_else(
    stage: Stage,
) -> None:
    rows = written(stage, MONEY, CALL, promised={MONEY["words"]: {"kind": "answer"}})
    kinds = rows.get_by_label("What kind")
    expect(kinds.first.locator("option")).to_have_count(2)
    expect(kinds.first).to_have_value("money")
    expect(kinds.last.locator("option")).to_have_count(5)
    one = sent(stage)[0]
    assert (one["kind"], one["amount"]) == ("money", 2000)


ON = "Ich melde mich gern bei Ihnen"
ANSWER = CALL | {"kind": "answer", "words": "Ich melde mich bei Ihnen", "said": False}


@pytest.mark.parametrize(
    ("after", "asked_again"),
    [
        (ANSWER | {"words": ON}, False),
        (ANSWER | {"words": ON, "due": "2026-11-23T16:00:00+00:00"}, False),
        (ANSWER | {"words": ON, "said": True}, True),
        (ANSWER | {"words": ON, "kind": "call"}, True),
        (ANSWER | {"words": "Sie hören von uns"}, True),
    ],
    ids=["written on", "the next day", "by when", "a call", "other words"],
)
def test_what_was_waved_away_stays_away_while_its_sentence_is_written_on(
    stage: Stage, after: dict[str, Any], asked_again: bool
) -> None:
    rows = written(stage, ANSWER)
    rows.get_by_role("button", name="Not a promise").click()
    expect(rows.get_by_role("button", name="It is one")).to_be_visible()
    stage.preview = lambda asked: (200, signed(asked) | {"promises": [after]})
    stage.page.get_by_role("textbox", name="Reply").fill("Gern.")
    expect(rows).to_contain_text("Promise" if asked_again else after["words"])
    expect(rows.get_by_role("button", name="Not a promise")).to_have_count(int(asked_again))
    assert len(sent(stage)) == int(asked_again)


def test_what_is_said_of_a_promise_is_handed_in_behind_its_draft(stage: Stage) -> None:
    rows = written(stage, ANSWER)
    with stage.page.expect_response("**/api/draft/1/promises"):
        rows.get_by_role("button", name="Not a promise").dispatch_event("click")
    puts = [path for method, path, _ in stage.asked if method == "PUT"]
    assert puts == ["/api/draft/1", "/api/draft/1/promises"]


def test_of_two_promises_only_the_one_that_was_waved_away_is_none(stage: Stage) -> None:
    rows = written(stage, ANSWER)
    rows.get_by_role("button", name="Not a promise").click()
    both = [ANSWER, ANSWER | {"words": ON}]
    stage.preview = lambda asked: (200, signed(asked) | {"promises": both})
    stage.page.get_by_role("textbox", name="Reply").fill("Gern.")
    expect(rows).to_have_count(2)
    expect(rows.last.get_by_role("button", name="Not a promise")).to_be_visible()


def test_what_was_said_is_there_after_a_reload(stage: Stage) -> None:
    said = {MONEY["words"]: {"no": False, "what": "Gutschein"}, CALL["words"]: {"no": True}}
    rows = written(stage, MONEY, CALL, promised=said)
    expect(rows.first.get_by_label("What is promised")).to_have_value("Gutschein")
    expect(rows.last).to_contain_text("Not a promise:")
    assert [one["what"] for one in sent(stage)] == ["Gutschein"]


def test_what_was_said_comes_back_with_an_answer_that_is_taken_back(stage: Stage) -> None:
    rows = written(stage, MONEY)
    rows.get_by_label("What is promised").fill("Gutschein")
    sent(stage)
    key = stage.said("send")[-1]["key"]
    assert decided(stage)[-1]["promised"] == {MONEY["words"]: {"what": "Gutschein"}}
    ack = {"n": 1, "what": "send", "ok": True, "conversation": 1, "key": key, "text": ""}
    stage.draft = lambda typed: (200, None)  # the server has it in its outbox, and no draft more
    stage.views[1] |= {"stamp": "s1", "draft": view(1)["draft"]}
    stage.update("composer", acks=[ack])
    expect(stage.page.get_by_role("textbox", name="Reply")).to_have_value("")
    back = {"key": "b" * 32, "text": "Ich erstatte 20 €.", "stamp": "x", "private": False}
    said = {MONEY["words"]: {"what": "Gutschein"}}
    stage.views[1] |= {"stamp": "s2", "draft": back | {"pictures": []}, "promised": said}
    stage.refresh()
    expect(rows.get_by_label("What is promised")).to_have_value("Gutschein")


def test_a_poll_leaves_what_is_being_typed_alone(stage: Stage) -> None:
    what = written(stage, MONEY).get_by_label("What is promised")
    what.fill("Gutsch")
    stage.views[1] |= {"stamp": "other", "promised": {}}
    stage.refresh()
    expect(what).to_be_focused()
    what.press_sequentially("ein")
    expect(what).to_have_value("Gutschein")


def test_enter_in_a_line_sends_nothing(stage: Stage) -> None:
    written(stage, CALL).get_by_label("What is promised").press("Enter")
    expect(stage.page.get_by_role("textbox", name="Reply")).to_be_focused()
    assert stage.said("send") == []


def test_an_answer_without_a_promise_has_no_row(stage: Stage) -> None:
    written(stage)
    expect(stage.page.locator(".composer .promises")).to_be_hidden()
    assert sent(stage) == []


def test_a_preview_that_the_promises_leave_little_room_is_reached_by_a_key(stage: Stage) -> None:
    written(stage, CALL, MONEY)
    stage.page.get_by_role("textbox", name="Reply").fill("Ich erstatte 20 €.\n" * 60)
    expect(stage.page.locator(".parts.cut")).to_have_attribute("tabindex", "0")
    stage.page.get_by_role("textbox", name="Reply").fill("Gern.")
    expect(stage.page.locator(".parts")).not_to_have_attribute("tabindex", "0")


@pytest.mark.parametrize(("width", "lines"), [(645, 1), (390, 2)])
def test_a_row_is_compact_and_whole(stage: Stage, width: int, lines: int) -> None:
    stage.page.set_viewport_size({"width": 1280 if lines == 1 else width, "height": 800})
    stage.page.add_style_tag(content=f"body {{ margin: 0; max-width: {width}px; }}")
    written(stage, MONEY, CALL)
    stage.speak("de")
    tops = "row => new Set([...row.children].map(one => Math.round((2 * one.offsetTop + one.offsetHeight) / 24))).size"
    try:
        assert stage.page.locator(".promise").first.evaluate(tops) == lines
        for cut in (".promises", ".promise", ".parts"):
            box = stage.page.locator(cut).first
            assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1"), cut
    finally:
        stage.page.set_viewport_size({"width": 1280, "height": 800})


def select(stage: Stage, words: str) -> None:
    """Choose words of the draft, as a pointer does."""
    stage.page.get_by_role("textbox", name="Reply").evaluate(
        "(area, words) => { const at = area.value.indexOf(words);"
        " area.setSelectionRange(at, at + words.length); }",
        words,
    )


def test_a_promise_that_was_not_seen_is_added_with_the_words_that_are_chosen(stage: Stage) -> None:
    rows = written(stage, CALL)
    stage.page.get_by_role("textbox", name="Reply").fill("Der Karton mit 3 Akkus: bis Mai.")
    select(stage, "Der Karton mit 3 Akkus")
    stage.page.get_by_role("button", name="Add a promise").click()
    expect(rows).to_have_count(2)
    expect(rows.last.get_by_label("By")).to_be_focused()
    expect(rows.last.get_by_label("Amount")).to_be_hidden()
    rows.last.get_by_label("What kind").select_option("goods")
    rows.last.get_by_label("Amount").fill("60")
    rows.last.get_by_label("By").fill("2026-11-30T12:00")
    one = sent(stage)[-1]
    assert (one["kind"], one["sum"]) == ("goods", "60")
    assert one["what"] == one["words"] == "Der Karton mit 3 Akkus"
    assert one["due"].startswith("2026-11-30T")


def test_one_is_added_before_anything_was_looked_at(stage: Stage) -> None:
    stage.preview = lambda asked: (500, {})
    stage.views = {1: view(1)}
    stage.mount("composer", height=400)
    stage.open(1)
    stage.page.get_by_role("textbox", name="Reply").fill("Gern.")
    stage.page.get_by_role("button", name="Add a promise").click()
    rows = stage.page.get_by_role("list", name="What you promise").get_by_role("listitem")
    expect(rows.get_by_label("What is promised")).to_be_focused()


def test_what_an_agent_added_is_kept_with_the_draft_and_taken_out_again(stage: Stage) -> None:
    rows = written(stage)
    stage.page.get_by_role("button", name="Add a promise").press("Enter")
    expect(rows.get_by_label("What is promised")).to_be_focused()
    with stage.page.expect_response("**/api/draft/1/promises"):
        rows.get_by_label("What is promised").fill("Blumen")
    ((_, kept),) = decided(stage)[-1]["promised"].items()
    assert (kept["added"], kept["what"]) == (True, "Blumen")
    with stage.page.expect_response("**/api/draft/1/promises"):
        rows.get_by_role("button", name="Take this promise out").click()
    expect(rows).to_have_count(0)
    assert decided(stage)[-1]["promised"] == {}
    assert sent(stage) == []


def test_an_added_promise_is_there_after_a_reload(stage: Stage) -> None:
    said = {"+1": {"added": True, "what": "Blumen", "kind": "goods", "due": "2026-11-30T12:00",
                   "of": "", "sum": "20 €"}}  # fmt: skip
    stage.preview = lambda asked: (200, signed(asked) | {"promises": []})
    draft = {"key": "a" * 32, "text": "Gern.", "stamp": "x", "private": False, "pictures": []}
    stage.views = {1: view(1, promised=said, draft=draft)}
    stage.mount("composer", height=400)
    stage.open(1)
    rows = stage.page.get_by_role("list", name="What you promise").get_by_role("listitem")
    expect(rows.get_by_label("What is promised")).to_have_value("Blumen")
    expect(rows.get_by_label("Amount")).to_have_value("20 €")


def test_another_language_is_spoken_by_the_rows_that_stand_there(stage: Stage) -> None:
    rows = written(stage, CALL)
    stage.speak("de")
    expect(rows.locator(".head")).to_have_text("Versprechen")
