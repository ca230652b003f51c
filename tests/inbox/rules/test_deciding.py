"""What a draft promises beyond its agent's authority: named with its limit, and where it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules.authority import Accepted, Added, Bounds, Grant, Remedy
from inbox.rules.deciding import above_authority, no_more
from inbox.rules.known import Known
from inbox.rules.money import Amount
from inbox.rules.objections import Facts, Level, Objection
from inbox.rules.promises import PromiseKind
from tests.inbox.rules.tables import FACTS, LIMITS, table

SEEN = {
    "above_authority": "above",
    "not_granted": "not granted",
    "amount_unsaid": "unsaid",
    "apology_not_granted": "not granted",
}
OURS = "Ich erstatte Ihnen 80 €."
EIGHTY = Amount(80_00, "EUR")


def found(text: str, **more: object) -> list[Objection]:
    bounds: Facts = replace(FACTS, bounds=replace(LIMITS, **more))
    return list(above_authority(text, bounds))


def seen(text: str) -> str:
    return " + ".join(f"{one.params['remedy']} {SEEN[one.rule]}" for one in found(text))


def test_what_is_promised_above_the_limits() -> None:
    lines = [*table("above_authority_de"), *table("above_authority_en")]
    wrong = [
        line["text"]
        for line in lines
        if (seen(line["text"]) == line["sees"]) is bool(line["wrong"])
    ]
    assert wrong == []


def test_a_limit_blocks_and_is_named_beside_the_words() -> None:
    (one,) = found(OURS)
    assert (one.level, one.words) == (Level.BLOCKS, ("Ich erstatte Ihnen 80 €",))
    assert one.params == {"remedy": "refund", "limit": [50_00, "EUR"], "asked": [80_00, "EUR"]}


def test_an_amount_that_nobody_names_only_holds() -> None:
    assert [one.level for one in found("Ich erstatte Ihnen alles.")] == [Level.HOLDS]


def test_a_sum_that_its_agent_calls_no_promise_is_read_all_the_same() -> None:
    (one,) = found(OURS, none=frozenset({"Ich erstatte Ihnen 80 €"}))
    assert (one.rule, one.level) == ("above_authority", Level.BLOCKS)
    both = "Ich erstatte Ihnen 40 €. Dazu überweise ich Ihnen 40 €."
    (one,) = found(both, none=frozenset({"Ich erstatte Ihnen 40 €"}))
    assert (one.level, one.params["asked"]) == (Level.BLOCKS, [80_00, "EUR"])


def test_what_names_no_sum_and_is_called_no_promise_asks_for_a_reason() -> None:
    (one,) = found("Ich schicke Ihnen Ersatz.", none=frozenset({"Ich schicke Ihnen Ersatz"}))
    assert (one.rule, one.level) == ("not_granted", Level.HOLDS)


FORTY = Amount(40_00, "EUR")
BEFORE = {Remedy.REFUND: (FORTY,)}


def test_what_was_promised_here_before_counts_with_it_and_is_named() -> None:
    assert found("Ich erstatte Ihnen 40 €.") == []
    assert found("Ich erstatte Ihnen 10 €.", before=BEFORE) == []
    (one,) = found("Ich erstatte Ihnen 40 €.", before=BEFORE)
    assert (one.rule, one.level) == ("above_with_before", Level.BLOCKS)
    assert (one.params["before"], one.params["asked"]) == ([40_00, "EUR"], [80_00, "EUR"])
    accepted = (Accepted(Remedy.REFUND, EIGHTY),)
    assert found("Ich erstatte Ihnen 40 €.", before=BEFORE, accepted=accepted) == []


@pytest.mark.parametrize(
    "text",
    [
        "Die 40 € sind bis Freitag auf Ihrem Konto.",
        "Wie versprochen erstatte ich Ihnen 40 €.",
        "Wie am Telefon besprochen, erstatte ich Ihnen 40 €.",
        "As promised, I'll refund you 40 € today.",
        "Ich schicke Ihnen einen Gutschein über 20 €.",
        "Ihre Nachricht ist da.",
    ],
)
def test_what_was_promised_before_and_is_said_again_counts_once(text: str) -> None:
    assert found(text, before=BEFORE) == []


def test_where_nobody_set_a_limit_nothing_is_above_it() -> None:
    assert not list(above_authority(OURS, replace(FACTS, bounds=Bounds())))


@pytest.mark.parametrize(
    ("accepted", "goes"),
    [
        (Accepted(Remedy.REFUND, EIGHTY), True),
        (Accepted(Remedy.REFUND, Amount(79_99, "EUR")), False),
        (Accepted(Remedy.REFUND), True),
        (Accepted(Remedy.VOUCHER, EIGHTY), False),
    ],
)
def test_what_was_accepted_may_be_promised_up_to_its_amount(accepted: Accepted, goes: bool) -> None:
    assert (not found(OURS, accepted=(accepted,))) is goes


def test_a_promise_that_was_written_down_beside_the_words_counts_as_well() -> None:
    added = Added(PromiseKind.MONEY, "Geld zurück", EIGHTY)
    (one,) = found("Das machen wir.", added=(added,))
    assert (one.words, one.spans) == (("Geld zurück",), ())
    assert len(found(OURS, added=(added,))) == 1


@pytest.mark.parametrize("called", [PromiseKind.ANSWER, PromiseKind.OTHER])
def test_a_sum_counts_whatever_its_promise_is_called(called: PromiseKind) -> None:
    (one,) = found("Das machen wir.", added=(Added(called, "Ich erstatte Ihnen 80 €"),))
    assert (one.rule, one.params["asked"]) == ("above_authority", [80_00, "EUR"])


def test_a_call_about_a_sum_grants_none() -> None:
    assert found("Das machen wir.", added=(Added(PromiseKind.CALL, "Anruf wegen 80 €"),)) == []


def test_their_sum_is_what_is_asked_for() -> None:
    (one,) = found("Ich erstatte Ihnen 60 €. Außerdem überweise ich Ihnen 90 €.")
    assert one.params["asked"] == [150_00, "EUR"]
    assert len(one.words) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Ich erstatte Ihnen 30 € bis Freitag. Ich erstatte Ihnen weitere 40 € bis Freitag.",
            70_00,
        ),
        ("Ich erstatte Ihnen 30 € und noch einmal 30 €.", 60_00),
        ("Ich erstatte Ihnen 30 €. Weitere 30 € überweise ich Ihnen morgen.", 60_00),
        ("I'll refund you €30 today. I'll refund you another €30 tomorrow.", 60_00),
    ],
)
def test_a_limit_is_not_passed_in_steps(text: str, asked: int) -> None:
    (one,) = found(text)
    assert (one.rule, one.params["asked"]) == ("above_authority", [asked, "EUR"])


@pytest.mark.parametrize(
    "text",
    [
        "Ich erstatte Ihnen 40 €. Die 40 € sind bis Freitag auf Ihrem Konto.",
        "Ich erstatte Ihnen 40 €. Wie gesagt: Ich erstatte Ihnen 40 €.",
        "Sie haben 120 € gezahlt, ich erstatte Ihnen 40 €.",
        "Ich erstatte Ihnen 40 €. Dazu schicke ich Ihnen einen Gutschein über 20 €.",
    ],
)
def test_what_is_said_again_counts_once(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Ich erstatte Ihnen 40 € oder 80 €.", 80_00),
        ("Ich erstatte Ihnen 80 oder 40 €.", 80_00),
        ("Ich erstatte Ihnen 40 € oder überweise Ihnen 80 €.", 80_00),
        ("Ich erstatte Ihnen 40 €, oder auf Wunsch 80 €.", 80_00),
        ("Das Geld überweise ich morgen: 40 € oder auf Wunsch auch 80 €.", 80_00),
        ("Ich erstatte Ihnen entweder 40 € bis morgen oder 80 € bis Freitag.", 80_00),
        ("I'll refund you €40 or €80 by Friday.", 80_00),
    ],
)
def test_of_what_they_may_choose_the_highest_counts(text: str, asked: int) -> None:
    (one,) = found(text)
    assert (one.rule, one.params["asked"]) == ("above_authority", [asked, "EUR"])


@pytest.mark.parametrize(
    "text",
    [
        "Ich erstatte Ihnen 40 € oder 50 €.",
        "Ich erstatte Ihnen 40 € oder schicke Ihnen einen Gutschein über 20 €.",
        "I'll refund you €40 or send you a voucher for €20.",
    ],
)
def test_what_they_may_choose_is_not_added_up(text: str) -> None:
    assert found(text) == []


def test_a_choice_of_remedies_is_held_against_the_limit_of_each() -> None:
    above = found("Ich erstatte Ihnen 60 € oder schicke Ihnen einen Gutschein über 30 €.")
    assert {one.params["remedy"]: one.params["asked"] for one in above} == {
        "refund": [60_00, "EUR"], "voucher": [30_00, "EUR"]
    }  # fmt: skip


def test_what_is_written_down_beside_the_words_counts_with_them() -> None:
    added = Added(PromiseKind.MONEY, "Geld zurück", Amount(30_00, "EUR"))
    (one,) = found("Ich erstatte Ihnen 40 €.", added=(added, added))
    assert one.params["asked"] == [100_00, "EUR"]


@pytest.mark.parametrize(
    ("text", "words", "amount"),
    [
        ("Ich erstatte Ihnen 40 €.", "Ich erstatte Ihnen 40 €", 40_00),
        (
            "Das Geld, 40 €, überweise ich Ihnen morgen.",
            "Das Geld, 40 €, überweise ich Ihnen morgen",
            40_00,
        ),
        (
            "Ich erstatte Ihnen 40 € oder schicke Ihnen einen Gutschein über 20 €.",
            "Ich erstatte Ihnen 40 € oder schicke Ihnen einen Gutschein über 20 €",
            40_00,
        ),
    ],
)
def test_what_is_confirmed_as_it_was_found_counts_once(
    text: str, words: str, amount: int | None
) -> None:
    known = Amount(amount, "EUR") if amount else None
    given = Added(PromiseKind.MONEY, words, known, words)
    assert found(text, added=(given,)) == []
    assert found(text, added=(replace(given, what="40 € aufs Konto"),)) == []


def test_a_promise_without_words_of_its_own_names_none() -> None:
    (one,) = found("Das machen wir.", added=(Added(PromiseKind.MONEY, "", EIGHTY),))
    assert (one.words, one.params["asked"]) == ((), [80_00, "EUR"])


@pytest.mark.parametrize("amount", ["2 0 0 €", "1,2,3 €", "99999999999999999999 €"])
def test_an_amount_that_nobody_can_read_holds(amount: str) -> None:
    (one,) = found(f"Ich zahle Ihnen {amount} bis Freitag.")
    assert (one.rule, one.level) == ("amount_unsaid", Level.HOLDS)


TWICE = "Wir packen Tassen jetzt doppelt."
SORRY = "Das tut mir leid. Wir haben die Verpackung geändert."


def test_an_apology_that_says_what_changes_is_not_everybodys() -> None:
    (one,) = found(SORRY)
    assert (one.rule, one.level, one.params["remedy"]) == (
        "apology_not_granted", Level.HOLDS, "apology"
    )  # fmt: skip
    assert one.words == ("haben die Verpackung geändert",)


def test_the_sentence_of_a_cause_blocks_with_or_without_a_sorry() -> None:
    facts = replace(FACTS, bounds=LIMITS, known=Known(changes=(TWICE,)))
    for text in (TWICE, f"Das tut mir leid. {TWICE}"):
        (one,) = above_authority(text, facts)
        assert (one.rule, one.level, one.words) == ("apology_not_granted", Level.BLOCKS, (TWICE,))


@pytest.mark.parametrize(
    "text",
    ["Das tut mir sehr leid.", "Wir haben die Verpackung geändert.", "Kommt das wieder vor?"],
)
def test_sorry_alone_is_anybodys_and_so_is_news(text: str) -> None:
    assert found(text) == []


def test_who_may_apologise_so_does() -> None:
    free = {key: grant for key, grant in LIMITS.grants.items() if key is not Remedy.APOLOGY}
    assert found(SORRY, grants=free) == []
    assert found(SORRY, accepted=(Accepted(Remedy.APOLOGY),)) == []


def test_what_a_colleague_may_who_approves_it_may_leave() -> None:
    assert found(OURS, seconds={Remedy.REFUND: Grant(True, EIGHTY)}) == []
    assert found(OURS, seconds={}) == []
    (one,) = found(OURS, seconds={Remedy.REFUND: Grant(True, Amount(70_00, "EUR"))})
    assert one.params["limit"] == [70_00, "EUR"]


@pytest.mark.parametrize(
    ("before", "after", "no_more_than_before"),
    [
        (OURS, OURS, True),
        (OURS, "Gern erstatte ich Ihnen 70 €.", True),
        (OURS, "Ich erstatte Ihnen 90 €.", False),
        (OURS, "Ich erstatte Ihnen 80 €. Ich mache für Sie eine Ausnahme.", False),
        ("Ich erstatte Ihnen 20 €.", OURS, False),
        (OURS, "Ich erstatte Ihnen 20 €.", True),
    ],
)
def test_whether_a_colleague_has_written_more_into_an_answer(
    before: str, after: str, no_more_than_before: bool
) -> None:
    assert no_more(found(after), found(before)) is no_more_than_before


def test_what_is_free_stays_free_beside_another_limit() -> None:
    assert not list(
        above_authority(OURS, replace(FACTS, bounds=Bounds({Remedy.VOUCHER: Grant(False)})))
    )
