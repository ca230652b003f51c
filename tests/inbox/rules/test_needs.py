"""Who could use a hand: a question below our post, our name without an @, the same asked twice."""

from __future__ import annotations

import pytest

from inbox.rules import needs
from inbox.rules.needs import Asked, Seen, Sign
from tests.inbox.rules.tables import table

NAMES = ("Stadtwerke Lindenau", "lindenau_hilft")
LANGUAGES = ("de", "en")


def lines(name: str) -> list[dict[str, str]]:
    return [line for language in LANGUAGES for line in table(f"{name}_{language}")]


def test_our_name_is_seen_where_it_stands_and_in_the_words_it_stands_in() -> None:
    meant = {line["text"]: tuple(filter(None, [line["words"]])) for line in lines("named")}
    seen = {text: needs.named(text, NAMES) for text in meant}
    assert {text: seen[text] for text in meant if seen[text] != meant[text]} == {}


def test_what_is_asked_again_is_seen_and_what_is_asked_anew_is_not() -> None:
    judged = {
        (line["said"], line["text"]): bool(needs.again(line["text"], [line["said"]]))
        for line in lines("asks_again")
    }
    right = {
        (line["said"], line["text"]): bool(line["rule"]) is not bool(line["wrong"])
        for line in lines("asks_again")
    }
    assert {case for case in judged if judged[case] != right[case]} == set()


@pytest.mark.parametrize("name", ["named", "asks_again"])
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_half_of_the_cases_are_free(name: str, language: str, least: int) -> None:
    found = table(f"{name}_{language}")
    free = sum(not (line.get("words") or line.get("rule")) for line in found)
    assert len(found) >= least
    assert 0.4 <= free / len(found) <= 0.6


def test_a_sign_carries_the_words_it_was_seen_in() -> None:
    asked = Asked(("Hallo! Wann macht das Bad auf?",), below=True)
    assert needs.signs(asked, NAMES) == (Seen(Sign.QUESTION, ("Wann macht das Bad auf?",)),)


def test_a_question_is_ours_to_see_below_our_post_alone() -> None:
    assert needs.signs(Asked(("Wann macht das Bad auf?",)), NAMES) == ()


def test_who_only_says_something_below_our_post_needs_nobody() -> None:
    assert needs.signs(Asked(("Endlich! Schön!",), below=True), NAMES) == ()


def test_our_name_counts_in_what_a_search_brought_alone() -> None:
    text = "Stadtwerke Lindenau sind mal wieder nicht erreichbar"
    assert needs.signs(Asked((text,)), NAMES) == ()
    found = needs.signs(Asked((text,), searched=True), NAMES)
    assert found == (Seen(Sign.NAMED, ("Stadtwerke Lindenau",)),)


def test_every_sign_that_is_there_is_told() -> None:
    asked = Asked(
        ("Wann kommt der Techniker von den Stadtwerken Lindenau?",),
        below=True,
        searched=True,
        before=("Kommt der Techniker heute?",),
    )
    assert [seen.sign for seen in needs.signs(asked, NAMES)] == list(Sign)


def test_a_name_too_short_to_be_told_from_a_word_names_nobody() -> None:
    assert needs.named("so ist es an sich", ("an",)) == ()


def test_a_long_text_full_of_our_name_is_read_in_no_time() -> None:
    assert needs.named("Stadtwerke " * 20_000 + "Lindenau", NAMES) == ()
    assert needs.signs(Asked(("?" * 100_000,), below=True), NAMES) == ()
