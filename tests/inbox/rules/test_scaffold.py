"""Our own button is no canned text: what says nothing but a time is held, and what says none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules import due_times, hours, scaffold, taking
from inbox.rules.known import Known
from inbox.rules.review import Level, review
from inbox.rules.taking import Customer
from tests.inbox.rules.tables import FACTS, NOW, table, wrong

KNOWN = due_times.Calendar(NOW, hours.read("mon-fri 9:00-17:00", "Europe/Berlin"))


def test_an_answer_that_says_only_when_is_held() -> None:
    assert wrong(scaffold.only_a_time, Level.HOLDS, "only_a_time_de", "only_a_time_en") == {}


def test_an_answer_that_says_no_time_is_held() -> None:
    assert wrong(scaffold.no_time, Level.HOLDS, "no_time_de", "no_time_en") == {}


@pytest.mark.parametrize(
    ("name", "least"),
    [("only_a_time_de", 40), ("only_a_time_en", 20), ("no_time_de", 40), ("no_time_en", 20)],
)
def test_half_of_the_cases_are_near_misses(name: str, least: int) -> None:
    lines = table(name)
    assert len(lines) >= least
    assert 0.4 <= sum(not line["words"] for line in lines) / len(lines) <= 0.6


FILLED = [
    taking.take(Customer("Mo", None, address, language), KNOWN, taking.due(KNOWN, 0), "de")
    for address, language in (("sie", "de"), ("du", "de"), (None, "en"))
] + [
    note
    for language in ("de", "en")
    for note in (
        taking.moved(
            Customer("Mo", None, None, language), KNOWN, "Rückruf", NOW, taking.due(KNOWN, 0), "de"
        ),
        taking.broken(Customer("Mo", None, None, language), KNOWN, "Rückruf", NOW, "de"),
    )
]


@pytest.mark.parametrize("words", FILLED, ids=lambda words: words.text)
def test_whatever_we_fill_in_is_held_until_its_agent_has_said_something(words) -> None:
    own = f"{words.text[: words.caret]}Die Akkus sind vergriffen.{words.text[words.caret :]}"
    ours = {"only_a_time", "no_time"}
    assert [one.rule for one in review(words.text, FACTS) if one.rule in ours] == ["only_a_time"]
    assert [one for one in review(own, FACTS) if one.rule in ours] == []


@pytest.mark.parametrize(
    ("wrote", "draft", "held"),
    [
        ("Mein Paket kam nass an, der Karton war offen", "asdf.", True),
        ("Mein Paket kam nass an, der Karton war offen", "Das nasse Paket!", False),
        ("Mein Paket kam nass an, der Karton war offen", "Ein neuer Karton ist da.", False),
        ("Mein Paket kam nass an, der Karton war offen", "Ich rufe den Fahrer an.", False),
        ("Seit 15 Uhr kein Strom in der Parkstraße", "asdf.", True),
        ("Seit 15 Uhr kein Strom in der Parkstraße", "Die Parkstraße ist dran.", False),
        ("Hallo??", "Der Monteur ist da.", False),
        ("My bag is still on the train", "Thanks, wilco.", True),
        ("My bag is still on the train", "The bag is here.", False),
    ],
)
def test_a_word_of_ones_own_takes_up_theirs_or_is_not_alone(
    wrote: str, draft: str, held: bool
) -> None:
    facts = replace(FACTS, known=Known(unanswered=(wrote,)))
    text = f"{draft} Sie hören bis 15:00 Uhr von mir."
    assert bool(list(scaffold.only_a_time(text, facts))) is held
