"""What to know before writing: lines beside the conversation, and how an answer may begin."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from inbox.components import person as pane
from inbox.texts import texts
from tests.browser.awaited import expect
from tests.browser.stage import Stage, entry, signed, view
from tests.browser.test_person import who

EVIL = "<img src=x onerror=alert(1)>"


def line(about: str, text: str, **more: Any) -> dict[str, Any]:
    """Return one line as the route tells it."""
    return {
        "about": about, "called": about.title(), "text": text, "late": False, "conversation": 1,
        "message": None, "promise": None, "edits": about in ("who", "unknown"),
    } | more  # fmt: skip


LINES = [
    line("who", "since 1 March · 2 other conversations"),
    line("words", f"“{EVIL}”", message=1),
    line("promised", "20 € · late since yesterday", late=True, conversation=2),
    line("unknown", "form of address, language"),
]


def seated(stage: Stage, width: int, *lines: dict[str, Any]) -> Locator:
    """Open a conversation with this briefing; returns the one that is to be seen."""
    stage.page.set_viewport_size({"width": width, "height": 800})
    said = [*lines] or LINES
    stage.views = {
        1: view(1, entry("m1", "Hallo"), person=who(), briefing=said),
        2: view(2, person=who(), briefing=said[:1]),
    }
    stage.mount("thread", width=min(width, 640))
    stage.mount("person", width=300, choices=pane.choices(texts("en")))
    stage.open(1)
    found = stage.page.get_by_role("region", name="Briefing")
    expect(found).to_have_count(1)
    return found


def fold(found: Locator) -> Locator:
    return found.locator(".fold")


def test_the_lines_are_a_list_and_strangers_words_stay_words(stage: Stage) -> None:
    found = seated(stage, 1280)
    expect(found.get_by_role("listitem")).to_have_count(4)
    expect(found).to_contain_text(EVIL)
    expect(found.locator("img")).to_have_count(0)


def test_a_line_leads_to_where_it_is_from(stage: Stage) -> None:
    found = seated(stage, 1280)
    found.get_by_role("button", name="Words").click()
    expect(stage.page.locator('[data-key="m1"]')).to_be_focused()
    found.get_by_role("button", name="Unknown").click()
    expect(stage.page.get_by_label("Wants to be called")).to_be_focused()
    found.get_by_role("button", name="Promised").click()
    expect(found.get_by_role("listitem")).to_have_count(1)
    assert stage.said("open")[-1]["id"] == 2


def test_a_message_that_lies_further_back_is_gone_up_to(stage: Stage) -> None:
    found = seated(stage, 1280, line("words", "Hallo", message=77))
    found.get_by_role("button", name="Words").click()
    expect(stage.page.get_by_role("log")).to_be_focused()


def test_who_folds_it_finds_it_folded_on_another_page(stage: Stage) -> None:
    found = seated(stage, 1280)
    fold(found).press("Enter")
    expect(found.get_by_role("list")).to_be_hidden()
    expect(fold(found)).to_contain_text("since 1 March")
    expect(fold(found)).to_be_focused()
    assert stage.page.evaluate("localStorage.getItem('dw-briefing')") == "folded"
    stage.mount("person", width=300, choices=pane.choices(texts("en")))
    expect(fold(found.last)).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", [390, 900])
def test_without_the_persons_pane_it_is_one_line_above_the_conversation(
    stage: Stage, width: int
) -> None:
    found = seated(stage, width)
    expect(fold(found)).to_have_attribute("aria-expanded", "false")
    box = found.bounding_box()
    assert box is not None and box["height"] <= 34
    fold(found).click()
    expect(found.get_by_role("listitem")).to_have_count(4)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_palette_leads_to_its_first_line(stage: Stage, width: int) -> None:
    found = seated(stage, width)
    stage.page.evaluate("() => import('/assets/x/shared/commands.js').then(c => c.run('briefing'))")
    expect(found.get_by_role("button", name="Who")).to_be_focused()


def test_a_look_that_changes_it_leaves_the_focus_on_its_line(stage: Stage) -> None:
    found = seated(stage, 1280)
    found.get_by_role("button", name="Words").focus()
    changed = [*LINES[:2], line("note", "Calls early")]
    stage.views[1] = view(1, person=who(), briefing=changed, stamp="s2")
    stage.refresh()
    expect(found).to_contain_text("Calls early")
    expect(found.get_by_role("button", name="Words")).to_be_focused()


def test_who_is_nobody_yet_has_no_briefing(stage: Stage) -> None:
    found = seated(stage, 1280)
    stage.views[2] = view(2, person=who(), briefing=[])
    stage.open(2)
    expect(found).to_have_count(0)


OPENINGS = {
    "introduce": "Mein Name ist Mia Roth.",
    "ask": "Mit wem habe ich das Vergnügen?",
    "spoken": "de",
}
FIRST = {"rule": "not_introduced", "level": "hints", "text": "Say who you are.", "parts": None}
NAMELESS = {"rule": "nameless", "level": "hints", "text": "Ask whom.", "parts": None}


def writing(stage: Stage, text: str) -> Locator:
    stage.views = {1: view(1)}
    stage.preview = lambda asked: (200, signed(asked, FIRST, NAMELESS) | {"openings": OPENINGS})
    stage.mount("composer", width=640)
    stage.open(1)
    box = stage.page.get_by_role("textbox", name="Reply")
    box.fill(text)
    return box


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Das klären wir.", "Mein Name ist Mia Roth. Das klären wir."),
        (
            "Guten Tag Frau S.,\n\nalles gut.",
            "Guten Tag Frau S.,\nmein Name ist Mia Roth. Alles gut.",
        ),
        (
            "Guten Tag Frau S., ich prüfe das.",
            "Guten Tag Frau S., mein Name ist Mia Roth. Ich prüfe das.",
        ),
        ("Hallo!\nAlles gut.", "Hallo!\nMein Name ist Mia Roth. Alles gut."),
    ],
)
def test_one_press_puts_in_who_she_is_behind_the_greeting(stage, before, after) -> None:
    box = writing(stage, before)
    stage.page.get_by_role("button", name="Introduce yourself").click()
    expect(box).to_have_value(after)
    expect(box).to_be_focused()


def test_one_press_asks_for_the_name_at_the_end(stage: Stage) -> None:
    box = writing(stage, "Das klären wir.")
    stage.page.get_by_role("button", name="Ask for their name").click()
    expect(box).to_have_value("Das klären wir. Mit wem habe ich das Vergnügen?")
