"""What a reader is told of signs of heat, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.pages import heat_words
from inbox.rules.heat import NEWEST, Seen, Sign
from inbox.texts import texts

DE, EN = texts("de"), texts("en")


def test_every_sign_has_a_name_of_its_own() -> None:
    assert set(heat_words.SIGNS) == set(Sign)
    for t in (DE, EN):
        assert len({t(name) for name in heat_words.SIGNS.values()}) == len(Sign)


def test_a_row_lists_the_signs() -> None:
    assert heat_words.row(DE, "anger marks") == (
        "Zeichen von Unmut: Worte des Ärgers, gehäufte ! und ?"
    )
    assert heat_words.row(EN, "again") == "Signs of heat: has asked or waited before"


@pytest.mark.parametrize("kept", ["", "  ", "unheard"])
def test_a_row_without_a_sign_that_is_known_shows_none(kept: str) -> None:
    assert heat_words.row(DE, kept) is None


def test_a_conversation_names_the_words() -> None:
    found = heat_words.listed(EN, [Seen(Sign.ANGER, ("a disgrace", "WTF"))])
    assert found == [{"sign": "words of anger", "words": ["a disgrace", "WTF"]}]


def test_of_more_than_are_looked_at_no_number_is_said_as_if_it_were_all() -> None:
    seen = Seen(Sign.SPEED, many=NEWEST, within=timedelta(minutes=2))
    (found,) = heat_words.listed(DE, [seen])
    assert found["sign"] == "8 Nachrichten oder mehr in 2 Minuten"


@pytest.mark.parametrize(
    ("within", "said"),
    [
        (timedelta(minutes=6), "5 Nachrichten in 6 Minuten"),
        (timedelta(minutes=5, seconds=1), "5 Nachrichten in 6 Minuten"),
        (timedelta(seconds=9), "5 Nachrichten in 1 Minute"),
        (timedelta(0), "5 Nachrichten in 1 Minute"),
    ],
)
def test_speed_says_how_many_came_within_how_long(within: timedelta, said: str) -> None:
    found = heat_words.listed(DE, [Seen(Sign.SPEED, many=5, within=within)])
    assert found == [{"sign": said, "words": []}]
