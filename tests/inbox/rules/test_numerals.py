"""Numbers that are written out: what they are, and what only looks like one."""

from __future__ import annotations

import re

import pytest

from inbox.rules.numerals import WRITTEN, read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("hundert", 100), ("einhundert", 100), ("Hundertzwanzig", 120), ("achtundvierzig", 48),
        ("zweihundertfünfzig", 250), ("zwei hundert", 200), ("tausend", 1000), ("neunzehn", 19),
        ("tausendzweihundert", 1200), ("dreitausendvierhundertelf", 3411), ("ein", 1),
        ("a hundred", 100), ("one hundred and twenty", 120), ("eighty-five", 85), ("ninety nine", 99),
        ("two hundred", 200), ("a thousand", 1000), ("fifteen hundred", 1500), ("sechzehn", 16),
    ],
)  # fmt: skip
def test_a_number_that_is_written_out_is_read(written: str, number: int) -> None:
    assert re.fullmatch(WRITTEN, written, re.IGNORECASE)
    assert read(written) == number


@pytest.mark.parametrize("written", ["zwei drei", "zwanzig dreißig", "elf zwölf", "und", "vielzig"])
def test_what_nobody_says_is_none(written: str) -> None:
    assert not read(written)
