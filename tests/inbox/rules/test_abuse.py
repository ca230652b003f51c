"""What abuses people, in which words; and what is only anger at a house."""

from __future__ import annotations

import pytest

from inbox.rules import abuse
from tests.inbox.rules.tables import table
from tests.inbox.rules.test_praise import misjudged


def test_people_are_abused_in_these_words() -> None:
    assert misjudged(lambda line: abuse.words(line["text"]), "abuse_de", "abuse_en") == []


@pytest.mark.parametrize(("name", "least"), [("abuse_de", 40), ("abuse_en", 20)])
def test_the_tables_hold_enough_and_half_of_them_is_free(name: str, least: int) -> None:
    free = [line for line in table(name) if not line["words"]]
    assert len(table(name)) >= least
    assert 0.4 < len(free) / len(table(name)) < 0.6


@pytest.mark.parametrize(
    ("word", "shown"),
    [("Idioten", "I·····n"), ("du Depp", "d· ···p"), ("🖕", "🖕"), ("", "")],
)
def test_a_word_is_named_without_being_read(word: str, shown: str) -> None:
    assert abuse.covered(word) == shown
