"""Words, plurals, dates and numbers: right in both languages, and every text translated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from inbox.texts import LANGUAGES, LOCALES, SOURCE, language_of, texts, zone_of
from tests.inbox.catalogues import said

NOON = datetime(2026, 3, 3, 13, 5, tzinfo=UTC)
DE, EN = texts("de", "Europe/Berlin"), texts("en", "Europe/Berlin")
FILES = sorted(LOCALES.rglob("*.po"))
MESSAGES = [
    (path, message)
    for path in FILES
    for message in read_po(path.open("rb"), locale=path.parent.name)
    if message.id
]


def forms(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def translated(language: str) -> dict[str, str | None]:
    """Return the texts of a language's catalogues; the value is the other form, if it counts."""
    found: dict[str, str | None] = {}
    for path, message in MESSAGES:
        if path.parent.name == language:
            one, *many = forms(message.id)
            found[one] = many[0] if many else None
    return found


OTHERS = sorted(set(LANGUAGES) - {SOURCE})


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_screens_is_translated(language: str) -> None:
    have = translated(language)
    assert [f"{one.where}: {one.text}" for one in said() if one.text not in have] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_that_counts_has_both_forms(language: str) -> None:
    have = translated(language)
    assert [one for one in said() if one.many and have[one.text] != one.many] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    used = {one.text for one in said()}
    assert [text for text in translated(language) if text not in used] == []


def test_no_translation_is_empty() -> None:
    assert [m.id for _, m in MESSAGES if not all(forms(m.string))] == []


def test_every_translation_keeps_the_names_in_braces() -> None:
    wrong = [
        (path.name, message.id)
        for path, message in MESSAGES
        if {frozenset(fields(text)) for text in forms(message.string)}
        != {frozenset(fields(text)) for text in forms(message.id)}
    ]
    assert wrong == []


def test_no_text_is_translated_in_two_ways() -> None:
    ways: dict[tuple[str, str], set[str]] = {}
    for path, message in MESSAGES:
        key = (path.parent.name, forms(message.id)[0])
        ways.setdefault(key, set()).add(forms(message.string)[0])
    assert {key: way for key, way in ways.items() if len(way) > 1} == {}


def test_no_translation_is_marked_as_doubtful() -> None:
    assert [m.id for _, m in MESSAGES if m.fuzzy] == []


def test_german_screens_use_german_quotes() -> None:
    straight = re.compile(r"\B\"\w|'\w+'")
    found = [m.string for p, m in MESSAGES if any(straight.search(s) for s in forms(m.string))]
    assert found == []


def test_the_language_decides_what_is_said() -> None:
    assert (DE("Sign in"), EN("Sign in")) == ("Anmelden", "Sign in")


def test_a_text_without_a_translation_is_said_in_english() -> None:
    assert DE("No such text {n}", n=1) == "No such text 1"


def test_what_ends_with_a_full_stop_closes_a_sentence_with_it() -> None:
    said = "You stand in for {agent} until {day}."
    assert EN(said, agent="Jo B.", day="2 Dec") == "You stand in for Jo B. until 2 Dec."
    assert DE(said, agent="Jo B.", day="2. Dez.") == "Sie vertreten Jo B. bis 2. Dez."


def test_values_are_not_read_as_text() -> None:
    assert EN("Signed in as {login}", login="{name}") == "Signed in as {name}"


@pytest.mark.parametrize(
    ("n", "german", "english"),
    [
        (0, "0 Einträge waren", "0 records could"),
        (1, "1 Eintrag war", "1 record could"),
        (2, "2 Einträge waren", "2 records could"),
        (1_500, "1.500 Einträge waren", "1,500 records could"),
    ],
)
def test_what_is_counted_takes_its_form(n: int, german: str, english: str) -> None:
    one = "{n} record could not be read. It is kept and did not hold up the rest."
    many = "{n} records could not be read. They are kept and did not hold up the rest."
    assert DE.n(one, many, n).startswith(german)
    assert EN.n(one, many, n).startswith(english)


@pytest.mark.parametrize(
    ("ago", "german", "english"),
    [
        (timedelta(), "14:05", "14:05"),
        (timedelta(days=1), "Mo. 14:05", "Mon 14:05"),
        (timedelta(days=30), "1. Feb., 14:05", "1 Feb, 14:05"),
        (timedelta(days=400), "27. Jan. 2025, 14:05", "27 Jan 2025, 14:05"),
    ],
)
def test_a_time_is_as_short_as_it_stays_clear(ago: timedelta, german: str, english: str) -> None:
    assert DE.moment(NOON - ago, NOON) == german
    assert EN.moment(NOON - ago, NOON) == english


def test_times_are_shown_where_the_reader_is() -> None:
    midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert DE.clock(midnight) == "00:30"
    assert DE.day(midnight) == "1. Juli 2026"
    assert texts("de", "UTC").day(midnight) == "30. Juni 2026"


@pytest.mark.parametrize(
    ("distance", "german", "english"),
    [
        (timedelta(minutes=-5), "vor 5 Minuten", "5 minutes ago"),
        (timedelta(hours=2), "in 2 Stunden", "in 2 hours"),
        (timedelta(seconds=-1), "vor 1 Sekunde", "1 second ago"),
    ],
)
def test_a_distance_from_now(distance: timedelta, german: str, english: str) -> None:
    assert DE.ago(NOON + distance, NOON) == german
    assert EN.ago(NOON + distance, NOON) == english


@pytest.mark.parametrize(
    ("length", "rounded", "exact"),
    [
        (timedelta(seconds=100), "2 minutes", "100 seconds"),
        (timedelta(minutes=5), "5 minutes", "5 minutes"),
        (timedelta(hours=2), "2 hours", "2 hours"),
        (timedelta(days=1), "1 day", "1 day"),
    ],
)
def test_a_length_of_time(length: timedelta, rounded: str, exact: str) -> None:
    assert EN.lasting(length) == rounded
    assert EN.lasting(length, exact=True) == exact


def test_the_age_of_something_new_is_a_minute() -> None:
    assert EN.age(NOON, NOON) == EN.age(NOON + timedelta(hours=1), NOON) == "1 min"


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (0.0051, "0,0051 $", "US$0.0051"),
        (12.5, "12,50 $", "US$12.50"),
        (1234, "1.234,00 $", "US$1,234.00"),
        (0, "0,00 $", "US$0.00"),
        (1.23456, "1,23 $", "US$1.23"),
        (0.00512345, "0,0051 $", "US$0.0051"),
    ],
)
def test_money_is_written_the_languages_way(value: float, german: str, english: str) -> None:
    assert (DE.dollars(value).replace("\xa0", " "), EN.dollars(value)) == (german, english)


def test_money_that_was_typed_keeps_every_millionth() -> None:
    said = (DE.dollars(1.234567, exact=True).replace("\xa0", " "), EN.dollars(2.6, exact=True))
    assert said == ("1,234567 $", "US$2.60")


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9", "de"),
        ("fr-FR,fr;q=0.9,de;q=0.5", "de"),
        ("tlh", "en"),
        ("", "en"),
        (None, "en"),
        ("../../etc", "en"),
    ],
)
def test_a_language_we_do_not_speak_becomes_english(wanted: str | None, spoken: str) -> None:
    assert language_of(wanted) == spoken


@pytest.mark.parametrize(
    "claimed", ["", None, "Nope/Nowhere", "../etc/passwd", "/etc/passwd", "a\0b"]
)
def test_a_zone_that_does_not_exist_becomes_utc(claimed: str | None) -> None:
    assert zone_of(claimed) == "UTC"


@pytest.mark.parametrize(
    ("count", "german", "english"),
    [
        (0, "1 kB", "1 kB"),
        (45_400, "45 kB", "45 kB"),
        (1_240_000, "1,2 MB", "1.2 MB"),
    ],
)
def test_a_size_is_as_round_as_people_say_it(count: int, german: str, english: str) -> None:
    assert (DE.size(count), EN.size(count)) == (german, english)
