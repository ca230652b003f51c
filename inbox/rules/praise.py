"""Praise in what a customer wrote, and whom it is for. Pure.

    "Frau Weber war so nett"        of people: praise also beside a complaint
    "Toller Service!"               of the house: none where the rest of it is bitter
    "Guter Service sieht anders aus"  "Wäre schön, wenn ..."          none

Whom it is for is read from names alone: a colleague who is named, else who signed what they had
from us before. Where neither tells, an agent chooses; nobody is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from inbox.rules import clean, flat, folding
from inbox.rules.phrases import Line, Span
from inbox.rules.reply_words import said

HERE = Path(__file__).with_name("praise_words.txt")

LOOKED_AT = 2_000
"""Characters of a message that are looked through."""

LONGEST = 300
"""Characters of a customer's words that are passed on."""

BITTER = frozenset("🙄🤡😡🤬😤👎🤦")
_SENTENCE = re.compile(r"[^.!?\n…]+(?:[.!?…]+|\n|$)")
_CLAUSE = re.compile(
    r"[,;:!?\n…–()]|\.(?!\w)|(?<!\w)(?:aber|doch|jedoch|but|though)(?!\w)", re.IGNORECASE
)
_TO_US = re.compile(r"^(?:@\w{1,50}[ \t]{1,3}){1,10}")
_ASKS = re.compile(r"[?？]")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of ours, as their name stands under replies."""

    id: int
    name: str


@lru_cache(maxsize=4096)
def found(text: str) -> tuple[Span, ...]:
    """Return where a message praises us; empty where it does not."""
    kept = text[:LOOKED_AT]
    line = flat.read(kept)
    spans = list(flat.spans(line, said("beyond doubt", HERE)))
    spans += [one for one in _of(line, "of people") if not _doubtful(kept, one)]
    if not _bitter(line):
        spans += [one for one in _of(line, "of the house") if not _doubtful(kept, one)]
    return _apart(spans)


def bitter(text: str) -> bool:
    """Return whether a message is about something that went wrong, whatever else it says."""
    return _bitter(flat.read(text[:LOOKED_AT]))


def words(text: str) -> tuple[str, ...]:
    """Return the words that praise, each once, as they stand there."""
    return tuple(dict.fromkeys(text[a:b] for a, b in found(text)))


def quoted(text: str) -> str:
    """Return the sentences of a message that praise, as they are handed on; all of it if none."""
    spans = found(text)
    whole = [
        one[0].strip()
        for one in _SENTENCE.finditer(text[:LOOKED_AT])
        if any(a < one.end() and one.start() < b for a, b in spans)
    ]
    said = _TO_US.sub("", " ".join(whole) or text.strip())
    return clean.preview(said or text.strip(), LONGEST)


def named(text: str, colleagues: Iterable[Colleague]) -> tuple[int, ...]:
    """Return the colleagues whom a text names: "Frau Weber", "jonas", "Miriam Brandt".

    A first or last name that two of them bear names neither, unless the other one stands there.
    """
    there = set(folding.folded(text[:LOOKED_AT]))
    known = [(one, folding.folded(one.name)) for one in colleagues]
    borne = [part for _, parts in known for part in set(parts)]
    return tuple(
        one.id
        for one, parts in known
        if any(
            part in there and len(part) > 1 and (borne.count(part) == 1 or set(parts) <= there)
            for part in parts
        )
    )


def whom(text: str, colleagues: Sequence[Colleague], signed: Sequence[int]) -> tuple[int, ...]:
    """Return whom praise is for: who is named; else who alone answered them before."""
    by_name = named(text, colleagues)
    if by_name:
        return by_name
    once = tuple(dict.fromkeys(signed))
    return once if len(once) == 1 else ()


def _of(line: Line, what: str) -> Iterator[Span]:
    return flat.spans(line, said(what, HERE))


def _bitter(line: Line) -> bool:
    return not BITTER.isdisjoint(line.text) or bool(said("sour", HERE).search(line.flat))


def _doubtful(text: str, span: Span) -> bool:
    """Return whether the clause of a place takes it back, or asks."""
    start, end = 0, len(text)
    for stop in _CLAUSE.finditer(text):
        if stop.end() <= span[0]:
            start = stop.end()
        elif stop.start() >= span[1]:
            end = stop.start()
            break
    asks = _ASKS.match(text, end) is not None
    return asks or bool(said("doubtful", HERE).search(flat.read(text[start:end]).flat))


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return tuple(kept)
