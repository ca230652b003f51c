"""A promise that says once more what is promised already: it is kept once. Pure.

    "Ich erstatte Ihnen die 35 € bis Freitag."   35 € by Friday are open here: the same
    "Ich rufe Sie an."                           a call is open: the same, whenever it is due
    "Ich rufe Sie morgen um 14 Uhr an."          open for 10 o'clock: another one, or a new time

Money is the same by its amount, goods and whatever else by the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.rules import folding
from inbox.rules.money import Amount
from inbox.rules.promises import Found, PromiseKind

SAME = timedelta(minutes=1)
"""How far apart two times are that are the same: fields for a time know no seconds."""

_BY_WORDS = (PromiseKind.GOODS, PromiseKind.OTHER)


@dataclass(frozen=True, slots=True)
class Open:
    """A promise that waits to be kept."""

    id: int
    kind: PromiseKind
    what: str
    amount: Amount | None
    due: datetime


def restated(found: Iterable[Found], those: Iterable[Open]) -> dict[str, Open]:
    """Return what of a draft is promised already, by its words; each open promise answers one."""
    left = list(those)
    known: dict[str, Open] = {}
    for one in found:
        same = next((each for each in left if _same(one, each)), None)
        if same is not None:
            left.remove(same)
            known[one.words] = same
    return known


def _same(one: Found, other: Open) -> bool:
    if one.kind is not other.kind or one.amount != other.amount:
        return False
    if one.said and abs(one.due - other.due) > SAME:
        return False
    return one.kind not in _BY_WORDS or _shared(one.words, other.what)


def _shared(one: str, other: str) -> bool:
    """Return whether the shorter of two wordings stands in the other, but for a word."""
    ours, theirs = ({*folding.folded(text)} for text in (one, other))
    both = len(ours & theirs)
    return both > 1 and both >= min(len(ours), len(theirs)) - 1
