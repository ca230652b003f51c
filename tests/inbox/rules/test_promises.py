"""What a draft promises: found where people promise, silent where they only sound like it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from inbox.rules import due_times, promises
from inbox.rules.money import Amount
from inbox.rules.promises import MOST, PROVEN, PromiseKind
from tests.inbox.rules.tables import Line, hold, table

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=BERLIN)  # a Wednesday
HERE = due_times.calendar(NOW, None, "Europe/Berlin")
CASES = [*table("promises_de"), *table("promises_en")]


def test_a_promise_is_found_with_its_kind_its_amount_and_its_time() -> None:
    def seen(line: Line) -> list[str]:
        found = promises.find(line["text"], HERE)
        if not found or any(line["text"][slice(*one.span)] != one.words for one in found):
            return [repr(found)]
        amount, due = found[0].amount, found[0].due.astimezone(BERLIN)
        said = f"{amount.hundredths} {amount.currency}" if amount else ""
        return [" + ".join(one.kind.value for one in found), said, f"{due:%Y-%m-%d %H:%M}"]

    promised = [line for line in CASES if line["kind"]]
    hold(promised, seen, lambda line: [line["kind"], line["amount"], line["due"]])


def test_what_only_sounds_like_a_promise_is_none() -> None:
    free = [line for line in CASES if not line["kind"]]
    hold(free, lambda line: promises.find(line["text"], HERE), lambda _: ())


@pytest.mark.parametrize(("name", "least"), [("promises_de", 40), ("promises_en", 20)])
def test_half_of_the_cases_are_near_misses(name: str, least: int) -> None:
    lines = table(name)
    assert len(lines) >= least
    assert 0.4 <= sum(not line["kind"] for line in lines) / len(lines) <= 0.6


def test_where_no_time_is_said_working_days_are_supposed() -> None:
    (call,) = promises.find("Ich rufe Sie an.", HERE)
    (money,) = promises.find("Ich erstatte Ihnen 20 €.", HERE)
    assert not call.said
    assert not money.said
    assert call.due < money.due


def test_a_time_that_is_said_is_called_so() -> None:
    (call,) = promises.find("Ich rufe Sie morgen an.", HERE)
    assert call.said


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("Hallo, ich sehe mir das sofort an und rufe Sie an.",
         "ich sehe mir das sofort an und rufe Sie an"),
        ("Ich schaue mir das heute an und schicke Ihnen ein neues Kabel.",
         "Ich schaue mir das heute an und schicke Ihnen ein neues Kabel"),
        ("Danke! I am on it today and will call you.", "I am on it today and will call you"),
        ("Ich rufe Sie an, und zwar morgen.", "Ich rufe Sie an, und zwar morgen"),
    ],
)  # fmt: skip
def test_the_words_of_a_promise_begin_where_a_clause_does(draft: str, words: str) -> None:
    assert [one.words for one in promises.find(draft, HERE)] == [words]


def test_each_sentence_is_read_for_itself() -> None:
    found = promises.find("Tut mir leid! Ich erstatte 20 €.\nWir melden uns bis Freitag.", HERE)
    assert [one.kind for one in found] == [PromiseKind.MONEY, PromiseKind.ANSWER]
    assert found[0].amount == Amount(2000, "EUR")


def test_money_and_goods_alone_need_a_proof() -> None:
    assert frozenset({PromiseKind.MONEY, PromiseKind.GOODS}) == PROVEN


def test_of_very_many_promises_some_are_offered() -> None:
    assert len(promises.find("Ich rufe Sie morgen an. " * 30, HERE)) == MOST


@pytest.mark.parametrize(
    "hostile",
    ["", "\x00", "wir " * 4000, "„" * 300, "99999999999999999999 €", "am 31.02. um 99:99 Uhr rufe",
     "in 999 monaten rufe ich Sie an", "€ erstatte ich Ihnen", "ich werde " * 900],
)  # fmt: skip
def test_no_text_breaks_it(hostile: str) -> None:
    for one in promises.find(hostile, HERE):
        assert hostile[slice(*one.span)] == one.words
