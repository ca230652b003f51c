"""What makes good for a complaint, as facts in an answer: a remedy by when, what is fixed. Pure.

    Ich erstatte Ihnen 20 € bis zum 27. November um 17:00 Uhr.
    Guten Tag Anna Weber,
    ▏                                          the agent's own words, to this very customer
    Es ist behoben: Wir verpacken Tassen jetzt doppelt.

Each is the agent's to change. The words of a remedy are such that the promise ledger finds them.
"""

from __future__ import annotations

from inbox.rules import taking
from inbox.rules.authority import COUNTED, Remedy
from inbox.rules.due_times import Calendar
from inbox.rules.money import Amount
from inbox.rules.promises import SUPPOSED, PromiseKind
from inbox.rules.taking import Customer, Words

OFFERED = (Remedy.REFUND, Remedy.REPLACEMENT, Remedy.VOUCHER, Remedy.EXCEPTION)
"""Remedies that stand ready; the apology is the agent's own words."""

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}

_SAID = {
    (Remedy.REFUND, "de"): "Ich erstatte {whom} {amount} {until}.",
    (Remedy.REFUND, "en"): "I will refund you {amount} {until}.",
    (Remedy.REPLACEMENT, "de"): "Ich schicke {whom} {until} einen Ersatz.",
    (Remedy.REPLACEMENT, "en"): "I will send you a replacement {until}.",
    (Remedy.VOUCHER, "de"): "Ich schicke {whom} {until} einen Gutschein über {amount}.",
    (Remedy.VOUCHER, "en"): "I will send you a voucher for {amount} {until}.",
    (Remedy.EXCEPTION, "de"): "Ich mache hier für {them} eine Ausnahme.",
    (Remedy.EXCEPTION, "en"): "I am making an exception for you here.",
}


class Unsaid(ValueError):
    """A refund or a voucher needs an amount."""


def remedy(
    customer: Customer, what: Remedy, amount: Amount | None, known: Calendar, otherwise: str
) -> str:
    """Return a remedy as a sentence to a customer, with a time; `known` is its agent's calendar.

    Raises Unsaid.
    """
    if what in COUNTED and amount is None:
        raise Unsaid
    spoken = taking.language(customer, otherwise)
    familiar = customer.address == "du"
    due = known.closes(known.working_day(SUPPOSED[PromiseKind.MONEY]))
    return _SAID[what, spoken].format(
        whom="dir" if familiar else "Ihnen",
        them="dich" if familiar else "Sie",
        amount=_amount(amount, spoken) if amount else "",
        until=taking.moment(known, due, spoken),
    )


def fixed(customer: Customer, change: str, otherwise: str) -> Words:
    """Return how a note begins that what somebody complained about is fixed."""
    spoken = taking.language(customer, otherwise)
    first = f"{taking.greeting(customer, spoken)}\n\n"
    last = f"It is fixed: {change}" if spoken == "en" else f"Es ist behoben: {change}"
    return Words(f"{first}\n\n{last}", len(first))


def _amount(amount: Amount, spoken: str) -> str:
    """Return an amount as people write it: 20 €, 20,50 €, €20.50."""
    whole, cents = divmod(amount.hundredths, 100)
    point = "." if spoken == "en" else ","
    number = f"{whole}{point}{cents:02}" if cents else f"{whole}"
    sign = _SIGNS.get(amount.currency)
    if spoken == "en" and sign:
        return f"{sign}{number}"
    return f"{number} {sign or amount.currency}"
