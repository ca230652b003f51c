"""A hit is shown in its place: marked, cut between words, nothing added and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import folding
from inbox.rules.hits import MORE, SHOWN, has, pieces, score
from inbox.rules.search import Term, read


def shown(text: str, line: str) -> str:
    """Return what is shown, hits between brackets."""
    return "".join(
        f"[{piece.text}]" if piece.hit else piece.text for piece in pieces(text, read(line).terms)
    )


@pytest.mark.parametrize(
    ("text", "line", "seen"),
    [
        ("Die Müllerstraße!", "mueller*", "Die [Müllerstraße]!"),
        ("Kein warmes  Wasser.", '"warmes wasser"', "Kein [warmes  Wasser]."),
        ("aus, aus, aus", "aus", "[aus], [aus], [aus]"),
        ("a b c d", '"a b" "b c"', "[a b c] d"),
        ("e-mail an E-Mail", "e-mail", "[e-mail] an [E-Mail]"),
        ("東京タワー", "京", "東[京]タワー"),
        ("<b>fett</b>", "b", "<[b]>fett</[b]>"),
        ("nichts davon", "anderes", "nichts davon"),
        ("", "x", ""),
    ],
)
def test_what_was_searched_for_is_marked(text: str, line: str, seen: str) -> None:
    assert shown(text, line) == seen


def test_a_long_text_is_shown_around_its_first_hit() -> None:
    seen = shown("Vorrede " * 50 + "Heizung" + " Nachrede" * 50, "heizung")
    assert seen.startswith(f"{MORE}Vorrede Vorrede")
    assert "[Heizung]" in seen
    assert seen.endswith(f"Nachrede{MORE}")


TEXTS = st.text(st.sampled_from("ab ßä.👍\n\u0308<&"), max_size=600)
LINES = st.sampled_from(["a", "b a", '"a b"', "aa*", "ss", "bb* a"])


@given(TEXTS, LINES)
def test_pieces_are_the_text_itself(text: str, line: str) -> None:
    found = pieces(text, read(line).terms)
    whole = "".join(piece.text for piece in found if piece.text != MORE)
    assert whole in text
    assert len(whole) <= SHOWN
    assert len(text) > SHOWN or not text or whole == text or found[0].text == MORE


@given(TEXTS, LINES)
def test_something_is_marked_where_something_was_found(text: str, line: str) -> None:
    terms = read(line).terms
    said = folding.folded(text)
    marked = any(piece.hit for piece in pieces(text, terms))
    assert marked == any(has(said, term) for term in terms)


def test_what_says_it_more_often_in_fewer_words_fits_better() -> None:
    wanted = [Term(("heizung",))]
    once = score(["heizung"] + ["und"] * 99, wanted)
    often = score(["heizung"] * 3 + ["und"] * 97, wanted)
    briefly = score(["heizung"] * 3 + ["und"], wanted)
    assert once < often < briefly


def test_saying_a_word_a_hundred_times_is_no_way_to_the_top() -> None:
    wanted = [Term(("heizung",)), Term(("kalt",))]
    assert score(["heizung"] * 100, wanted) < score(["heizung"] * 3 + ["kalt"], wanted)
