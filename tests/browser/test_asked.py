"""What the customer asks, on the bare page: a quiet list that is ticked while an answer is written."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.awaited import expect
from tests.browser.stage import Stage, signed, view

WHEN = {"text": "Wann <b>kommt</b> mein Paket?", "answered": False}
HOW_MUCH = {"text": "was kostet der rückversand", "answered": False}
OPEN = {"rule": "question_open", "level": "hints", "text": "Not answered yet", "parts": None}


def written(stage: Stage, text: str = "Das Paket ist da.") -> Locator:
    """Write an answer to two questions, the second ticked by an amount; returns their rows."""

    def answer(asked):
        those = [WHEN, HOW_MUCH | {"answered": "€" in asked["text"]}]
        told = {"questions": those if asked["text"] else [], "objections": [OPEN]}
        return 200, signed(asked) | told

    stage.preview = answer
    stage.views = {1: view(1), 2: view(2)}
    stage.mount("thread")
    stage.mount("composer", height=400)
    stage.open(1)
    stage.page.get_by_role("textbox", name="Reply").fill(text)
    return stage.page.get_by_role("list", name="What they ask").get_by_role("listitem")


def test_questions_stand_in_their_asker_s_words_and_say_that_they_are_open(stage: Stage) -> None:
    rows = written(stage)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(WHEN["text"])
    expect(rows.first).to_contain_text("Still open")


def test_questions_that_scroll_are_scrolled_by_keys_and_others_are_no_stop(stage: Stage) -> None:
    rows = written(stage)
    expect(rows).to_have_count(2)
    those = stage.page.get_by_role("list", name="What they ask")
    expect(those).not_to_have_attribute("tabindex", "0")
    many = [{"text": f"Und Frage {number}?", "answered": False} for number in range(9)]
    stage.preview = lambda asked: (200, signed(asked) | {"questions": many})
    stage.page.get_by_role("textbox", name="Reply").fill("Anders.")
    expect(those).to_have_attribute("tabindex", "0")


def test_a_question_is_ticked_as_the_answer_speaks_of_it(stage: Stage) -> None:
    rows = written(stage)
    stage.page.get_by_role("textbox", name="Reply").fill("Es kostet 5 €.")
    expect(rows.last).to_contain_text("Your answer speaks of it")
    expect(rows.first).to_contain_text("Still open")


def test_the_list_says_it_once(stage: Stage) -> None:
    expect(written(stage)).to_have_count(2)
    expect(stage.page.get_by_text("Not answered yet")).to_have_count(0)


def test_another_conversation_asks_nothing_of_this_one(stage: Stage) -> None:
    rows = written(stage)
    expect(rows).to_have_count(2)
    stage.open(2)
    expect(rows).to_have_count(0)


def test_the_list_speaks_the_language_of_its_page(stage: Stage) -> None:
    expect(written(stage)).to_have_count(2)
    stage.speak("de")
    rows = stage.page.get_by_role("list", name="Was gefragt wird").get_by_role("listitem")
    expect(rows.first).to_contain_text("Noch offen")
