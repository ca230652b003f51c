"""The same complaint in other words is known; another one about as much is not."""

from __future__ import annotations

import pytest

from inbox.rules import recurring
from tests.inbox.rules.tables import table

LANGUAGES = ("de", "en")
TOASTER = "Mein Toaster ist kaputt angekommen."


def cases() -> list[dict[str, str]]:
    return [line for language in LANGUAGES for line in table(f"complains_again_{language}")]


def seen(line: dict[str, str]) -> bool:
    return bool(recurring.again(line["text"], [line["said"]]))


def test_nothing_is_taken_for_the_same_that_is_not() -> None:
    vain = [line["text"] for line in cases() if seen(line) and not line["rule"]]
    assert vain == [line["text"] for line in cases() if line["wrong"] and not line["rule"]]


def test_most_of_what_is_the_same_is_seen() -> None:
    same = [line for line in cases() if line["rule"]]
    assert sum(map(seen, same)) >= 0.55 * len(same)


@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_half_of_the_cases_are_free(language: str, least: int) -> None:
    lines = table(f"complains_again_{language}")
    assert len(lines) >= least
    assert 0.4 <= sum(not line["rule"] for line in lines) / len(lines) <= 0.6


def test_the_sentence_that_says_it_again_is_named() -> None:
    text = "Guten Tag! Der Toaster geht immer noch nicht. Viele Grüße, Erika"
    assert recurring.again(text, [TOASTER]) == ("Der Toaster geht immer noch nicht.",)


@pytest.mark.parametrize(
    "text",
    ["", "👍", "Danke, der Toaster läuft super!", "Moin", "kaputt", "4711", "@lindenau_hilft"],
)
def test_whoever_complains_of_nothing_complains_of_nothing_again(text: str) -> None:
    assert recurring.again(text, [TOASTER, "", "Danke!"]) == ()


def test_where_nothing_was_said_before_nothing_is_said_again() -> None:
    assert recurring.again(TOASTER, []) == ()
    assert recurring.again(TOASTER, ["", "Hallo", "Danke für die schnelle Hilfe!"]) == ()


def test_a_long_rant_is_read_as_far_as_any() -> None:
    rant = "Der Zähler ist falsch abgelesen! " * 400
    assert recurring.again(rant, [rant]) == ("Der Zähler ist falsch abgelesen!",)
