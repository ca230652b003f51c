"""Phrases in the spellings of people, and where they stood."""

from __future__ import annotations

import pytest

from inbox.rules import heat_words, phrases


def found(text: str, *asked: str) -> list[str]:
    spans = phrases.phrases(asked, {"<times>": r"\d+ ?mal"}).spans(phrases.line(text))
    return [text[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    ("text", "phrase", "words"),
    [
        ("So eine FRECHHEIT!", "frechheit", "FRECHHEIT"),
        ("so eine frecheit", "frechheit", "frecheit"),
        ("Idiooooten", "idioten", "Idiooooten"),
        ("Das ist unverschaemt.", "unverschämt", "unverschaemt"),
        ("Das ist UNVERSCHÄMT.", "unverschämt", "UNVERSCHÄMT"),
        ("u\u0308bel", "übel", "u\u0308bel"),
        ("Scheiße", "scheisse", "Scheiße"),
        ("Scheißladen", "scheiß*", "Scheißladen"),
        ("ein Sauladen.", "*laden", "Sauladen"),
        ("wir warten nun schon drei Wochen", "warten … wochen", "warten nun schon drei Wochen"),
        ("warten Wochen", "warten … wochen", "warten Wochen"),
        ("wie lange denn noch", "wie lange denn? noch", "wie lange denn noch"),
        ("wie lange noch", "wie lange denn? noch", "wie lange noch"),
        ("doch noch nicht", "immer? noch nicht", "noch nicht"),
        ("immer noch nicht", "immer? noch nicht", "immer noch nicht"),
        ("Ein Witz. Wirklich", "witz $", "Witz"),
        ("Na. Gehts noch?", "^ gehts noch", "Gehts noch"),
        ("gehts noch", "^ gehts noch", "gehts noch"),
        ("jetzt 3 mal", "jetzt <times>", "jetzt 3 mal"),
        ("zum 3. Mal", "zum <times>", "zum 3. Mal"),
        ("oft oder wie oft", "wie/warum oft", "wie oft"),
    ],
)
def test_a_phrase_is_found_as_it_stands(text: str, phrase: str, words: str) -> None:
    assert found(text, phrase) == [words]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("schön", "schon"),
        ("Frechheiten", "frechheit"),
        ("Laden", "sau*"),
        ("warten seit mehr als drei Wochen", "warten … wochen"),
        ("Wir warten. Wochen später", "warten wochen"),
        ("Ein Witz über euch", "witz $"),
        ("wie gehts noch mal", "^ gehts noch"),
        ("", "witz"),
        ("!!! ???", "witz $"),
    ],
)
def test_what_is_another_word_or_sentence_is_not_found(text: str, phrase: str) -> None:
    assert found(text, phrase) == []


def test_phrases_are_found_in_their_order_and_none_inside_another() -> None:
    assert found("nie wieder, nie", "nie", "nie wieder") == ["nie", "nie"]
    assert found("nie wieder, nie", "nie wieder", "nie") == ["nie wieder", "nie"]


def test_the_words_of_heat_can_all_be_read() -> None:
    lists = set(heat_words.sections()) - {"classes", "masked"}
    assert all(heat_words.sections()[name] for name in lists)
    plain = {"abbreviations", "common", "not_stammered"}
    faces = {"rude faces", "angry faces", "glad faces"}
    assert all(heat_words.listed(name).by_begin for name in lists - plain - faces)
    assert all(len(face) == 1 for name in faces for face in heat_words.faces(name))


def test_no_list_of_heat_names_a_phrase_twice() -> None:
    for name, lines in heat_words.sections().items():
        assert len(lines) == len(set(lines)), name
