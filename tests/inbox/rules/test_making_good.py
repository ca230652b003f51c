"""Remedies and what is fixed, as facts: in the customer's language, as they are spoken to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules import apology, due_times, hours, making_good, promises
from inbox.rules.authority import COUNTED, Remedy
from inbox.rules.known import Known
from inbox.rules.making_good import OFFERED, Unsaid
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from inbox.rules.taking import Customer
from tests.inbox.rules.tables import FACTS, NOW

KNOWN = due_times.Calendar(NOW, hours.read("mon-fri 9:00-17:00", "Europe/Berlin"))
SIE = Customer("Anna Weber", address="sie", language="de")
DU = Customer("Anna", address="du", language="de")
ENGLISH = Customer("Jo", language="en")
TWENTY = Amount(20_00, "EUR")
COMPLAINED = replace(FACTS, known=Known(unanswered=("Mein Toaster ist kaputt.",)))


def said(what: Remedy, customer: Customer = SIE, amount: Amount | None = TWENTY) -> str:
    return making_good.remedy(customer, what, amount, KNOWN, "de")


@pytest.mark.parametrize("what", OFFERED)
@pytest.mark.parametrize("customer", [SIE, DU, ENGLISH])
def test_a_remedy_is_a_promise_that_the_ledger_finds(what: Remedy, customer: Customer) -> None:
    found = promises.find(said(what, customer), KNOWN)
    if what is Remedy.EXCEPTION:
        assert found == ()
        return
    (one,) = found
    assert one.kind in (PromiseKind.MONEY, PromiseKind.GOODS)
    assert one.said
    assert one.due == KNOWN.closes(KNOWN.working_day(5))
    assert one.amount == (TWENTY if what in COUNTED else None)


@pytest.mark.parametrize("what", OFFERED)
@pytest.mark.parametrize("customer", [SIE, DU, ENGLISH])
def test_a_remedy_is_one_of_the_parts_of_an_apology(what: Remedy, customer: Customer) -> None:
    assert list(apology.parts(said(what, customer), COMPLAINED)) == [apology.Part.REMEDY]


def test_whom_it_is_for_is_spoken_to_as_they_wish() -> None:
    assert said(Remedy.REFUND) == "Ich erstatte Ihnen 20 € bis zum 27. November um 17:00 Uhr."
    assert said(Remedy.REFUND, DU).startswith("Ich erstatte dir 20 € ")
    assert said(Remedy.EXCEPTION, DU) == "Ich mache hier für dich eine Ausnahme."
    assert said(Remedy.REFUND, ENGLISH).startswith("I will refund you €20 by ")


@pytest.mark.parametrize(
    ("amount", "german", "english"),
    [
        (Amount(20_50, "EUR"), "20,50 €", "€20.50"),
        (Amount(5, "EUR"), "0,05 €", "€0.05"),
        (Amount(1200_00, "CHF"), "1200 CHF", "1200 CHF"),
        (Amount(7_00, "GBP"), "7 £", "£7"),
    ],
)
def test_an_amount_is_written_as_people_write_it(amount: Amount, german: str, english: str) -> None:
    assert f" {german} " in said(Remedy.REFUND, SIE, amount)
    assert f" {english} " in said(Remedy.REFUND, ENGLISH, amount)


@pytest.mark.parametrize("what", sorted(COUNTED))
def test_without_an_amount_there_is_no_sentence(what: Remedy) -> None:
    with pytest.raises(Unsaid):
        said(what, amount=None)


def test_what_is_fixed_leaves_room_for_words_of_ones_own() -> None:
    note = making_good.fixed(SIE, "Wir verpacken jetzt doppelt.", "de")
    assert note.text == "Guten Tag Anna Weber,\n\n\n\nEs ist behoben: Wir verpacken jetzt doppelt."
    assert note.text[: note.caret] == "Guten Tag Anna Weber,\n\n"
    assert "It is fixed: " in making_good.fixed(ENGLISH, "We pack twice now.", "de").text
