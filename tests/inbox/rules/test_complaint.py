"""What is a complaint, in which words; and what an answer to one says of the three parts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from inbox.rules import apology, complaint
from inbox.rules.apology import RULES, Part
from inbox.rules.known import Known
from inbox.rules.objections import Facts, Level
from inbox.rules.review import review
from tests.inbox.rules.tables import FACTS, table

COMPLAINED = replace(FACTS, known=Known(unanswered=("Mein Toaster ist kaputt angekommen.",)))
LANGUAGES = ("de", "en")
WHOLE = "Tut uns leid, kommt nicht wieder vor, hier ist Ihr neuer Hamburger."


def missing(draft: str, facts: Facts = COMPLAINED) -> list[str]:
    """Return the parts that a draft is told are missing."""
    named = {rule: list(parts) for parts, rule in RULES.items()}
    return [part for one in apology.apology(draft, facts) for part in named[one.rule]]


def lines(name: str) -> list[dict[str, str]]:
    """Return the cases of a rule in both languages, none twice."""
    found = [line for language in LANGUAGES for line in table(f"{name}_{language}")]
    assert len({line["text"] for line in found}) == len(found), "a sentence stands there twice"
    return found


def test_a_complaint_is_seen_in_these_words() -> None:
    wrong = [
        line["text"]
        for line in lines("complaint")
        if (" + ".join(complaint.found([line["text"]])) == line["words"]) is bool(line["wrong"])
    ]
    assert wrong == []


def test_an_apology_is_told_what_it_lacks() -> None:
    wrong = [
        line["text"]
        for line in lines("apology")
        if (" + ".join(missing(line["text"])) == line["sees"]) is bool(line["wrong"])
    ]
    assert wrong == []


@pytest.mark.parametrize(("name", "says"), [("complaint", "words"), ("apology", "sees")])
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_the_tables_hold_enough_and_half_of_them_is_free(
    name: str, says: str, language: str, least: int
) -> None:
    cases = table(f"{name}_{language}")
    assert len(cases) >= least
    assert 0.4 < sum(not line[says] for line in cases) / len(cases) < 0.6


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_is_missing_in_some_case_and_there_in_another(part: Part, language: str) -> None:
    cases = table(f"apology_{language}")
    assert any(part in line["sees"] for line in cases)
    assert any(line["sees"] and part not in line["sees"] for line in cases)


def test_nothing_is_said_of_an_apology_where_nobody_complained() -> None:
    asked = replace(FACTS, known=Known(unanswered=("Wann kommt mein Paket?",)))
    assert missing("Tut uns leid.", asked) == []


def test_what_customers_asked_for_is_a_whole_apology() -> None:
    assert missing(WHOLE) == []


def test_sorry_alone_is_a_hint_with_their_words_and_ours() -> None:
    (told,) = [one for one in review("Das tut mir leid.", COMPLAINED) if one.rule == "only_sorry"]
    assert (told.level, told.words, told.params["about"]) == (
        Level.HINTS,
        ("tut mir leid",),
        "kaputt",
    )


def test_a_promise_of_money_is_a_remedy_in_whatever_words() -> None:
    assert missing("Tut mir leid. Bis Freitag haben Sie die 20 € auf dem Konto.") == ["changes"]


def test_what_is_quoted_is_nobodys_complaint() -> None:
    assert (
        complaint.found(["> Mein Toaster ist kaputt angekommen.\nIst das bei euch bekannt?"]) == ()
    )
    assert complaint.found(["Auf der Seite steht „Ware beschädigt“."]) == ()


HALF = "Die Hose kam ohne Knopf."


def test_what_no_word_tells_is_seen_by_what_was_learnt_in_its_heaviest_words() -> None:
    assert list(complaint.told(HALF)) == []
    (words,) = complaint.found([f"Guten Tag zusammen. {HALF} Viele Grüße"])
    assert words in HALF
    assert "kam ohne" in words


@pytest.mark.parametrize(
    "text",
    [
        f"> {HALF}\nIst das bei euch bekannt?",
        f"Auf dem Zettel steht „{HALF}“",
        "Was mache ich, wenn die Hose ohne Knopf kam?",
        f"{HALF} Hat sich erledigt, läuft wieder, danke!",
    ],
)
def test_what_frees_words_frees_what_was_learnt_as_well(text: str) -> None:
    assert complaint.found([text]) == ()


def test_thanks_for_something_else_mends_nothing() -> None:
    assert complaint.found([f"Danke, dass ihr den Zähler repariert habt. {HALF}"]) != ()


def test_words_are_named_once_and_not_without_end() -> None:
    assert complaint.found(["kaputt, kaputt, kaputt"]) == ("kaputt",)
    many = "kaputt, beschädigt, zerkratzt, verschimmelt, verdorben, matschig"
    assert len(complaint.found([many])) == complaint.NAMED


def test_the_spans_stand_in_their_order_and_apart() -> None:
    for line in lines("complaint"):
        found = list(complaint.spans(line["text"]))
        assert all(a[1] <= b[0] for a, b in pairwise(found))
