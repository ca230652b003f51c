"""What praises us and in which words, whom it is for, and when it may be said to have arrived."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.rules import passing, praise, praise_told
from inbox.rules.known import Known
from inbox.rules.objections import Level
from inbox.rules.praise import Colleague
from tests.inbox.rules.tables import FACTS, table

MIRIAM, JONAS, ANNA = (
    Colleague(1, "Miriam Brandt"),
    Colleague(2, "Jonas Weber"),
    Colleague(3, "Anna Weber"),
)
HOUSE = (MIRIAM, JONAS, ANNA)


def seen(line: dict[str, str]) -> tuple[str, ...]:
    """Return what is objected to in a draft that says praise was passed on, by what is known."""
    said = tuple(filter(None, [line["said"]]))
    told = tuple(filter(None, line["told"].split(" + ")))
    known = Known(unanswered=said, praised=any(map(praise.found, said)), delivered=told)
    found = list(praise_told.praise_passed(line["text"], replace(FACTS, known=known)))
    assert all(one.level is Level.HOLDS for one in found)
    return found[0].words if found else ()


def misjudged(sees, *names: str) -> list[str]:
    """Return the lines of tables that are seen otherwise than they say, or marked without need."""
    wrong = []
    for line in (line for name in names for line in table(name)):
        right = sees(line) == tuple(filter(None, line["words"].split(" + ")))
        if right is bool(line["wrong"]):
            wrong.append(line["text"])
    return wrong


def test_we_are_praised_in_these_words() -> None:
    assert misjudged(lambda line: praise.words(line["text"]), "praise_de", "praise_en") == []


def test_praise_is_said_to_have_been_passed_on_in_these_words() -> None:
    assert misjudged(seen, "praise_passed_de", "praise_passed_en") == []


@pytest.mark.parametrize("name", ["praise", "praise_passed"])
def test_the_tables_hold_enough_and_half_of_them_is_free(name: str) -> None:
    for language, least in (("de", 40), ("en", 20)):
        lines = table(f"{name}_{language}")
        free = [line for line in lines if not line["words"]]
        assert len(lines) >= least
        assert 0.4 < len(free) / len(lines) < 0.6


def test_what_is_handed_on_are_the_sentences_that_praise() -> None:
    said = "@wir Frau Brandt war sehr nett. Wann kommt der Bus?"
    assert praise.quoted(said) == "Frau Brandt war sehr nett."


def test_what_only_an_agent_takes_for_praise_is_handed_on_whole() -> None:
    assert praise.quoted("Tiptop wie immer") == "Tiptop wie immer"


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Miriam war super", {MIRIAM}),
        ("frau brandt war super", {MIRIAM}),
        ("Herr Jonas Weber und Miriam waren super", {JONAS, MIRIAM}),
        ("Weber war super", set()),
        ("Anna Weber war super", {ANNA}),
        ("Der Fahrer war super", set()),
    ],
)
def test_who_is_named_is_meant_and_a_name_that_two_bear_names_neither(text, whom) -> None:
    assert set(praise.named(text, HOUSE)) == {one.id for one in whom}


def test_where_nobody_is_named_it_is_for_who_alone_answered_before() -> None:
    assert praise.whom("Toller Service!", HOUSE, [2, 2]) == (2,)
    assert praise.whom("Toller Service!", HOUSE, [2, 1]) == ()
    assert praise.whom("Miriam war nett", HOUSE, [2]) == (1,)


def test_passing_on_what_a_message_praises_is_no_matter_passed_on() -> None:
    """Held as a matter once, since the word of praise stands in the customer's message alone."""
    draft = "Das gebe ich gern an sie weiter."
    known = Known(unanswered=("Frau Weber war so nett",), praised=True, delivered=("Anna Weber",))
    assert [one.rule for one in passing.passes_on(draft, FACTS)] == ["passes_on"]
    assert list(passing.passes_on(draft, replace(FACTS, known=known))) == []
    assert list(praise_told.praise_passed(draft, replace(FACTS, known=known))) == []


def test_what_praises_and_complains_stays_a_matter() -> None:
    draft = "Das gebe ich weiter."
    said = "Frau Weber war so nett, aber mein Paket ist verloren."
    facts = replace(FACTS, known=Known(unanswered=(said,), praised=True))
    assert [one.rule for one in passing.passes_on(draft, facts)] == ["passes_on"]


@pytest.mark.parametrize(
    ("names", "spoken", "address", "sentence"),
    [
        (["Jonas Weber"], "de", None, "Ihr Lob habe ich an Jonas Weber weitergegeben."),
        (["Jonas"], "de", "du", "Dein Lob habe ich an Jonas weitergegeben."),
        (["A", "B", "C"], "de", "sie", "Ihr Lob habe ich an A, B und C weitergegeben."),
        (["A", "B"], "en", None, "I have passed your praise on to A and B."),
    ],
)
def test_the_sentence_that_says_so_is_read_back_by_the_rule(
    names, spoken, address, sentence
) -> None:
    assert praise_told.sentence(names, spoken, address) == sentence
    assert [one.rule for one in praise_told.praise_passed(sentence, FACTS)] == ["praise_passed"]
    told = replace(FACTS, known=Known(delivered=tuple(names)))
    assert list(praise_told.praise_passed(sentence, told)) == []


NAMES = ("Jonas Weber", "Miriam Brandt", "Anna Roth")


@settings(max_examples=40, deadline=None)
@given(
    said=st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    told=st.lists(st.sampled_from(NAMES), unique=True),
    spoken=st.sampled_from(["de", "en"]),
)
def test_nobody_is_said_to_have_praise_that_was_not_delivered_to_them(said, told, spoken) -> None:
    known = replace(FACTS, known=Known(delivered=tuple(told)))
    held = list(praise_told.praise_passed(praise_told.sentence(said, spoken, None), known))
    assert bool(held) is not (set(said) <= set(told))
