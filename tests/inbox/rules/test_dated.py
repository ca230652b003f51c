"""A promise noted for later than the customer reads it is held; sooner, or unsaid, it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox.rules import due_times, promises, review
from inbox.rules.authority import Bounds
from inbox.rules.objections import Level, Objection, reasoned
from inbox.rules.promises import Dated, Noted
from tests.inbox.rules.tables import FACTS

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday
HERE = due_times.calendar(NOW, None, "Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # when work ends in Berlin
FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
YEARS_END = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
MONEY = "Die 33 € bekommen Sie bis Freitag"


def held(draft: str, *those: Noted) -> list[Objection]:
    facts = replace(FACTS, now=NOW, dated=Dated(HERE, those))
    return [one for one in review.review(draft, facts) if one.rule == "noted_later"]


def test_a_later_time_than_the_words_say_is_held_with_both() -> None:
    (one,) = held(f"Guten Tag! {MONEY}.", Noted(MONEY, MONEY, YEARS_END))
    assert (one.level, one.words) == (Level.HOLDS, (MONEY,))
    assert one.params == {"said_at": FRIDAY, "due_at": YEARS_END}


@pytest.mark.parametrize("due", [FRIDAY, FRIDAY - timedelta(days=1), FRIDAY_NIGHT])
def test_the_same_time_or_a_sooner_one_goes(due: datetime) -> None:
    assert held(f"{MONEY}.", Noted(MONEY, MONEY, due)) == []


def test_a_day_is_over_at_its_midnight() -> None:
    assert held(f"{MONEY}.", Noted(MONEY, MONEY, FRIDAY_NIGHT + timedelta(minutes=2)))


def test_an_hour_that_is_said_counts_as_well() -> None:
    words = "Ich rufe Sie morgen um 10 Uhr an"
    assert held(f"{words}.", Noted(words, words, datetime(2026, 11, 19, 16, 0, tzinfo=UTC)))


def test_what_says_no_time_may_be_noted_for_any() -> None:
    words = "Ich erstatte Ihnen 20 €"
    assert held(f"{words}.", Noted(words, "bis morgen", YEARS_END)) == []


def test_what_an_agent_added_is_read_by_what_it_says() -> None:
    assert held("Gern.", Noted("", "Rückruf bis Freitag", YEARS_END))
    assert held("Gern.", Noted("Gern", "Rückruf bis Freitag", YEARS_END))
    assert held("Gern.", Noted("", "Rückruf", YEARS_END)) == []


def test_another_kind_of_blank_hides_nothing() -> None:
    (words,) = (one.words for one in promises.find("Ich rufe Sie\u00a0morgen an.", HERE))
    assert held("Ich rufe Sie\u00a0morgen an.", Noted(words, words, YEARS_END))


TAKEN_OUT = Bounds(none=frozenset({MONEY}))


def test_money_whose_row_was_taken_out_is_held() -> None:
    facts = replace(FACTS, now=NOW, bounds=TAKEN_OUT)
    (one,) = (each for each in review.review(f"{MONEY}.", facts) if each.rule == "not_noted")
    assert (one.level, one.words) == (Level.HOLDS, (MONEY,))


@pytest.mark.parametrize("text", ["Die 33 € bekommen Sie bis Montag.", "Ich rufe Sie morgen an."])
def test_what_was_not_taken_out_and_what_is_no_money_is_not(text: str) -> None:
    bounds = Bounds(none=frozenset({MONEY, "Ich rufe Sie morgen an"}))
    facts = replace(FACTS, now=NOW, bounds=bounds)
    assert "not_noted" not in [each.rule for each in review.review(text, facts)]


@pytest.mark.parametrize(
    ("reason", "enough"),
    [("", False), ("x", False), ("x y z", False), ("siehe oben", False), ("1 2 3 4", False),
     ("kam schon gestern an", True)],
)  # fmt: skip
def test_a_letter_is_no_reason_where_money_is_noted_nowhere(reason: str, enough: bool) -> None:
    assert reasoned(reason, {"not_noted"}) is enough
    assert reasoned(reason, {"canned"}) is bool(reason)


def test_where_nothing_is_noted_nothing_is_held() -> None:
    assert held(f"{MONEY}.") == []
