"""What is an answer, and what only acknowledges, forwards or moves somebody: a table of words."""

from __future__ import annotations

import pytest

from inbox.rules.relevance import Word, no_answer
from tests.inbox.rules.tables import table

MISJUDGED = frozenset(
    {
        "Gude, mir gugge uns des an un melle uns",
        (
            "Schreib uns eine Mail, wenn der neue Zähler auch nicht geht: "
            "Er ist seit heute freigeschaltet."
        ),
        "Yes, it is.",
    }
)
"""Sentences that the rule gets wrong; they stand in docs/rules.md."""


def test_the_tables_are_judged_as_they_are_meant() -> None:
    lines = [line for name in ("no_answer_de", "no_answer_en") for line in table(name)]
    wrong = {
        line["text"]: seen
        for line in lines
        if (seen := no_answer(line["text"]) or "") != line["kind"]
    }
    assert set(wrong) == MISJUDGED, wrong


def test_every_way_not_to_answer_stands_in_both_tables() -> None:
    for name in ("no_answer_de", "no_answer_en"):
        assert {line["kind"] for line in table(name)} == {"", *Word}


@pytest.mark.parametrize("signed", ["\n– Maria Weber, +49 341 1234567", " ^MW", " – Maria Weber"])
def test_a_signature_is_no_word_on_the_matter(signed: str) -> None:
    assert no_answer(f"Danke, wir melden uns.{signed}") is Word.ACKNOWLEDGES
    assert no_answer(f"Ihr Geld ist überwiesen.{signed}") is None


@pytest.mark.parametrize("text", ["", " ", "👍", "?", "\u200b"])
def test_without_words_nothing_is_answered(text: str) -> None:
    assert no_answer(text) is Word.ACKNOWLEDGES
