"""What customers ask and whether a draft takes it up: a measure that says no more than it knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules import heard, questions, stems
from inbox.rules.known import Known
from inbox.rules.objections import Check, Level
from tests.inbox.rules.tables import FACTS, NOW, Line, hold, table

ASKED = [line for name in ("questions_de", "questions_en") for line in table(name)]
CHECKS: dict[str, Check] = {
    "question_open": questions.question_open,
    "not_taken_up": heard.not_taken_up,
}


def test_a_question_is_found_with_and_without_its_mark() -> None:
    hold(
        ASKED,
        lambda line: bool(questions.asked([line["text"]])),
        lambda line: bool(line["rule"]),
    )


@pytest.mark.parametrize("name", CHECKS)
def test_what_is_left_open_is_hinted_at(name: str) -> None:
    def seen(line: Line) -> list[str]:
        facts = replace(FACTS, known=Known(unanswered=(line["said"],)))
        found = list(CHECKS[name](line["text"], facts))
        assert all(one.level is Level.HINTS for one in found), line
        return [one.rule for one in found]

    lines = [*table(f"{name}_de"), *table(f"{name}_en")]
    hold(lines, seen, lambda line: [line["rule"]] if line["rule"] else [])


@pytest.mark.parametrize("name", ["questions", *CHECKS])
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_half_of_the_cases_are_free(name: str, language: str, least: int) -> None:
    lines = table(f"{name}_{language}")
    assert len(lines) >= least
    assert 0.4 <= sum(not line["rule"] for line in lines) / len(lines) <= 0.6


def test_a_question_asked_again_is_one_question() -> None:
    assert questions.asked(["Wann kommt mein Paket?", "wann kommt das paket??"]) == (
        "Wann kommt mein Paket?",
    )


def test_each_question_is_ticked_for_itself() -> None:
    said = ["Wann macht ihr auf? Darf mein Hund mit?"]
    found = questions.checklist(said, "Um 9 Uhr.", NOW)
    assert [(one.text, one.answered) for one in found] == [
        ("Wann macht ihr auf?", True),
        ("Darf mein Hund mit?", False),
    ]


def test_a_long_question_is_shown_short() -> None:
    (one,) = questions.checklist(["Wann " + "kommt es " * 60 + "?"], "", NOW)
    assert len(one.text) <= questions.LONGEST
    assert one.text.endswith(" …")


@pytest.mark.parametrize(
    "text", ["Was heißt „kurze Unterbrechung“?", "Gilt https://example.com/a?b=1 noch?"]
)
def test_a_question_is_shown_with_the_words_it_quotes(text: str) -> None:
    assert questions.asked([f"> Ist es da?\nHallo. {text} Danke."]) == (text,)


def test_nothing_is_open_before_anything_is_written() -> None:
    facts = replace(FACTS, known=Known(unanswered=("Wann kommt es?",)))
    assert list(questions.question_open(" ", facts)) == []


@pytest.mark.parametrize("greeting", ["Guten Tag!", "Schönen Tag noch.", "Have a nice day."])
def test_a_wish_for_the_day_tells_no_span_of_time(greeting: str) -> None:
    assert not questions.answers(f"{greeting} Das kläre ich.", "Ein Tag?", NOW)
    assert questions.answers(f"{greeting} Einen Tag.", "Ein Tag?", NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Pakete", "Ersatzpaket"), ("Rechnungen", "Rechnung"), ("bezahlt", "Bezahlung"),
     ("Fahrerin", "Fahrer"), ("delivered", "delivery")],
)  # fmt: skip
def test_forms_and_compounds_of_a_word_meet(one: str, other: str) -> None:
    assert stems.meets(stems.content(one), stems.content(other))


@pytest.mark.parametrize(("one", "other"), [("Bus", "Busch"), ("und", "und"), ("Rad", "Radio")])
def test_words_that_only_begin_alike_do_not(one: str, other: str) -> None:
    assert not stems.meets(stems.content(one), stems.content(other))
