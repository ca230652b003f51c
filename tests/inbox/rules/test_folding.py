"""All spellings of a word are one word, and every word knows where it stands."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.folding import LONGEST, fold, folded, words


@pytest.mark.parametrize(
    "spellings",
    [
        ["Müller", "mueller", "MUELLER", "Muller", "MÜLLER", "mu\u0308ller", "Mül\u00adler"],
        ["Straße", "strasse", "STRASSE", "Strasse", "STRAẞE"],
        ["Öztürk", "oeztuerk", "OZTURK"],
        ["Łódź", "lodz", "LODZ"],
        ["Ærø", "aero", "aro"],
        ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"],
        ["ﬁnden", "finden", "ＦＩＮＤＥＮ"],
        ["Aëlita", "aelita", "Alita"],
        ["neue", "neu"],
        ["café", "CAFÉ", "cafe"],
    ],
)
def test_spellings_of_a_word_meet(spellings: list[str]) -> None:
    assert len({fold(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Heizung", "Heizungen"), ("Bär", "Bier"), ("Wut", "gut"), ("1", "2")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


GERMAN = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=20)
WITHOUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
DOTLESS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@given(GERMAN)
def test_every_german_word_meets_its_ways_to_be_typed(word: str) -> None:
    ways = [word.upper(), word.translate(WITHOUT), word.translate(DOTLESS)]
    ways.append(unicodedata.normalize("NFD", word))
    assert {fold(way) for way in ways} == {fold(word)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Guten Tag, die Heizung!", ["guten", "tag", "die", "heizung"]),
        ("@lindenau_hilft e-mail", ["lindenau", "hilft", "e", "mail"]),
        ("geht's 12,50 €", ["geht", "s", "12", "50"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("हिन्दी", ["हनद"]),
        ("привет МИР", ["привет", "мир"]),
        ("👍 … !? _ -", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_a_text_is_parted_into_words(text: str, said: list[str]) -> None:
    assert folded(text) == said


@given(st.text(st.characters(), max_size=80))
def test_whatever_stands_there_words_are_letters_and_digits(text: str) -> None:
    for word in words(text):
        assert word.folded.isalnum()
        assert word.folded == fold(text[word.start : word.end])
        assert 0 < len(word.folded) <= LONGEST


@given(st.text(max_size=80))
def test_words_stand_in_order_and_apart(text: str) -> None:
    found = words(text)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("text", ["ä" * 20_000, "a\u0301" * 10_000, "a " * 10_000, "aeee" * 5_000])
def test_the_longest_text_takes_no_longer_than_its_letters(text: str) -> None:
    """A second for what takes milliseconds: only something quadratic fails this."""
    began = time.process_time()
    folded(text)
    assert time.process_time() - began < 1
