"""Amounts as people type them: German and English, and nothing is guessed."""

from __future__ import annotations

import pytest

from inbox.rules.amounts import WrongAmount, micros
from inbox.rules.budget import DOLLAR, MOST

CLEAR = [
    ("50", 50),
    ("0", 0),
    ("2,60", 2.6),
    ("2.60", 2.6),
    ("12,5", 12.5),
    ("12.5", 12.5),
    (",50", 0.5),
    ("0,015", 0.015),
    ("0.001", 0.001),
    ("1.0050", 1.005),
    ("1234,567", 1_234.567),
    ("1.000,50", 1_000.5),
    ("1,000.50", 1_000.5),
    ("1.000.000", 1_000_000),
    ("12,345,678.9", 12_345_678.9),
    ("1 000,50", 1_000.5),
    ("1\xa0000", 1_000),
    ("1'000.50", 1_000.5),
    ("1’000", 1_000),
    (" 50 ", 50),
    ("50 $", 50),
    ("50\xa0$", 50),
    ("$2.60", 2.6),
    ("US$ 2,60", 2.6),
    ("2,60 USD", 2.6),
    ("50 Dollar", 50),
    ("50 US-Dollar", 50),
    ("50 dollars", 50),
]


@pytest.mark.parametrize(("typed", "dollars"), CLEAR)
def test_an_amount_is_read_as_it_was_meant(typed: str, dollars: float) -> None:
    assert micros(typed, 100 * MOST) == round(dollars * DOLLAR)


UNCLEAR = [
    ("1.000", "1000", "1.00"),
    ("1,000", "1000", "1,00"),
    ("12.500 $", "12500", "12.50"),
    ("1,005", "1005", "1,0050"),
]


@pytest.mark.parametrize(("typed", "whole", "parts"), UNCLEAR)
def test_what_has_two_meanings_is_refused_with_both(typed: str, whole: str, parts: str) -> None:
    with pytest.raises(WrongAmount) as refused:
        micros(typed, MOST)
    assert (refused.value.code, refused.value.whole, refused.value.parts) == (
        "unclear", whole, parts,
    )  # fmt: skip


@pytest.mark.parametrize(("typed", "whole", "parts"), UNCLEAR)
def test_both_ways_that_are_offered_are_read(typed: str, whole: str, parts: str) -> None:
    assert micros(whole, MOST) == 1_000 * micros(parts, MOST)


WRONG = [
    ("", "none"),
    (" ", "none"),
    ("$", "none"),
    ("viel", "none"),
    ("50 €", "none"),
    ("50 x", "none"),
    ("$50$", "none"),
    ("1e5", "none"),
    ("2,6,0", "none"),
    ("1.00,50", "none"),
    ("1.000,50,20", "none"),
    ("1.000.50", "none"),
    ("01.000.000", "none"),
    ("2,", "none"),
    (".", "none"),
    ("2 60", "none"),
    ("0,0000001", "none"),
    ("٥٠", "none"),
    ("nan", "none"),
    ("inf", "none"),
    ("9" * 300, "none"),
    ("-5", "negative"),
    ("−5", "negative"),
    ("- 2,60 $", "negative"),
    ("$-5", "negative"),
    ("1000000,01", "much"),
    ("2000000", "much"),
]


@pytest.mark.parametrize(("typed", "code"), WRONG)
def test_what_is_no_amount_is_refused(typed: str, code: str) -> None:
    with pytest.raises(WrongAmount) as refused:
        micros(typed, MOST)
    assert refused.value.code == code
