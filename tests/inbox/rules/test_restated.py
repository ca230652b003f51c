"""What is promised once more is the promise that is open; another time, sum or thing is another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox.rules import due_times, promises
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from inbox.rules.restated import Open, restated

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday
HERE = due_times.calendar(NOW, None, "Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # when work ends in Berlin
TOMORROW_AT_TEN = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)

MONEY = Open(1, PromiseKind.MONEY, "Ich erstatte Ihnen 35 €", Amount(3500, "EUR"), FRIDAY)
CALL = Open(2, PromiseKind.CALL, "rufe Sie morgen um 10 an", None, TOMORROW_AT_TEN)
GOODS = Open(3, PromiseKind.GOODS, "Ich schicke Ihnen einen neuen Zähler", None, FRIDAY)


def again(draft: str) -> set[int]:
    return {one.id for one in restated(promises.find(draft, HERE), [MONEY, CALL, GOODS]).values()}


@pytest.mark.parametrize(
    ("draft", "same"),
    [
        ("Ich erstatte Ihnen die 35 € bis Freitag.", {1}),
        ("Wie gesagt: Ich überweise Ihnen 35,00 €.", {1}),
        ("Wir erstatten Ihnen 35 € bis Freitag und ich rufe Sie morgen um 10 Uhr an.", {1, 2}),
        ("Ich rufe Sie an.", {2}),
        ("I'll call you tomorrow at 10.", {2}),
        ("Ich schicke Ihnen bis Freitag den neuen Zähler.", {3}),
    ],
)
def test_the_same_once_more_is_known(draft: str, same: set[int]) -> None:
    assert again(draft) == same


@pytest.mark.parametrize(
    "draft",
    [
        "Ich erstatte Ihnen 45 € bis Freitag.",
        "Ich erstatte Ihnen die 35 € bis morgen.",
        "Ich überweise Ihnen 35 £.",
        "Ich rufe Sie morgen um 14 Uhr an.",
        "Ich schicke Ihnen bis Freitag eine Sicherung.",
        "Ich melde mich bis Freitag.",
        "Danke, das ist notiert.",
    ],
)
def test_another_time_sum_or_thing_is_another_promise(draft: str) -> None:
    assert again(draft) == set()


def test_an_open_promise_answers_one_of_a_draft() -> None:
    said = "Ich erstatte Ihnen 35 € für den Zähler. Und ich überweise Ihnen 35 € für die Fahrt."
    found = promises.find(said, HERE)
    assert len(found) == 2
    assert list(restated(found, [MONEY])) == [found[0].words]
