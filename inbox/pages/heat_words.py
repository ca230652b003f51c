"""What the inbox says of signs of heat: what they are called, and the words they were seen in.

They are listed and never counted up: who reads judges, nobody is judged. Abuse of people is named
with its first and last letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from inbox.pages import abuse_words
from inbox.rules.heat import NEWEST, Seen, Sign
from inbox.texts import Texts, mark

SIGNS: dict[str, str] = {
    Sign.INSULTS: mark("insults, swearing"),
    Sign.ANGER: mark("words of anger"),
    Sign.AGAIN: mark("has asked or waited before"),
    Sign.REPEATS: mark("says the same again"),
    Sign.CAPITALS: mark("capitals"),
    Sign.MARKS: mark("strings of ! and ?"),
    Sign.SPEED: mark("many messages in a short time"),
}


def row(t: Texts, kept: str) -> str | None:
    """Return what a row of the list says of the signs kept there; None where there are none."""
    named = ", ".join(t(SIGNS[sign]) for sign in kept.split() if sign in SIGNS)
    return t("Signs of heat: {signs}", signs=named) if named else None


def listed(t: Texts, seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """Return the signs of a conversation by name, each with the words it was seen in."""
    return [
        {"sign": _called(t, one), "words": [abuse_words.covered(word) for word in one.words]}
        for one in seen
    ]


def _called(t: Texts, seen: Seen) -> str:
    if seen.sign is not Sign.SPEED:
        return t(SIGNS[seen.sign])
    minutes = max(1, -(seen.within // timedelta(minutes=-1)))
    if seen.many >= NEWEST:  # no more than these are looked at
        return t.n(
            "{count} or more messages within {n} minute",
            "{count} or more messages within {n} minutes",
            minutes,
            count=t.number(seen.many),
        )
    return t.n(
        "{count} messages within {n} minute",
        "{count} messages within {n} minutes",
        minutes,
        count=t.number(seen.many),
    )
