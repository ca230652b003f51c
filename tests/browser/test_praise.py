"""Praise: found beside the answer, passed on by one press, and only then said to have been."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from tests import cast
from tests.browser.awaited import expect
from tests.browser.room import arrived, box, connected, opened, post, thread
from tests.browser.running import House, Profile, enter
from tests.browser.stage import Stage, entry, view

FOUND = {"kind": "praise", "tone": "good", "label": "Praise: pass it on", "message": 7, "whom": [2]}
WORDS = "<b>Jonas</b> war so nett!"
HANDS = {"me": 1, "agents": [{"id": 3, "name": "Amina"}, {"id": 2, "name": "<i>Jonas</i>"}]}


def shown(stage: Stage, chip: dict[str, Any] | None, *entries: dict[str, Any]) -> Stage:
    here = view(1, *entries)
    chips = [chip | {"words": WORDS}] if chip else []
    here |= {"composer": here["composer"] | {"beside": chips}, "hands": here["hands"] | HANDS}
    stage.views = {1: here}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    return stage


def box_of(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("dialog", name=name)


def test_who_is_named_is_chosen_and_words_and_names_are_text(stage: Stage) -> None:
    shown(stage, FOUND)
    stage.page.get_by_role("button", name="Praise: pass it on").press("Enter")
    here = box_of(stage, "Praise: pass it on")
    expect(here.locator("blockquote")).to_have_text(WORDS)
    expect(here.locator(".whom label")).to_have_text(["<i>Jonas</i>", "Amina"])
    expect(here.get_by_role("checkbox", name="Jonas")).to_be_checked()
    expect(here.get_by_role("checkbox", name="Amina")).not_to_be_checked()


def test_somebody_without_a_login_is_named_with_who_told_them(stage: Stage) -> None:
    shown(stage, FOUND)
    asked: list[Any] = []
    stage.draft = lambda body: (asked.append(body) or 200, {"ok": True, "text": ""})
    stage.page.get_by_role("button", name="Praise: pass it on").click()
    here = box_of(stage, "Praise: pass it on")
    here.get_by_role("checkbox", name="Jonas").uncheck()
    here.get_by_text("Somebody without a login").click()
    here.get_by_role("textbox", name="Somebody without a login").fill("die Fahrerin Anna")
    here.get_by_role("combobox", name="Who has told them?").select_option("Amina")
    here.get_by_role("button", name="Pass it on").click()
    expect(here).to_be_hidden()
    assert asked == [{"to": [], "told": {"name": "die Fahrerin Anna", "by": 3}}]


def test_who_told_somebody_and_when_stands_with_it(stage: Stage) -> None:
    told = {"label": "Praise passed on", "told": ["Anna"], "inPerson": ["Amina told Anna, today"]}
    shown(stage, FOUND | told)
    stage.page.get_by_role("button", name="Praise passed on").click()
    expect(box_of(stage, "Praise passed on")).to_contain_text("Amina told Anna, today")


def test_what_was_delivered_is_said_by_one_press_in_the_answer(stage: Stage) -> None:
    told = FOUND | {"label": "Praise passed on", "told": ["Jonas"], "say": "Ihr Lob ist da."}
    shown(stage, told)
    stage.page.get_by_role("button", name="Praise passed on").click()
    here = box_of(stage, "Praise passed on")
    expect(here).to_contain_text("Passed on to Jonas.")
    here.get_by_role("button", name="Say so in the answer").click()
    expect(stage.page.get_by_role("textbox", name="Reply")).to_have_value("Ihr Lob ist da.")
    expect(here).to_be_hidden()


def test_any_message_of_a_customer_can_be_praise(stage: Stage) -> None:
    shown(stage, None, entry("m1", "Tiptop wie immer", offers=["praise"]))
    stage.page.get_by_role("button", name="What can be done with it").click()
    stage.page.get_by_role("menuitem", name="It is praise …").click()
    here = box_of(stage, "It is praise")
    expect(here.locator("blockquote")).to_have_text("Tiptop wie immer")
    expect(here.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(here.get_by_role("checkbox").first).to_be_focused()


def test_praise_is_passed_on_and_then_the_answer_says_so(house: House, profile: Profile) -> None:
    connected(house)
    with house.database.write() as session:
        cast.agent(session, cast.JONAS)
    words = "Großes Lob an Jonas Weber, der war so freundlich!"
    post(house, words, handle="lena", name="Lena Lob")
    arrived(house, "Lena Lob")
    page: Page = enter(profile(), house, "miriam")
    opened(page, "Lena Lob")
    box(page).fill("Das freut mich, liebe Lena. Ihr Lob habe ich an Jonas Weber weitergegeben.")
    held = page.locator(".objection.holds")
    expect(held).to_contain_text("Das Lob zuerst weitergeben")
    page.get_by_role("button", name="Lob: weitergeben").click()
    asks = page.get_by_role("dialog", name="Lob: weitergeben")
    expect(asks.get_by_role("checkbox", name="Jonas")).to_be_checked()
    asks.get_by_role("button", name="Weitergeben").click()
    box(page).fill("")
    page.get_by_role("button", name="Lob weitergegeben").click()
    page.get_by_role("button", name="In der Antwort sagen").click()
    expect(box(page)).to_have_value("Ihr Lob habe ich an Jonas Weber weitergegeben.")
    expect(held).to_have_count(0)
    page.locator(".send").click()
    expect(thread(page).get_by_text("Zugestellt")).to_be_visible(timeout=20_000)
    page.goto(f"{house.url}/team")
    expect(page.get_by_role("list", name="Lob der Woche")).to_contain_text(words)
    expect(page.get_by_role("link", name="Für Jonas Weber")).to_be_visible()
