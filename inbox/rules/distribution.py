"""Who of a queue's agents is given a customer's matter, and why.

Only who works now, is not absent, signs with a direct contact, has room and speaks the language
can be; nobody fits: it stays in its queue, and its clock runs on.

Whoever had a heated conversation is given a calm one next, or a pause; what cannot wait so long
goes to them all the same, where nobody else fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

LEAST_CAPACITY, MOST_CAPACITY = 1, 500
USUAL_CAPACITY = 20
"""So many open at most has whoever's hours are entered first, until somebody says otherwise."""

LANGUAGES_AT_MOST = 20

PAUSE = timedelta(minutes=15)
"""So long after a heated conversation nobody is given another, unless a calm one came between."""

GRACE = timedelta(minutes=10)
"""So much later a calm one may be due and still go before a heated one, for who comes from one."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_UNSAID = frozenset({"und", "zxx", "mul", "mis", "art"})


class Way(StrEnum):
    """How a queue is distributed."""

    OFF = "off"
    ROUND_ROBIN = "round-robin"
    LEAST_LOADED = "least-loaded"


class Why(StrEnum):
    """Why nobody is given it; each is who is left after the one before."""

    NOBODY = "nobody is in it"
    ASLEEP = "nobody works now"
    ABSENT = "all who work now are absent"
    SILENT = "nobody who works now has a direct contact"
    FULL = "all who work now have as many as they can"
    LANGUAGE = "nobody who has room speaks the language"
    PAUSE = "all who could come from a heated conversation"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of an agent; `load` is how many open conversations they have.

    No capacity means no limit, no languages means any. `decides`: something is in their authority.
    `heated_at`: when they last had somebody heated, without a calm one since.
    """

    id: int
    works: bool
    absent: bool
    reachable: bool
    load: int
    capacity: int | None
    languages: tuple[str, ...]
    given_at: datetime | None
    decides: bool = False
    heated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is given it, None where nobody fits, and the reason as the audit keeps it."""

    agent_id: int | None
    why: str


def language_of(said: str | None) -> str | None:
    """Return a language without its region, None where the platform does not know it."""
    base = (said or "").strip().lower().replace("_", "-").partition("-")[0]
    known = 2 <= len(base) <= 3 and base.isascii() and base.isalpha()
    return base if known and base not in _UNSAID and not base.startswith("q") else None


def languages_of(said: str) -> tuple[str, ...] | None:
    """Read languages as somebody types them: "de, en"; None when one of them is none."""
    words = said.replace(",", " ").split()
    found = [language_of(word) for word in words]
    if None in found or len(found) > LANGUAGES_AT_MOST:
        return None
    return tuple(sorted({one for one in found if one}))


def speaks(candidate: Candidate, language: str | None) -> bool:
    """Return whether a candidate answers in a language; where it is unknown, anybody does."""
    said = language_of(language)
    return said is None or not candidate.languages or said in candidate.languages


def able(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those who can be given something now, whatever its language."""
    return [
        one
        for one in candidates
        if one.works and not one.absent and one.reachable and _has_room(one)
    ]


def rests(candidate: Candidate, now: datetime) -> bool:
    """Return whether somebody comes from a heated conversation and is given no other yet."""
    return candidate.heated_at is not None and now < candidate.heated_at + PAUSE


def turn(due_at: datetime, *, heated: bool, rested: bool) -> datetime:
    """Return what a matter is ordered by: where not all are `rested`, a heated one is later."""
    return due_at + GRACE if heated and not rested else due_at


def choose(
    way: Way,
    candidates: Sequence[Candidate],
    language: str | None = None,
    knows: int | None = None,
    *,
    again: bool = False,
    resting: frozenset[int] = frozenset(),
    waits: bool = False,
) -> Choice:
    """Return who is given a matter in a language: whom its customer `knows`, if they can.

    Who writes `again` and knows nobody meets first who may decide. Who is `resting` is given it
    where nobody else fits, and not at all where it `waits` until they have rested.
    """
    fit = [one for one in able(candidates) if speaks(one, language)]
    if way is Way.OFF:
        return Choice(None, Way.OFF)
    if any(one.id == knows for one in fit):
        wait = waits and knows in resting
        return Choice(None, Why.PAUSE) if wait else Choice(knows, "answered them last")
    if not fit:
        return Choice(None, nobody(candidates))
    rested = [one for one in fit if one.id not in resting]
    if waits and not rested:
        return Choice(None, Why.PAUSE)
    fit = rested or fit
    decide = [one for one in fit if one.decides] if again else []
    found = _chosen(way, decide or fit)
    return replace(found, why=f"{found.why}; wrote before, so who may decide") if decide else found


def _chosen(way: Way, fit: Sequence[Candidate]) -> Choice:
    if way is Way.LEAST_LOADED:
        one = min(fit, key=lambda one: (one.load, one.given_at or _NEVER, one.id))
        return Choice(one.id, f"least loaded: {one.load} open")
    one = min(fit, key=lambda one: (one.given_at or _NEVER, one.id))
    last = f"{one.given_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if one.given_at else "never"
    return Choice(one.id, f"round robin: last given something {last}")


def _has_room(one: Candidate) -> bool:
    return one.capacity is None or one.load < one.capacity


def nobody(candidates: Sequence[Candidate]) -> Why:
    """Return why none of these can be given something, or that something."""
    if not candidates:
        return Why.NOBODY
    awake = [one for one in candidates if one.works]
    here = [one for one in awake if not one.absent]
    reachable = [one for one in here if one.reachable]
    if not awake:
        return Why.ASLEEP
    if not here:
        return Why.ABSENT
    if not reachable:
        return Why.SILENT
    return Why.LANGUAGE if any(map(_has_room, reachable)) else Why.FULL
