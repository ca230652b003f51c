"""What the inbox says of who could use a hand: why, whether we may answer there, what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from inbox.pages import abuse_words, composer_words, sayings
from inbox.queries.channels import Channel, Channels
from inbox.rules.needs import Seen, Sign
from inbox.texts import Texts, mark

SIGNS: dict[str, str] = {
    Sign.QUESTION: mark("asked below our post"),
    Sign.NAMED: mark("speaks of us without our @"),
    Sign.AGAIN: mark("has written of the same before"),
}


def row(t: Texts, kept: str) -> str | None:
    """Return what a row of the list says of the signs kept there; None where there are none."""
    named = ", ".join(t(SIGNS[sign]) for sign in kept.split() if sign in SIGNS)
    return t("Could use a hand: {signs}", signs=named) if named else None


def listed(t: Texts, kept: str, seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """Return the signs that stand there by name, with the words that still show them."""
    words = {one.sign.value: [abuse_words.preview(t, each) for each in one.words] for one in seen}
    return [
        {"sign": t(SIGNS[sign]), "words": words.get(sign, [])}
        for sign in kept.split()
        if sign in SIGNS
    ]


def may(t: Texts, ways: Channels, now: datetime) -> list[dict[str, Any]]:
    """Return by which ways we may answer and what that costs, or what speaks against each."""
    return [{"text": _way(t, way, now), "open": way.shut is None} for way in ways.ways]


def _way(t: Texts, way: Channel, now: datetime) -> str:
    name = composer_words.named(t, way)
    if way.shut is not None:
        return t("{way}: {said}", way=name, said=sayings.objected(t, way.shut, now))
    price = composer_words.price(t, way) or t("An answer costs nothing")
    return t("{way}: we may answer. {price}.", way=name, price=price)
