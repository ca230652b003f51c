"""Visible signs of heat in what waits for our answer: each with the words it was seen in. Pure.

    insults    "ihr Idioten", "Saftladen", 🖕     swearing too, unless somebody is glad
    anger      "Frechheit", "mir reicht's", 😡
    again      "schon dreimal", "immer noch keine Antwort", "still waiting"
    repeats    the same message twice, the same word three times
    capitals   "WO BLEIBT MEIN GELD", not DHL and not one word alone
    marks      "Paket???"
    speed      four messages within ten minutes

There is no sum and no degree: signs are shown or they are not, and they say nothing of the person.
What somebody quotes, an address and a @name are not their words. Where somebody is glad and
complains of nothing, neither capitals nor "!!!" mean anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inbox.rules import clean, heat_words, phrases
from inbox.rules.phrases import Line, Span

NEWEST = 8
"""Messages that are looked at: what came before them has been said again since, or has cooled."""

LOOKED_AT = 2_000
"""Characters of a message that are looked at."""

MANY, WITHIN = 4, timedelta(minutes=10)
"""So many messages in so little time are quick."""

NAMED = 4
"""Places that are named with a sign; more would only repeat it."""

LONGEST = 60
"""Characters of one place that are shown."""

LETTERS = 7
"""Letters of words in capitals from which on they are loud: "SO NICHT"."""

ALIKE = 0.8
"""How much of their words two messages share that say the same."""


class Sign(StrEnum):
    """What can be seen."""

    INSULTS = "insults"
    ANGER = "anger"
    AGAIN = "again"
    REPEATS = "repeats"
    CAPITALS = "capitals"
    MARKS = "marks"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a customer, and when they wrote it."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign and the words it was seen in; of SPEED how many messages came within how long."""

    sign: Sign
    words: tuple[str, ...] = ()
    many: int = 0
    within: timedelta = timedelta()


_QUOTED = re.compile(
    r"„[^“”\"\n]{1,400}[“”\"]|“[^”\n]{1,400}”|\"[^\"\n]{1,400}\"|«[^»\n]{1,400}»|»[^«\n]{1,400}«"
    r"|‚[^‘’\n]{1,400}[‘’]|^[ \t]*>.*$",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-][\w.-]*|@\w+")
_MARKS = re.compile(r"(?:[!?！？❗❓‼⁉]\ufe0f? ?){2,}[!?！？❗❓‼⁉]\ufe0f?1*")
_LAST_WORD = re.compile(r"\w+\s?\Z")


def signs(said: Iterable[Said]) -> tuple[Seen, ...]:
    """Return the signs in what a customer wrote and nobody has answered yet."""
    newest = sorted(said, key=lambda one: one.at)[-NEWEST:]
    lines = [phrases.line(own(one.text)) for one in newest]
    found: dict[Sign, list[str]] = {sign: [] for sign in Sign}
    for line in lines:
        for sign, span in _in(line):
            found[sign].append(_shown(line.text[slice(*span)]))
    found[Sign.REPEATS] += _twice(lines)
    seen = [Seen(sign, _few(found[sign])) for sign in Sign if found[sign]]
    return (*seen, *_quick([one.at for one in newest]))


def own(text: str) -> str:
    """Return a text without what somebody quotes and whom they address: blanks in their place."""
    kept = text[:LOOKED_AT]
    for others in (_ADDRESS, _QUOTED):
        kept = others.sub(lambda found: " " * len(found[0]), kept)
    return kept


def insults(text: str) -> Iterator[Span]:
    """Yield where a text insults; `text` is somebody's own words."""
    read = phrases.line(text)
    yield from _insults(read)
    yield from (span for sign, span in _faces(read) if sign is Sign.INSULTS)


def _insults(line: Line) -> Iterator[Span]:
    yield from _found(line, "insults")
    yield from (found.span() for found in heat_words.masked().finditer(line.text))


def _in(line: Line) -> Iterator[tuple[Sign, Span]]:
    firm = [(Sign.INSULTS, span) for span in _insults(line)]
    firm += [(Sign.ANGER, span) for span in _found(line, "anger")]
    yield from firm
    yield from _faces(line)
    complains = bool(firm) or _any(line, "complaint")
    if complains or not _glad(line):
        yield from ((Sign.INSULTS, span) for span in _found(line, "swearing"))
        yield from _again(line, complains=complains)
        yield from ((Sign.REPEATS, span) for span in _stammered(line))
        yield from ((Sign.CAPITALS, span) for span in _loud(line))
        yield from ((Sign.MARKS, span) for span in _marked(line.text))


def _found(line: Line, what: str) -> list[Span]:
    """Return where phrases of a list stand, but for those in an exception."""
    there = list(heat_words.listed(what).spans(line))
    free = list(heat_words.listed("free").spans(line)) if there else []
    return [one for one in there if not any(a <= one[0] and one[1] <= b for a, b in free)]


def _any(line: Line, what: str) -> bool:
    return heat_words.listed(what).any(line)


def _glad(line: Line) -> bool:
    return _any(line, "glad") or not heat_words.faces("glad faces").isdisjoint(line.text)


def _faces(line: Line) -> Iterator[tuple[Sign, Span]]:
    rude, angry = heat_words.faces("rude faces"), heat_words.faces("angry faces")
    for at, letter in enumerate(line.text):
        if letter in rude or letter in angry:
            yield Sign.INSULTS if letter in rude else Sign.ANGER, (at, at + 1)


def _again(line: Line, *, complains: bool) -> Iterator[tuple[Sign, Span]]:
    """Find what was said before; where it could be told of anything, only beside a complaint."""
    if _any(line, "not_us"):
        return
    found = _found(line, "again")
    found += _found(line, "perhaps_again") if complains or not _any(line, "pleasant") else []
    found += _found(line, "again_if") if complains or found else []
    yield from ((Sign.AGAIN, span) for span in _joined(found))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order; those that touch each other are one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


def _stammered(line: Line) -> Iterator[Span]:
    """Find the same word three times and more in a row."""
    spelt = line.flat.replace("| ", "").split(" ")
    first = 0
    for at in range(1, len(spelt) + 1):
        if at < len(spelt) and spelt[at] == spelt[first]:
            continue
        if at - first >= 3 and spelt[first] not in heat_words.spelt("not_stammered"):
            yield line.words[first][0], line.words[at - 1][1]
        first = at


def _loud(line: Line) -> Iterator[Span]:
    """Find words in capitals beside each other: abbreviations do not count, nor names alone."""
    run: list[int] = []
    for at in range(len(line.words)):
        piece = line.word(at)
        if _capital(piece):
            run.append(at)
        elif not _neither(piece):
            yield from _run(line, run)
            run = []
    yield from _run(line, run)


def _run(line: Line, run: Sequence[int]) -> Iterator[Span]:
    pieces = [line.word(at) for at in run]
    spelt = {piece: phrases.spelling(piece) for piece in pieces if len(piece) > 1}
    loud = [
        one
        for one in pieces
        if one in spelt and spelt[one] not in heat_words.spelt("abbreviations")
    ]
    if len(loud) < 2 or sum(map(len, loud)) < LETTERS:
        return
    span = line.words[run[0]][0], line.words[run[-1]][1]
    common = {spelt[one] for one in loud} & heat_words.spelt("common")
    polite = any(a <= span[0] and span[1] <= b for a, b in heat_words.listed("polite").spans(line))
    if (common or _found(phrases.line(line.text[slice(*span)]), "anger")) and not polite:
        yield span


def _capital(piece: str) -> bool:
    return piece.isupper() or ("ß" in piece and piece.replace("ß", "").isupper())


def _neither(piece: str) -> bool:
    """Return whether a word has neither a small nor a capital form, as a number."""
    return piece.upper() == piece.lower()


def _marked(text: str) -> Iterator[Span]:
    for found in _MARKS.finditer(text):
        before = _LAST_WORD.search(text[max(0, found.start() - 40) : found.start()])
        start = found.start() - (len(before[0]) if before else 0)
        yield start, found.end()


def _twice(lines: Sequence[Line]) -> Iterator[str]:
    """Find messages that say what one before them said already."""
    told: list[tuple[str, frozenset[str]]] = []
    for line in lines:
        these = frozenset(line.flat.replace("|", "").split())
        if not these or (_glad(line) and not _any(line, "complaint")):
            continue
        if any(line.flat == flat or _alike(these, those) for flat, those in told):
            yield _shown(line.text)
        told.append((line.flat, these))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return min(len(one), len(other)) >= 4 and both >= ALIKE * len(one | other)


def _quick(times: Sequence[datetime]) -> Iterator[Seen]:
    """Find the largest burst: the most messages that came within so little time."""
    bursts = []
    for first, begins in enumerate(times):
        inside = [at for at in times[first:] if at - begins <= WITHIN]
        bursts.append((len(inside), begins - inside[-1]))
    many, less = max(bursts, default=(0, timedelta()))
    if many >= MANY:
        yield Seen(Sign.SPEED, many=many, within=-less)


def _shown(piece: str) -> str:
    return clean.preview(piece.strip(), LONGEST)


def _few(found: Iterable[str]) -> tuple[str, ...]:
    """Return the first few places, the same words once."""
    once: dict[str, str] = {}
    for piece in found:
        once.setdefault(" ".join(piece.casefold().split()), piece)
    return tuple(once.values())[:NAMED]
