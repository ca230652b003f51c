"""Who is named in a note, and what only looks like it."""

from __future__ import annotations

import pytest

from inbox.rules.mentions import MOST, named, pieces, strays

NAMES = ("Jonas", "Jonas Weber", "Mia Örtel", "Abrechnung", "Li", "李明", "<b>Eve</b>", "a.b")

CASES = [
    ("", set()),
    ("Jonas Weber weiß das", set()),
    ("@Jonas Weber weiß das", {"Jonas Weber"}),
    ("@Jonas, weißt du das?", {"Jonas"}),
    ("Frag @jonas weber!", {"Jonas Weber"}),
    ("Frag @MIA ÖRTEL.", {"Mia Örtel"}),
    ("@Jonas  Weber\n@Abrechnung", {"Jonas Weber", "Abrechnung"}),
    ("@Jonas\nWeber", {"Jonas Weber"}),
    ("(@Li)", {"Li"}),
    ("@Lila ist eine Farbe", set()),
    ("eve@Li.example", set()),
    ("1@Li", set()),
    ("@@Li", {"Li"}),
    ("@ Li", set()),
    ("问 @李明", {"李明"}),
    ("@<b>Eve</b>", {"<b>Eve</b>"}),
    ("@a.b", {"a.b"}),
    ("@axb", set()),
    ("@Nobody", set()),
]


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Frag @nobody, @Jonas und @Nobody.", ("nobody", "Nobody")),
        ("@Jonas Weber, @abrechnung", ()),
        ("eve@nobody.example und https://a.example/@nobody", ()),
        ("um 12 @ 5 Euro, @5", ()),
    ],
)
def test_which_words_name_nobody(text: str, nobody: tuple[str, ...]) -> None:
    assert strays(text, NAMES) == nobody


def test_a_name_that_is_still_being_typed_is_not_yet_nobodys() -> None:
    assert strays("Frag @nob", NAMES, whole=False) == ()
    assert strays("Frag @nob ", NAMES, whole=False) == ("nob",)


@pytest.mark.parametrize(("text", "whom"), CASES)
def test_whom_a_note_names(text: str, whom: set[str]) -> None:
    assert named(text, NAMES) == whom


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Frag @JONAS  weber, @Jonas!", {"@JONAS  weber": {"Jonas Weber"}, "@Jonas": {"Jonas"}}),
        ("\uff20Li", {"\uff20Li": {"Li"}}),
        ("@Jonas\nWeber", {"@Jonas\nWeber": {"Jonas Weber"}}),
        ("@Nobody", {}),
    ],
)
def test_the_piece_that_names_somebody_is_as_it_was_typed(text, found) -> None:
    assert pieces(text, NAMES) == found


def test_who_shares_a_name_is_named_together() -> None:
    assert named("@jonas", ["Jonas", "JONAS"]) == {"Jonas", "JONAS"}


def test_a_name_without_letters_names_nobody() -> None:
    assert named("@ hallo", ["", "  "]) == frozenset()


def test_only_so_many_signs_are_looked_at() -> None:
    assert named("@x " * MOST + "@Li", ["Li"]) == frozenset()
    assert named("@x " * (MOST - 1) + "@Li", ["Li"]) == {"Li"}
