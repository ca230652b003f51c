"""What an admin may set for an account: brought into form, or refused with a reason."""

from __future__ import annotations

import pytest

from connectors import PLATFORMS
from connectors.base import Author, OptionSpec, WrongOption
from connectors.twitter import searching
from connectors.twitter.shapes import Us

US = Author("783214", "Stadtwerke Lindenau", "lindenau_hilft")


def option(platform: str, name: str) -> OptionSpec:
    return next(spec for spec in PLATFORMS[platform].options if spec.name == name)


def refused(platform: str, name: str, text: str) -> tuple[str, str]:
    with pytest.raises(WrongOption) as wrong:
        option(platform, name).kept(text, US)
    return wrong.value.code, wrong.value.word


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_a_stream_needs_can_be_set(name) -> None:
    platform = PLATFORMS[name]
    needed = {spec.needs for spec in platform.streams if spec.needs}
    assert needed <= {spec.name for spec in platform.options}


@pytest.mark.parametrize(
    ("platform", "name"), [(p.name, o.name) for p in PLATFORMS.values() for o in p.options]
)
@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_unset(platform, name, text) -> None:
    assert option(platform, name).kept(text, US) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Stadtwerke Lindenau", "Stadtwerke Lindenau"),
        ("Strom, Gas; #fernwärme\nStrom", "Strom\nGas\n#fernwärme"),
        ('  "heißes   Wasser" ,, ', "heißes Wasser"),
        ("Strom\x00weg\u202e", "Strom weg"),
        ("Strom\r\nGas\r\n", "Strom\nGas"),
    ],
)
def test_keywords_are_kept_one_a_line(typed, kept) -> None:
    assert option("twitter", "keywords").kept(typed, US) == kept


def test_keywords_that_are_kept_ask_for_the_same_as_what_was_typed() -> None:
    typed = 'Strom, "Gas" ; #fernwärme\nwarmes   Wasser'
    kept = option("twitter", "keywords").kept(typed, US)
    us = Us(US.external_id, US.handle)
    assert searching.query(kept, us) == searching.query(typed, us)
    assert option("twitter", "keywords").kept(kept, US) == kept


@pytest.mark.parametrize("typed", ["!!!", '""', ", ; \n", "🙂"])
def test_keywords_have_a_word_among_them(typed) -> None:
    assert refused("twitter", "keywords", typed) == ("no_words", "")


def test_too_many_keywords_are_told_by_how_much() -> None:
    us = Us(US.external_id, US.handle)
    room = searching.LONGEST - len(searching.query_for(["x"], us)) + 1
    option("twitter", "keywords").kept("x" * room, US)
    assert refused("twitter", "keywords", "x" * (room + 7)) == ("too_long", "7")


@pytest.mark.parametrize(("typed", "kept"), [("AT", "AT"), (" ch ", "CH"), ("de", "DE")])
def test_a_country_is_two_letters(typed, kept) -> None:
    assert option("twitter", "country").kept(typed, US) == kept


@pytest.mark.parametrize("typed", ["Austria", "A", "Ö1", "A1", "ÄÖ"])
def test_a_country_is_nothing_else(typed) -> None:
    assert refused("twitter", "country", typed) == ("country", typed)


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_a_version_of_the_graph_api_is_written_as_meta_does(platform) -> None:
    assert option(platform, "graph_version").kept(" V25.0 ", US) == "v25.0"
    for typed in ("26", "v26", "v26.0/../me", "latest", "v026.0"):
        assert refused(platform, "graph_version", typed) == ("version", typed)


@pytest.mark.parametrize(
    ("platform", "name", "value"),
    [
        ("facebook", "human_agent", "on"),
        ("instagram", "human_agent", "off"),
        ("twitter", "field_names", "post"),
        ("twitter", "expansions", "off"),
    ],
)
def test_of_choices_one_is_taken_and_nothing_else(platform, name, value) -> None:
    assert option(platform, name).kept(value, US) == value
    assert refused(platform, name, "perhaps") == ("choice", "perhaps")
