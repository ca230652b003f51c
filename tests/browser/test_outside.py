"""A call or an e-mail, noted beside the answer: two clicks and a line, and nothing is sent."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response

from tests.browser.awaited import expect
from tests.browser.stage import NOW, Stage, entry, signed, view

HOSTILE = "<img src=x onerror=alert(1)>"
CALLED = {"kind": "call", "heard": True, "answers": True, "said": "They called"}


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """A conversation that is open, with an answer begun."""
    begun = {"key": "0" * 32, "text": "Guten Tag", "stamp": NOW, "private": False, "pictures": []}
    stage.views[1] = view(1, draft=begun)
    stage.views[2] = view(2, name="Olga")
    stage.mount("composer", height=300)
    stage.open(1)
    expect(stage.page.locator(".composer textarea")).to_have_value("Guten Tag")
    return stage


def line(page: Page) -> Locator:
    return page.get_by_role("textbox", name="What was said")


def asked(stage: Stage, method: str) -> list[tuple[str, dict]]:
    found = stage.asked
    return [(p, body) for how, p, body in found if how == method and p.startswith("/api/outside/")]


def begins(page: Page) -> None:
    page.locator(".mode").filter(has_text="Call, e-mail").click()
    expect(line(page)).to_be_focused()


def test_two_clicks_and_a_line_note_a_call(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("Zähler abgelesen")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".composer textarea")).to_be_focused()
    expect(page.locator(".composer textarea")).to_have_value("Guten Tag")
    ((path, told),) = asked(desk, "POST")
    kept = {"kind": "call", "heard": True, "text": "Zähler abgelesen", "answers": True}
    assert (path, told) == ("/api/outside/1", kept | {"key": told["key"], "promises": []})
    assert desk.said("send") == []


def test_an_e_mail_of_ours_that_answered_nothing_and_promised_something(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.get_by_role("radio", name="We sent an e-mail").check(force=True)
    page.get_by_role("checkbox", name="They have their answer").uncheck()
    page.get_by_role("button", name="Add a promise").last.click()
    page.keyboard.type("Rückruf mit dem Ergebnis")
    line(page).fill("Nachgefragt")
    line(page).press("Control+Enter")
    expect(line(page)).to_be_hidden()
    ((_, told),) = asked(desk, "POST")
    assert (told["kind"], told["heard"], told["answers"]) == ("mail", False, False)
    (promise,) = told["promises"]
    assert (promise["kind"], promise["what"]) == ("call", "Rückruf mit dem Ergebnis")
    assert promise["due"].endswith("Z")


def test_what_was_refused_stays_with_its_sentence(desk: Stage) -> None:
    page = desk.page
    desk.note = lambda method, body: (200, {"ok": False, "text": "Zu lang."})
    begins(page)
    page.keyboard.type("x")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("alert")).to_have_text("Zu lang.")
    expect(line(page)).to_have_value("x")


def test_every_conversation_keeps_what_was_begun(desk: Stage) -> None:
    page = desk.page
    begins(page)
    page.keyboard.type("Zu Erika")
    desk.open(2)
    begins(page)
    expect(line(page)).to_have_value("")
    desk.open(1)
    expect(line(page)).to_have_value("Zu Erika")


KEPT = {
    "key": "a" * 32, "kind": "mail", "heard": False, "text": HOSTILE, "answers": False,
    "promises": [{"what": "Rückruf", "kind": "call", "due": "2026-11-30T12:00", "sum": ""}],
    "editing": None,
}  # fmt: skip


def saved(stage: Stage) -> list[Any]:
    """Return what was handed to the server while it was typed."""
    return [body["said"] for _, path, body in stage.asked if path == "/api/outside-draft/1"]


def keeping(page: Page, text: str | None) -> AbstractContextManager[object]:
    """Let the server be handed this text, None for nothing any more, and answer."""

    def that(told: Response) -> bool:
        if not told.url.endswith("/api/outside-draft/1"):
            return False
        said = told.request.post_data_json["said"]
        return (said and said["text"]) == text

    return page.expect_response(that)


def test_what_was_begun_is_there_after_a_reload(desk: Stage) -> None:
    page = desk.page
    desk.views[1] |= {"outside": KEPT, "stamp": "s2"}
    desk.refresh()
    begins(page)
    expect(line(page)).to_have_value(HOSTILE)
    expect(page.get_by_role("radio", name="We sent an e-mail")).to_be_checked()
    expect(page.get_by_role("checkbox", name="They have their answer")).not_to_be_checked()
    expect(page.get_by_label("What is promised")).to_have_value("Rückruf")
    page.get_by_role("button", name="Note it").click()
    expect(line(page)).to_be_hidden()
    ((_, told),) = asked(desk, "POST")
    assert (told["key"], told["kind"], len(told["promises"])) == ("a" * 32, "mail", 1)


def test_what_is_typed_is_kept_and_an_answer_of_before_takes_nothing_away(desk: Stage) -> None:
    page = desk.page
    begins(page)
    with keeping(page, "Zähler"):
        page.keyboard.type("Zähler")
        page.keyboard.press("Escape")
    desk.views[1] |= {"outside": saved(desk)[-1], "stamp": "s3"}
    desk.refresh()
    begins(page)
    page.keyboard.press("End")
    page.keyboard.type(" abgelesen")
    desk.refresh()
    expect(line(page)).to_have_value("Zähler abgelesen")
    with keeping(page, None):
        line(page).fill("")


def test_what_was_noted_in_another_tab_is_begun_here_no_more(desk: Stage) -> None:
    desk.views[1] |= {"outside": KEPT, "stamp": "s2"}
    desk.refresh()
    begins(desk.page)
    expect(line(desk.page)).to_have_value(HOSTILE)
    desk.views[1] |= {"outside": None, "stamp": "s3"}
    desk.refresh()
    expect(line(desk.page)).to_have_value("")
    assert saved(desk) == []


def test_in_the_thread_it_has_a_look_of_its_own_and_is_said_anew(stage: Stage) -> None:
    offers = ["outsideEdit", "outsideBack"]
    told = entry("m9", HOSTILE, side="heard", author="Mia", outside=CALLED, offers=offers)
    stage.views[1] = view(1, entries=[entry("m1", "Hallo"), told])
    stage.mount("thread", height=300)
    stage.mount("composer", height=300)
    stage.open(1)
    page, made = stage.page, stage.page.locator("article.heard")
    expect(made.locator(".by")).to_contain_text("They called")
    expect(made.locator(".by .icon-phone")).to_be_visible()
    expect(made.locator(".bubble")).to_have_text(HOSTILE)
    made.hover()
    made.get_by_role("button", name="What can be done with it").click()
    page.get_by_role("menuitem", name="Say it anew …").click()
    expect(line(page)).to_have_value(HOSTILE)
    line(page).fill("Anders")
    page.get_by_role("button", name="Save").click()
    expect(line(page)).to_be_hidden()
    ((path, body),) = asked(stage, "PUT")
    assert (path, body["text"], body["kind"]) == ("/api/outside/message/9", "Anders", "call")
    made.get_by_role("button", name="What can be done with it").press("Enter")
    page.get_by_role("menuitem", name="Take it back").press("Enter")
    assert stage.said("act")[-1] == {"what": "outsideBack", "id": 9, "conversation": 1}


def test_who_prefers_the_phone_is_promised_a_call_in_two_presses(stage: Stage) -> None:
    chip = {"kind": "prefers", "label": "Prefers: Telephone", "tone": "warn",
            "lines": [f"0171 2345678 · {HOSTILE}"],
            "promise": {"what": "Call back: 0171 2345678", "kind": "call"}}  # fmt: skip
    begun = {"key": "0" * 32, "text": "Guten Tag", "stamp": NOW, "private": False, "pictures": []}
    here = view(1, draft=begun)
    stage.views[1] = here | {"composer": here["composer"] | {"beside": [chip]}}
    stage.mount("thread", height=300)
    stage.mount("composer", height=400)
    stage.open(1)
    page = stage.page
    expect(page.locator(".composer .leaves")).to_contain_text("– Mia")
    page.get_by_role("button", name="Prefers: Telephone").click()
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    page.get_by_role("button", name="Promise it").click()
    row = page.get_by_role("list", name="What you promise").locator("li")
    expect(row.get_by_label("What is promised")).to_have_value("Call back: 0171 2345678")
    expect(row.get_by_label("What kind of promise it is")).to_have_value("call")
    expect(row.get_by_label("By", exact=True)).to_be_focused()


def test_the_sentence_that_promises_the_call_takes_the_place_of_what_was_begun(
    stage: Stage,
) -> None:
    chip = {"kind": "prefers", "label": "Prefers: Telephone", "tone": "warn", "lines": [],
            "promise": {"what": "Call back: 0171 2345678", "kind": "call",
                        "due": "2026-11-23T17:00:00+00:00"}}  # fmt: skip
    promise = {"kind": "call", "words": "Ich rufe Sie um 17:15 Uhr an", "amount": None,
               "due": "2026-11-23T16:15:00+00:00", "said": True, "currency": None,
               "sum": ""}  # fmt: skip
    stage.preview = lambda asked: (
        200, signed(asked) | {"promises": [promise] if "rufe" in asked["text"] else []}
    )  # fmt: skip
    here = view(1)
    stage.views[1] = here | {"composer": here["composer"] | {"beside": [chip]}}
    stage.mount("thread", height=300)
    stage.mount("composer", height=400)
    stage.open(1)
    page = stage.page
    answer, rows = page.get_by_role("textbox", name="Reply"), page.locator(".composer .promise")
    answer.fill("Guten Tag, ")
    page.get_by_role("button", name="Prefers: Telephone").click()
    page.get_by_role("button", name="Promise it").click()
    expect(rows.get_by_label("What is promised")).to_have_value("Call back: 0171 2345678")
    answer.fill("Guten Tag, Ich rufe Sie um 17:15 Uhr an.")
    expect(rows.get_by_label("What is promised")).to_have_value("Ich rufe Sie um 17:15 Uhr an")
    expect(rows).to_have_count(1)


def test_what_the_line_promises_stands_there_as_a_row_before_it_is_noted(desk: Stage) -> None:
    row = {"what": "80 € bis Freitag", "kind": "money", "sum": "80,00 €",
           "due": "2026-11-27T16:00:00+00:00"}  # fmt: skip
    desk.note = lambda method, body: (
        200,
        {"ok": False, "text": "Was this promised?", "promises": [row]}
        if method == "POST" and not body.get("looked")
        else {"ok": True, "text": ""},
    )
    page = desk.page
    begins(page)
    line(page).fill("Er bekommt 80 € bis Freitag.")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("alert")).to_contain_text("Was this promised?")
    expect(page.get_by_label("What is promised")).to_have_value("80 € bis Freitag")
    page.get_by_role("button", name="Note it").click()
    expect(line(page)).to_be_hidden()
    body = asked(desk, "POST")[-1][1]
    assert (body["looked"], body["promises"][0]["sum"]) == (True, "80,00 €")
