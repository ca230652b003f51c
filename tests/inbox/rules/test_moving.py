"""Nobody is sent to another channel unasked, and everybody is written to in their own manner."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules.known import Known
from inbox.rules.manner import BRIEF, another_form, too_thorough
from inbox.rules.meeting import Meeting
from inbox.rules.moving import moves_away, told
from inbox.rules.objections import Level
from tests.inbox.rules.tables import FACTS, table, words_seen

CALL = "Rufen Sie uns bitte an."


def test_who_is_sent_elsewhere_unasked_is_asked_first() -> None:
    lines = [*table("moves_away_de"), *table("moves_away_en")]
    assert len({line["text"] for line in lines}) == len(lines)
    for line in lines:
        seen = words_seen(moves_away, line["text"], Level.HOLDS)
        meant = tuple(filter(None, line["words"].split(" + ")))
        assert (seen != meant) is bool(line["wrong"]), line["text"]


@pytest.mark.parametrize(
    ("draft", "facts"),
    [
        (CALL, replace(FACTS, meeting=Meeting(channel="call"))),
        (CALL, replace(FACTS, known=Known(unanswered=("lieber telefonisch bitte",)))),
        ("Schreiben Sie uns eine DM.", replace(FACTS, meeting=Meeting(private=True))),
    ],
)
def test_their_own_way_is_no_move(draft: str, facts: object) -> None:
    assert list(moves_away(draft, facts)) == []


@pytest.mark.parametrize("draft", ["", "…", "😀 !", "|", "a | b"])
def test_a_draft_without_words_moves_nobody(draft: str) -> None:
    assert list(moves_away(draft, FACTS)) == []


def test_another_way_than_theirs_is_one() -> None:
    facts = replace(FACTS, meeting=Meeting(channel="mail", private=True))
    assert [one.words for one in moves_away(CALL, facts)] == [("Rufen Sie uns bitte an",)]


HOTLINE = "Am schnellsten geht das über die Hotline."


def test_what_no_words_send_is_seen_by_what_was_learnt_in_its_heaviest_words() -> None:
    assert list(told(HOTLINE)) == []
    (one,) = moves_away(f"Das tut mir leid. {HOTLINE}", FACTS)
    assert one.level is Level.HOLDS
    assert all(words in HOTLINE for words in one.words)


@pytest.mark.parametrize(
    ("draft", "facts"),
    [
        (HOTLINE, replace(FACTS, meeting=Meeting(channel="call"))),
        ("Möchten Sie lieber über die Hotline sprechen?", FACTS),
        ("Wir rufen Sie um zehn an.", FACTS),
        ("Bitte bringen Sie den Ausweis mit.", FACTS),
        ("Bei Gasgeruch wählen Sie die 112.", FACTS),
    ],
)
def test_what_is_no_move_in_words_is_none_by_what_was_learnt(draft: str, facts: object) -> None:
    assert list(moves_away(draft, facts)) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_sie_stays_sie_and_du_stays_du(language: str) -> None:
    for line in table(f"another_form_{language}"):
        facts = replace(FACTS, meeting=Meeting(address=line["meant"]))
        seen = list(another_form(line["text"], facts))
        assert all(one.level is Level.HINTS for one in seen)
        assert (bool(seen) is bool(line["sees"])) is not bool(line["wrong"]), line["text"]


def test_an_english_sentence_knows_neither_and_the_german_one_after_it_does() -> None:
    assert not any(line["sees"] for line in table("another_form_en"))
    sie = replace(FACTS, meeting=Meeting(address="sie"))
    (told,) = another_form("Our soup du jour is leek. Das klären wir für dich.", sie)
    assert told.words == ("dich",)


def test_where_nobody_knows_either_will_do() -> None:
    assert list(another_form("Ich melde mich bei dir und bei Ihnen.", FACTS)) == []


@pytest.mark.parametrize(
    ("pace", "size", "said"),
    [("brief", BRIEF + 1, 1), ("brief", BRIEF, 0), ("thorough", 5_000, 0), (None, 5_000, 0)],
)
def test_who_wants_it_brief_is_answered_briefly(pace: str | None, size: int, said: int) -> None:
    facts = replace(FACTS, meeting=Meeting(pace=pace))
    assert len(list(too_thorough("x" * size, facts))) == said
