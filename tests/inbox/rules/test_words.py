"""What may not be said to a customer: long tables in both languages, of both kinds."""

from __future__ import annotations

import pytest

from inbox.rules import numbers, placeholders, ways, wording
from inbox.rules.review import Level
from tests.inbox.rules.tables import cases, table, words_seen


@pytest.mark.parametrize(("text", "words"), cases("ticket_language_de", "ticket_language_en"))
def test_nobody_is_a_ticket_or_a_case(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(wording.ticket_language, text, Level.BLOCKS) == words


@pytest.mark.parametrize(("text", "words"), cases("ticket_word"))
def test_a_word_that_may_be_meant_well_is_only_hinted_at(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(wording.ticket_word, text, Level.HINTS) == words


@pytest.mark.parametrize(("text", "words"), cases("internal_number"))
def test_no_number_leaves_that_only_we_know(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(numbers.internal_number, text, Level.BLOCKS) == words


@pytest.mark.parametrize(("text", "words"), cases("paid_number"))
def test_no_number_leaves_that_costs_the_caller(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(ways.paid_number, text, Level.BLOCKS) == words


@pytest.mark.parametrize(("text", "words"), cases("no_reply"))
def test_no_address_leaves_that_takes_no_answer(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(ways.no_reply, text, Level.BLOCKS) == words


@pytest.mark.parametrize(("text", "words"), cases("placeholder"))
def test_no_slot_leaves_unfilled(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(placeholders.placeholder, text, Level.BLOCKS) == words


@pytest.mark.parametrize(("text", "words"), cases("missing_name"))
def test_a_greeting_greets_somebody(text: str, words: tuple[str, ...]) -> None:
    assert words_seen(placeholders.missing_name, text, Level.BLOCKS) == words


def test_the_tables_hold_enough_of_both_kinds() -> None:
    lines = table("ticket_language_de") + table("ticket_language_en") + table("internal_number")
    free = [line for line in lines if not line["words"]]
    assert len(free) > 100 < len(lines) - len(free)
