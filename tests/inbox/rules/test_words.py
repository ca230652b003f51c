"""What may not be said to a customer: long tables in both languages, of both kinds."""

from __future__ import annotations

from inbox.rules import numbers, placeholders, ways, wording
from inbox.rules.review import Level
from tests.inbox.rules.tables import table, wrong


def test_nobody_is_a_ticket_or_a_case() -> None:
    assert (
        wrong(wording.ticket_language, Level.BLOCKS, "ticket_language_de", "ticket_language_en")
        == {}
    )


def test_a_word_that_may_be_meant_well_is_only_hinted_at() -> None:
    assert wrong(wording.ticket_word, Level.HINTS, "ticket_word") == {}


def test_no_number_leaves_that_only_we_know() -> None:
    assert wrong(numbers.internal_number, Level.BLOCKS, "internal_number") == {}


def test_no_number_leaves_that_costs_the_caller() -> None:
    assert wrong(ways.paid_number, Level.BLOCKS, "paid_number") == {}


def test_no_address_leaves_that_takes_no_answer() -> None:
    assert wrong(ways.no_reply, Level.BLOCKS, "no_reply") == {}


def test_no_slot_leaves_unfilled() -> None:
    assert wrong(placeholders.placeholder, Level.BLOCKS, "placeholder") == {}


def test_a_greeting_greets_somebody() -> None:
    assert wrong(placeholders.missing_name, Level.BLOCKS, "missing_name") == {}


def test_the_tables_hold_enough_of_both_kinds() -> None:
    lines = table("ticket_language_de") + table("ticket_language_en") + table("internal_number")
    free = [line for line in lines if not line["words"]]
    assert len(free) > 100 < len(lines) - len(free)
