"""What tells of grief and illness, and what is too cheerful beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.models import Care
from inbox.rules import caring
from inbox.rules.caring import Kind, Seen
from inbox.rules.known import Known
from inbox.rules.objections import Level
from tests.inbox.rules.tables import FACTS, table
from tests.inbox.rules.test_praise import misjudged

CARED = replace(FACTS, known=Known(care=True))


def told(line: dict[str, str]) -> tuple[str, ...]:
    found = caring.seen([line["text"]])
    return found.words if found else ()


def cheerful(line: dict[str, str]) -> tuple[str, ...]:
    found = list(caring.upbeat(line["text"], CARED))
    assert all(one.level is Level.HINTS for one in found)
    return found[0].words if found else ()


def test_grief_and_illness_are_told_in_these_words() -> None:
    assert misjudged(told, "care_de", "care_en") == []


def test_an_answer_is_too_cheerful_in_these_words() -> None:
    assert misjudged(cheerful, "upbeat_de", "upbeat_en") == []


@pytest.mark.parametrize("name", ["care", "upbeat"])
def test_the_tables_hold_enough_and_half_of_them_is_free(name: str) -> None:
    for language, least in (("de", 40), ("en", 20)):
        free = [line for line in table(f"{name}_{language}") if not line["words"]]
        assert len(table(f"{name}_{language}")) >= least
        assert 0.4 < len(free) / len(table(f"{name}_{language}")) < 0.6


def test_to_everybody_else_a_nice_day_is_wished_freely() -> None:
    assert list(caring.upbeat("Super, schönen Tag! 😊", FACTS)) == []


def test_grief_goes_before_illness() -> None:
    said = ["Ich liege im Krankenhaus.", "Mein Vater ist gestorben."]
    assert caring.seen(said) == Seen(Kind.GRIEF, ("Mein Vater ist gestorben",))
    assert caring.seen(["Wo bleibt der Bus?"]) is None


def test_the_rule_knows_the_words_of_the_table() -> None:
    assert [one.value for one in Kind] == [one.value for one in Care]
