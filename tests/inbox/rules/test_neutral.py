"""A survey's own words lean to no answer: each that does is named, and why it cannot be saved."""

from __future__ import annotations

import pytest

from inbox.rules import neutral
from inbox.rules.neutral import Fault, Flaw
from tests.inbox.rules.tables import table

LINES = [line for language in ("de", "en") for line in table(f"neutral_{language}")]
YES_NO = ["Ja", "Teils", "Nein"]


def test_words_that_lean_are_named_and_neutral_ones_are_free() -> None:
    meant = {line["text"]: tuple(filter(None, line["words"].split(" + "))) for line in LINES}
    wrong = {line["text"] for line in LINES if line["wrong"]}
    assert len(meant) == len(LINES)
    seen = {text: neutral.leaning(text) for text in meant}
    assert {text for text in meant if seen[text] != meant[text]} == wrong


@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_half_of_the_cases_are_free(language: str, least: int) -> None:
    found = table(f"neutral_{language}")
    assert len(found) >= least
    assert 0.4 <= sum(not line["words"] for line in found) / len(found) <= 0.6


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Was möchten Sie uns sagen?", []),
        (" ", [Flaw.EMPTY]),
        ("Was möchten Sie uns sagen", [Flaw.NO_QUESTION]),
        ("Was " * 60 + "?", [Flaw.LONG]),
        ("Haben wir Ihre Frage beantwortet?", [Flaw.CLOSED]),
        ("Did we answer your question?", [Flaw.CLOSED]),
        ("Was hat Ihnen gefallen?", [Flaw.LEANS]),
    ],
)
def test_an_open_question_is_short_open_and_leans_nowhere(text, flaws) -> None:
    assert [fault.flaw for fault in neutral.question(text, open_one=True)] == flaws


def test_the_question_above_the_buttons_may_be_answered_by_yes_or_no() -> None:
    assert list(neutral.question("Ist Ihre Frage beantwortet?", open_one=False)) == []


@pytest.mark.parametrize(
    ("texts", "flaws"),
    [
        (YES_NO, []),
        (["Zufrieden", "Unzufrieden"], []),
        (["Ja"], [Flaw.COUNT]),
        (list("abcdef"), [Flaw.COUNT]),
        (["Ja", " ja"], [Flaw.TWICE, Flaw.ONE_SIDED]),
        (["Ja", "x" * 31], [Flaw.LONG, Flaw.UNEQUAL, Flaw.ONE_SIDED]),
        (["Ja, das war eine große Freude", "Nein"], [Flaw.UNEQUAL]),
        (["Toll", "Teils", "Nein"], [Flaw.ONE_SIDED, Flaw.LEANS]),
        (["Ja", "Ja, sehr", "Nein"], [Flaw.ONE_SIDED]),
        (["Ja, sehr", "Nein"], [Flaw.ONE_SIDED]),
        (["Ja", "Teilweise"], [Flaw.ONE_SIDED]),
        (["Gelöst", "Teilweise", "Nicht gelöst"], []),
        (["Ja, sehr", "Ja", "Nein", "Gar nicht"], []),
        (["Ja", "Nein", "Weiß nicht"], []),
        (["Yes", "No", "Not sure"], []),
        (["Yes", "Yes, fully", "No"], [Flaw.ONE_SIDED]),
        (["Rot", "Blau", "Grün"], []),
    ],
)
def test_the_answers_are_few_different_alike_in_length_balanced_and_lean_nowhere(
    texts, flaws
) -> None:
    assert [fault.flaw for fault in neutral.choices(texts)] == flaws


def test_a_fault_names_the_words() -> None:
    found = list(neutral.question("Was war besonders gut?", open_one=True))
    assert found == [Fault(Flaw.LEANS, ("Was war besonders",))]
