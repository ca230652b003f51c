"""Names of teams and tags: kept as written, told apart as a reader would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.labels import LONGEST, folded, label


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Abrechnung", "Abrechnung"),
        ("  Nacht \n dienst\t", "Nacht dienst"),
        ("<b>Störung</b>", "<b>Störung</b>"),
        ("", None),
        ("\u200b \u2060", None),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), None),
    ],
)
def test_a_name_is_one_visible_line(given_name: str, kept: str | None) -> None:
    assert label(given_name) == kept


@pytest.mark.parametrize(
    ("one", "other"), [("Störung", "STÖRUNG"), ("Straße", "STRASSE"), ("ﬁt", "FIT"), ("A", "Ａ")]
)
def test_what_a_reader_takes_for_one_is_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_different_words_stay_different() -> None:
    assert folded("Strom") != folded("Storm")


@given(st.text())
def test_a_kept_name_is_kept_as_it_is(text: str) -> None:
    kept = label(text)
    assert kept is None or (label(kept) == kept and folded(kept) == folded(folded(kept)))
