"""Promises in words: what they are of, what is wrong with one, how one stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel import numbers

from db.models import PromiseState
from inbox.care.promising import Flaw, Given, PromisedSooner, Unclear
from inbox.queries.promises import PromiseView
from inbox.rules import money
from inbox.rules.money import Amount, amount_in
from inbox.rules.promises import LONGEST, PROVEN, PromiseKind
from inbox.texts import Texts, mark

KINDS: dict[PromiseKind, str] = {
    PromiseKind.MONEY: mark("Money"),
    PromiseKind.GOODS: mark("Goods"),
    PromiseKind.CALL: mark("Call"),
    PromiseKind.ANSWER: mark("Answer"),
    PromiseKind.OTHER: mark("Something else"),
}

FLAWS: dict[Flaw, str] = {
    Flaw.WHAT: mark("Say what is promised, in a few words."),
    Flaw.DUE: mark("Choose a time within a year from now by which it is promised."),
    Flaw.PAST: mark("This time has passed already. Choose a later one for the promise."),
    Flaw.FAR: mark("This time is more than a year away. Choose an earlier one for the promise."),
    Flaw.AMOUNT: mark("Write an amount above 0, in digits, for example 20 or 20.50."),
    Flaw.ABOVE: mark(
        "Nothing was noted: this promises more than you may decide. Ask somebody who may first, or"
        " take the promise out."
    ),
    Flaw.MANY: mark("These are too many promises for one answer."),
    Flaw.PROOF: mark(
        "Money and goods need a proof: a booking's or parcel's number, a web address, or a file's"
        " name. A date or an amount alone is none."
    ),
    Flaw.REASON: mark("Say why, in a few words."),
}


PROOF = mark("Proof: a booking's or parcel's number, a web address, or a file's name")


class Unreadable(ValueError):
    """A browser sent something that makes no sense."""


def flaw(t: Texts, what: Flaw) -> str:
    """Return what is wrong with a promise, as a sentence that says what to do."""
    return t(FLAWS[what])


def sooner(t: Texts, error: PromisedSooner, now: datetime) -> str:
    """Return that a reply leaves after what it promises is due, with both times."""
    leaves, due = t.moment(error.leaves_at, now), t.moment(error.due_at, now)
    return t(
        "This leaves {leaves} and promises something by {due}. Send it sooner or promise it later.",
        leaves=leaves, due=due,
    )  # fmt: skip


def amount(t: Texts, of: Amount | None) -> str:
    """Return an amount the language's way: 20,00 €."""
    if of is None:
        return ""
    language = "en_GB" if t.language == "en" else t.language
    return numbers.format_currency(of.hundredths / 100, of.currency, locale=language)


def due(t: Texts, at: datetime, now: datetime) -> str:
    """Return by when something is promised, in a few words."""
    if at < now:
        return t("Promise late since {moment}", moment=t.moment(at, now))
    return t("Promised by {moment}", moment=t.moment(at, now))


def stands(t: Texts, one: PromiseView, now: datetime) -> str:
    """Return how a promise stands, before what it is."""
    if one.state is PromiseState.OPEN or one.settled_at is None:
        return due(t, one.due_at, now)
    moment = t.moment(one.settled_at, now)
    if one.state is PromiseState.BROKEN:
        return t("Broken, {moment}", moment=moment)
    if one.late:
        return t("Kept late, {moment}", moment=moment)
    return t("Kept, {moment}", moment=moment)


def row(t: Texts, due_at: datetime | None, now: datetime) -> list[str]:
    """Return for a row of the list when the next promise there is due."""
    return [due(t, due_at, now)] if due_at is not None else []


def read(value: Any) -> tuple[Given, ...]:
    """Return the promises that an agent confirms with a reply, as a browser sent them.

    Each `{kind, what, due, amount, currency, words}`; an amount that the agent's own words name
    goes before the one that was found. One that the agent added has its amount as typed, `sum`.
    Raises Unreadable, Unclear.
    """
    if not isinstance(value, list):
        raise Unreadable
    return tuple(_given(one) for one in value)


def _given(one: Any) -> Given:
    try:
        amount, currency = one.get("amount"), one.get("currency")
        numbered = isinstance(amount, int) and not isinstance(amount, bool)
        known = numbered and isinstance(currency, str) and len(currency) == 3
        due = datetime.fromisoformat(one["due"])
        if due.tzinfo is None or not isinstance(one["what"], str):
            raise Unreadable
        kind, what, words = PromiseKind(one["kind"]), one["what"], str(one.get("words", ""))
        if one.get("sum") is not None:
            own = _typed(str(one["sum"]), what)
            hundredths, currency = (own.hundredths, own.currency) if own else (None, None)
            return Given(kind, what, due, hundredths, currency, words)
        changed = kind in PROVEN and what != words[:LONGEST]
        named = amount_in(what[:LONGEST]) if changed else None
        if named is not None:
            amount, currency, known = named.hundredths, named.currency, True
        return Given(kind, what, due, amount if known else None, currency if known else None, words)
    except Unclear:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        raise Unreadable from None


def _typed(text: str, what: str) -> Amount | None:
    """Return an amount as somebody types it, in euros where no currency stands beside it."""
    if not text.strip():
        return amount_in(what[:LONGEST])
    return typed(text)


def typed(text: str) -> Amount:
    """Return an amount as somebody types it, in euros without a currency. Raises Unclear."""
    found = money.typed(text[:40])
    if found is None:
        raise Unclear(Flaw.AMOUNT)
    return found
