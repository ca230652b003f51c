"""Who is asked is drawn by lot: the same chance for everybody, and the same draw from a seed. Pure.

A person has one ticket in each half year, whatever they wrote and however often: it is read off
the seed, so who looks again draws nobody anew, and anybody who has the seed can draw it after us.
Who is not to be asked is left out before the lot, by a rule that no agent has a hand in.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

APART = timedelta(days=180)
"""At most once in that time a person is asked, over all channels."""

LOOKED_BACK = timedelta(days=180)
"""A promise that was broken no longer ago than this leaves its person out."""

RECENT = timedelta(days=7)
"""What ended longer ago is nobody's matter any more."""

_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_WHOLE = 2**64


class Out(StrEnum):
    """Why somebody is not in the lot."""

    ASKED = "asked"
    CARE = "care"
    HEAT = "heat"
    ABUSE = "abuse"
    BROKEN = "broken"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whose matter has ended. `person` is one key over all their channels.

    `asked_at`: when they were asked last, on whatever channel. `care`: an agent has ever said
    so. `heat`, `abuse`, `broken`: in any of their conversations.
    """

    person: str
    conversation: int
    asked_at: datetime | None = None
    care: bool = False
    heat: bool = False
    abuse: bool = False
    broken: bool = False
    blocked: bool = False


def left_out(one: Candidate, now: datetime) -> Out | None:
    """Return why somebody is not in the lot; None for who is."""
    if one.asked_at is not None and now - one.asked_at < APART:
        return Out.ASKED
    for out, holds in (
        (Out.CARE, one.care),
        (Out.HEAT, one.heat),
        (Out.ABUSE, one.abuse),
        (Out.BROKEN, one.broken),
        (Out.BLOCKED, one.blocked),
    ):
        if holds:
            return out
    return None


def ticket(seed: str, person: str, now: datetime) -> float:
    """Return a person's number of this half year, from 0 up to but not including 1."""
    half = (now - _BEGIN) // APART
    drawn = hmac.digest(seed.encode(), f"{half}|{person}".encode(), "sha256")
    return (int.from_bytes(drawn[:8], "big") >> 11) / (_WHOLE >> 11)


def drawn(seed: str, share: int, of: Iterable[Candidate], now: datetime) -> tuple[Candidate, ...]:
    """Return who is drawn, `share` of a hundred, by person: each once, in their newest matter."""
    newest: dict[str, Candidate] = {}
    out: set[str] = set()
    for one in of:
        if left_out(one, now) is not None:
            out.add(one.person)
        have = newest.get(one.person)
        if have is None or have.conversation < one.conversation:
            newest[one.person] = one
    return tuple(
        newest[person]
        for person in sorted(newest)
        if person not in out and ticket(seed, person, now) < share / 100
    )
