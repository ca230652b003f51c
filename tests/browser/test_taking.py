"""Take and tell: one click takes a conversation, and the answer says by when before it is written."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, door, signed, view, way

TEXT = "Guten Tag Erika,\n\n\n\nSie hören bis 15:00 Uhr von mir."
CARET = 18
SAYS = "Take it and say by when"


def opened(stage: Stage, **more: Any) -> Locator:
    """Open a conversation that waits; returns the box for the answer."""
    stage.begin = lambda path, body: (200, {"text": TEXT, "caret": CARET})
    stage.views = {1: view(1, **more)}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    box = stage.page.get_by_role("textbox", name="Reply")
    expect(box).to_be_visible()
    return box


def begun(stage: Stage) -> list[tuple[str, Any]]:
    return [
        (path, body) for _, path, body in stage.asked if path.startswith(("/api/ta", "/api/te"))
    ]


def takes(stage: Stage) -> Locator:
    return stage.page.get_by_role("button", name=SAYS)


def test_one_click_fills_in_what_is_known_and_leaves_the_matter_to_the_agent(stage: Stage) -> None:
    box = opened(stage, holder={"agent": None, "team": {"id": 7, "name": "Strom"}})
    takes(stage).click()
    expect(box).to_have_value(TEXT)
    expect(box).to_be_focused()
    stage.page.keyboard.insert_text("Der Akku ist bestellt.")
    expect(box).to_have_value(TEXT[:CARET] + "Der Akku ist bestellt." + TEXT[CARET:])
    assert begun(stage) == [("/api/take/1", {"had": {"agent": None, "team": 7}})]


def test_on_a_telephone_one_press_begins_it_and_it_says_by_when_to_send(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 390, "height": 844})
    box = opened(stage)
    stage.begin = lambda path, body: (
        200,
        {"text": TEXT, "caret": CARET, "said": "Send it by 14:00."},
    )
    expect(takes(stage)).to_be_in_viewport(ratio=1)
    takes(stage).click()
    expect(box).to_have_value(TEXT)
    expect(stage.page.get_by_role("alert")).to_have_text("Send it by 14:00.")


def test_what_was_begun_already_stays_as_it_is(stage: Stage) -> None:
    box = opened(stage)
    box.fill("Mein Anfang")
    takes(stage).click()
    expect(stage.page.get_by_text("You have begun an answer here already")).to_be_visible()
    expect(box).to_have_value("Mein Anfang")
    expect(box).to_be_focused()


def test_why_it_could_not_be_taken_is_said(stage: Stage) -> None:
    box = opened(stage)
    stage.begin = lambda path, body: (409, {"why": "Jonas has it by now."})
    takes(stage).click()
    expect(stage.page.get_by_role("alert")).to_have_text("Jonas has it by now.")
    expect(box).to_have_value("")


def test_beside_taking_it_the_menu_offers_it_as_well(stage: Stage) -> None:
    box = opened(stage)
    stage.page.get_by_role("button", name="Who has it").click()
    stage.page.get_by_role("menuitem", name=SAYS).click()
    expect(box).to_have_value(TEXT)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"waitingSince": None}, id="nobody waits"),
        pytest.param({"holder": {"agent": {"id": 2, "name": "Jonas"}, "team": None}}, id="at it"),
        pytest.param({"composer": door(way(shut="Closed."))}, id="no way"),
    ],
)
def test_it_is_offered_where_it_can_be_done(stage: Stage, more: dict[str, Any]) -> None:
    stage.views = {1: view(1, **more)}
    stage.mount("thread")
    stage.open(1)
    expect(stage.page.get_by_role("button", name="Who has it")).to_be_visible()
    expect(takes(stage)).to_have_count(0)


OWN = {
    "rule": "only_a_time", "level": "holds", "toCome": True,
    "text": "Say a word on what this customer wrote.", "parts": None, "decide": None,
}  # fmt: skip
TICKET = {
    "rule": "ticket_language", "level": "blocks", "toCome": False,
    "text": "Say it without “Ticket”.", "parts": None, "decide": None,
}  # fmt: skip


def begins(stage: Stage, *objections: dict[str, Any]) -> Locator:
    """Take and tell, where the rules object to what was filled in; returns the box."""
    box = opened(stage)
    stage.preview = lambda asked: (200, signed(asked, *(objections if asked["text"] else ())))
    takes(stage).click()
    expect(box).to_have_value(TEXT)
    return box


def test_what_is_still_to_come_is_no_fault_while_it_is_being_written(stage: Stage) -> None:
    box = begins(stage, OWN)
    to_come = stage.page.locator(".objection.to-come")
    expect(to_come).to_contain_text("Say a word on what this customer wrote.")
    expect(to_come.get_by_role("textbox")).to_have_count(0)
    expect(to_come).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    box.press("End")
    stage.page.keyboard.type("Der")
    expect(to_come).to_have_count(1)
    stage.page.get_by_role("log").click()
    expect(to_come).to_have_count(0)
    expect(stage.page.locator(".objection.holds").get_by_role("textbox")).to_be_visible()
    box.focus()
    expect(stage.page.locator(".objection.holds")).to_have_count(1)


def test_who_tries_to_send_is_told_what_is_missing_as_firmly_as_it_is_meant(stage: Stage) -> None:
    box = begins(stage, OWN)
    expect(stage.page.locator(".objection.to-come")).to_have_count(1)
    box.press("Control+Enter")
    reason = stage.page.locator(".objection.holds.pointed").get_by_role("textbox")
    expect(reason).to_be_focused()
    assert stage.said("send") == []


def test_what_should_not_stand_there_is_said_at_once(stage: Stage) -> None:
    begins(stage, OWN, TICKET)
    expect(stage.page.locator(".objection.blocks")).to_have_text("Say it without “Ticket”.")
    expect(stage.page.locator(".objection").last).to_have_class("objection to-come")


def test_an_answer_that_lay_there_is_judged_as_it_is_opened(stage: Stage) -> None:
    stage.preview = lambda asked: (200, signed(asked, OWN))
    opened(stage, draft={"key": "a" * 32, "text": TEXT, "stamp": "t1", "private": False})
    expect(stage.page.locator(".objection.holds")).to_be_visible()


PROMISE = {
    "id": 9, "what": "Rückruf", "kind": "Call", "sum": "", "due": "2026-11-20T14:00:00+00:00",
    "said": "Promised by 14:00", "late": False, "proven": False, "owner": "Mia", "ownerId": 1,
}  # fmt: skip


def test_who_breaks_a_promise_is_offered_to_tell_the_customer(stage: Stage) -> None:
    box = opened(stage, promises=[PROMISE])
    stage.page.get_by_role("button", name="More about the promise").click()
    stage.page.get_by_role("menuitem", name="Broken").click()
    asks = stage.page.get_by_role("dialog")
    asks.get_by_role("textbox").fill("Das Lager ist leer.")
    asks.get_by_role("button", name="It is broken").click()
    said = {"n": 1, "what": "break", "ok": True, "conversation": 1, "text": "Broken.", "key": None}
    stage.update("thread", acks=[said])
    tell = stage.page.get_by_role("button", name="Tell the customer")
    expect(tell).to_be_visible()
    tell.click()
    expect(box).to_have_value(TEXT)
    expect(tell).to_have_count(0)
    assert begun(stage) == [("/api/tell/9", {"was": PROMISE["due"]})]
    assert stage.said("send") == []


def test_a_refused_act_offers_nothing(stage: Stage) -> None:
    opened(stage, promises=[PROMISE])
    stage.page.get_by_role("button", name="Kept").click()
    said = {"n": 1, "what": "keep", "ok": False, "conversation": 1, "text": "No.", "key": None}
    stage.update("thread", acks=[said])
    expect(stage.page.get_by_text("No.")).to_be_visible()
    expect(stage.page.get_by_role("button", name="Tell the customer")).to_have_count(0)
