"""What somebody searches for, read from one line of text. Pure; raises on no text at all.

    heizung "kein warmes wasser" stör* -dank from:erika platform:facebook before:2026-11-20

Words all have to be there, a minus leaves out, a star takes every ending. The same operator
twice means either; dates narrow each other. What is neither is searched for as it stands: no
sign of a database's own language means anything here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.base import Kind
from inbox.rules import clean, folding, labels

LONGEST = 1_000
MOST = 24
"""Letters and pieces of a line that are read; with more, whoever asks is told."""

PLATFORMS = {
    "x": "twitter",
    "twitter": "twitter",
    "facebook": "facebook",
    "fb": "facebook",
    "instagram": "instagram",
    "insta": "instagram",
}
STATES = {
    "open": "open",
    "waiting": "open",
    "answered": "waiting",
    "snoozed": "snoozed",
    "done": "done",
}
"""Whoever is waiting waits for us; where they have their answer it is we who wait."""
UNREAD = "unread"
NOTES = dict.fromkeys(("note", "notes"), Kind.NOTE.value)
"""What is ours alone: internal notes are a kind of their own."""
ME, NONE = "me", "none"
"""Who has it: the asking agent, or nobody."""

_DATED = ("before", "after", "on")
OPERATORS = ("from", "by", "tag", "owner", "platform", "kind", "is", *_DATED)
"""What may stand before a colon, as whoever asks is told."""
_OPERATORS = frozenset({*OPERATORS, "in"})
_ADDRESSES = frozenset({"http", "https", "mailto", "tel"})
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[a-z]+):(?=\S))?(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*?)|$)|'
    r'(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_DATES = ("%Y-%m-%d", "%d.%m.%Y")


class Problem(StrEnum):
    """What a line asks that cannot be; each has its sentence."""

    NOTHING = "nothing to look for"
    DATE = "no date"
    PLATFORM = "no platform"
    KIND = "no kind"
    STATE = "no state"
    MISSING = "no value"
    SHORT = "too short for a star"
    MINUS = "no minus there"
    NOBODY = "no such agent"
    NO_TAG = "no such tag"


_CHOICES = {
    "platform": ("platforms", PLATFORMS, Problem.PLATFORM),
    "kind": ("kinds", {kind.value: kind.value for kind in Kind}, Problem.KIND),
    "in": ("kinds", NOTES, Problem.KIND),
    "is": ("states", STATES, Problem.STATE),
}
"""Operators with a fixed set of values: where they go, and what each value means."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A problem and the piece of the line that has it; `near` is what may have been meant."""

    problem: Problem
    piece: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that stand side by side; of the last, `prefix` takes every ending."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A line as it is understood. `since` counts, `until` no longer.

    `strange` stands before a colon and is no operator: it was taken as a word.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    people: tuple[Term, ...] = ()
    agents: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    platforms: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    unread: bool = False
    since: datetime | None = None
    until: datetime | None = None
    wrong: tuple[Wrong, ...] = ()
    cut: bool = field(default=False, compare=False)
    strange: tuple[str, ...] = field(default=(), compare=False)

    @property
    def empty(self) -> bool:
        """Return whether nothing is asked for; a line that only leaves out asks for nothing."""
        return self == replace(Query(), without=self.without, wrong=self.wrong)


def read(line: str, zone: str = "UTC") -> Query:
    """Read what somebody typed; `zone` names the time zone their dates mean."""
    kept = clean.scrub(line[:LONGEST]).translate(_QUOTES)
    found = list(_PIECE.finditer(kept))
    query = Query()
    for match in found[:MOST]:
        query = _with(query, match, zone)
    if query.empty and not query.wrong and line.strip():
        query = replace(query, wrong=(Wrong(Problem.NOTHING),))
    return replace(query, cut=len(found) > MOST or len(line) > LONGEST)


def _with(query: Query, match: re.Match[str], zone: str) -> Query:
    name = (match["name"] or "").lower()
    if name not in _OPERATORS:
        strange = (name,) if name and name not in (*_ADDRESSES, *query.strange) else ()
        return _word(replace(query, strange=(*query.strange, *strange)), match)
    said = match["word"] if match["phrase"] is None else match["phrase"]
    if match["minus"]:
        return _refuse(query, Problem.MINUS, match)
    if not said.strip():
        return _refuse(query, Problem.MISSING, match)
    if name in _CHOICES:
        return _chosen(query, name, said.casefold(), match)
    if name in _DATED:
        return _dated(query, name, said, zone, match)
    return _who(query, name, said, match)


def _who(query: Query, name: str, said: str, match: re.Match[str]) -> Query:
    match name:
        case "by":
            return replace(query, agents=(*query.agents, said.casefold()))
        case "owner":
            return replace(query, owners=(*query.owners, said.casefold()))
        case "tag":
            return replace(query, tags=(*query.tags, labels.folded(said.strip())))
    term = _term(said, match["star"] == "*")
    if term is None or _too_short(term):
        return _refuse(query, Problem.MISSING if term is None else Problem.SHORT, match)
    return replace(query, people=(*query.people, term))


def _word(query: Query, match: re.Match[str]) -> Query:
    """Take a piece as words: an address with a colon in it is no operator."""
    whole = match[0].removeprefix("-")
    if whole.endswith(":") and whole[:-1].lower() in _OPERATORS:
        return _refuse(query, Problem.MISSING, match)
    star = match["star"] == "*"
    term = _term(whole, star or (match["phrase"] is None and whole.endswith("*")))
    if term is None:
        return query
    if _too_short(term):
        return _refuse(query, Problem.SHORT, match)
    if match["minus"]:
        return replace(query, without=(*query.without, term))
    return replace(query, terms=(*query.terms, term))


def _term(said: str, star: bool) -> Term | None:
    words = tuple(folding.folded(said))
    return Term(words, star or said.endswith("*")) if words else None


def _too_short(term: Term) -> bool:
    """Return whether a star would take half of all words."""
    last = term.words[-1]
    return term.prefix and len(last) < 2 and last.isascii()


def _chosen(query: Query, name: str, said: str, match: re.Match[str]) -> Query:
    into, known, problem = _CHOICES[name]
    if name == "is" and said == UNREAD:
        return replace(query, unread=True)
    if name == "is" and said in NOTES:
        into, known = "kinds", NOTES
    if said not in known:
        return _refuse(query, problem, match)
    return replace(query, **{into: getattr(query, into) | {known[said]}})


def _dated(query: Query, name: str, said: str, zone: str, match: re.Match[str]) -> Query:
    day = _day(said)
    if day is None:
        return _refuse(query, Problem.DATE, match)
    begin, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    since = {"on": begin, "after": end}.get(name)
    until = {"on": end, "before": begin}.get(name)
    if since is not None:
        query = replace(query, since=max(query.since or since, since))
    if until is not None:
        query = replace(query, until=min(query.until or until, until))
    return query


def _day(said: str) -> date | None:
    for form in _DATES:
        try:
            day = datetime.strptime(said, form).date()
        except ValueError:
            continue
        return day if 1970 <= day.year <= 2200 else None
    return None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _refuse(query: Query, problem: Problem, match: re.Match[str]) -> Query:
    return replace(query, wrong=(*query.wrong, Wrong(problem, match[0])))
