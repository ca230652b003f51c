"""What is seen of heat, in which words; and what only looks like it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.rules import heat
from inbox.rules.heat import Said, Seen, Sign
from tests.inbox.rules.tables import NOW, Line, hold, table, words_meant

MINUTE = timedelta(minutes=1)


def seen(*texts: str, apart: timedelta = timedelta(hours=1)) -> dict[Sign, tuple[str, ...]]:
    """Return the signs in messages that came one after the other, with their words."""
    said = [Said(text, NOW + place * apart) for place, text in enumerate(texts)]
    return {one.sign: one.words for one in heat.signs(said)}


def signs_in(line: Line) -> set[str]:
    """Return the signs in a line, each with a word of it."""
    shown = line["text"].replace("\\n", "\n")
    return {f"{sign}: {word}" for sign, several in seen(shown).items() for word in several}


@pytest.mark.parametrize("name", ["heat_de", "heat_en"])
def test_heat_is_seen_in_these_words(name: str) -> None:
    hold(table(name), signs_in, lambda line: set(words_meant(line)))


@pytest.mark.parametrize(("name", "least"), [("heat_de", 40), ("heat_en", 20)])
def test_the_tables_hold_enough_and_half_of_them_is_free(name: str, least: int) -> None:
    free = [line for line in table(name) if not line["words"]]
    assert len(table(name)) >= least
    assert 0.4 < len(free) / len(table(name)) < 0.6


@pytest.mark.parametrize("sign", [one for one in Sign if one is not Sign.SPEED])
@pytest.mark.parametrize("name", ["heat_de", "heat_en"])
def test_every_sign_stands_in_each_table(name: str, sign: Sign) -> None:
    assert any(f"{sign}: " in line["words"] for line in table(name))


@pytest.mark.parametrize(
    "texts",
    [
        ("Wo ist mein Paket?", "Wo ist mein Paket?"),
        ("Wo ist mein Paket?", "wo ist mein paket"),
        ("Wo bleibt mein Paket aus Leipzig?", "Wo bleibt denn mein Paket aus Leipzig"),
        ("Hallo?", "Hallo??"),
    ],
)
def test_who_says_it_again_says_it_again(texts: tuple[str, ...]) -> None:
    assert seen(*texts) == {Sign.REPEATS: (texts[-1],)}


@pytest.mark.parametrize(
    "texts",
    [
        ("Danke!", "Danke!"),
        ("Wo ist mein Paket?", "Die Nummer ist 4711."),
        ("Ja", "Und wann?"),
        ("?", "?"),
    ],
)
def test_who_goes_on_or_thanks_twice_does_not(texts: tuple[str, ...]) -> None:
    assert seen(*texts) == {}


def test_four_messages_within_ten_minutes_are_quick() -> None:
    said = [Said(text, NOW + place * 3 * MINUTE) for place, text in enumerate("abcd")]
    assert heat.signs(said) == (Seen(Sign.SPEED, many=4, within=9 * MINUTE),)
    assert heat.signs(said[:3]) == ()


def test_four_messages_in_an_hour_are_not() -> None:
    assert seen("eins", "zwei", "drei", "vier", apart=20 * MINUTE) == {}


def test_the_largest_burst_is_told_wherever_it_stands() -> None:
    minutes = (0, 60, 61, 62, 64, 65)
    said = [Said(f"Teil {at}", NOW + at * MINUTE) for at in minutes]
    assert heat.signs(reversed(said)) == (Seen(Sign.SPEED, many=5, within=5 * MINUTE),)


def test_signs_of_several_messages_stand_together_each_word_once() -> None:
    found = seen("So eine Frechheit.", "Schon dreimal gefragt", "FRECHHEIT, Frechheit, Sauerei")
    assert found == {
        Sign.ANGER: ("Frechheit", "Sauerei"),
        Sign.AGAIN: ("Schon dreimal gefragt",),
    }


def test_only_the_newest_messages_count() -> None:
    calm = [f"Frage Nummer {'ABCDEFGH'[place]}" for place in range(heat.NEWEST)]
    assert seen("Ihr Idioten", *calm) == {}
    assert seen("Ihr Idioten", *calm[1:]) == {Sign.INSULTS: ("Idioten",)}


def test_what_is_named_is_short_and_stands_in_the_text() -> None:
    long = "WO IST MEIN GELD " * 40
    (words,) = [words for sign, words in seen(long).items() if sign is Sign.CAPITALS]
    assert all(len(word) <= heat.LONGEST for word in words)
    assert all(word.rstrip("…").strip() in long for word in words)


def test_nothing_said_has_no_signs() -> None:
    assert heat.signs([]) == ()
    assert seen("", "📷", "   ") == {}


def test_a_sign_is_no_number() -> None:
    """Neither a sum nor a degree: more of the same shows the same."""
    assert seen("Frechheit") == seen("Frechheit, diese Frechheit! Eine Frechheit")
