"""Whether a survey asks without leaning: the words of its own that do, and why. Pure.

    "Wie zufrieden waren Sie?"   "Was hat Ihnen gefallen?"    supposes the answer
    "Bitte 5 Sterne!"            "Your opinion matters"       asks for one
    "unsere Mitarbeiterin"                                    is about somebody
    "Zufrieden oder unzufrieden?"  "Was möchten Sie uns sagen?"     neutral

A question with both poles in it leans to neither. What it does not find may still lean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from inbox.rules import flat
from inbox.rules.phrases import Line, line
from inbox.rules.word_file import sections

HERE = Path(__file__).with_name("neutral_words.txt")

QUESTION = 200
CHOICE = 30
"""Characters of a question, and of an answer to choose."""

FEWEST, MOST = 2, 5
"""Answers to choose from."""

APART = 3.0
"""How many times as long as the shortest answer another one may be: buttons are equal."""

_LOUD = re.compile(r"!|[^\W\d_a-zäöüß]{4,}|[\u2600-\u27bf\U0001f300-\U0001faff]|[;:]-?[)D(]")
_SECTIONS = ("praise", "blame", "supposes", "asks for", "about somebody")


class Flaw(StrEnum):
    """What is wrong with a survey's words."""

    EMPTY = "empty"
    LONG = "long"
    LEANS = "leans"
    NO_QUESTION = "no question"
    CLOSED = "closed"
    COUNT = "count"
    TWICE = "twice"
    UNEQUAL = "unequal"
    ONE_SIDED = "one-sided"


@dataclass(frozen=True, slots=True)
class Fault:
    """A flaw and the words it was seen in."""

    flaw: Flaw
    words: tuple[str, ...] = ()


@cache
def _leaning() -> re.Pattern[str]:
    return flat.pattern("\n".join(each for name in _SECTIONS for each in sections(HERE)[name]))


@cache
def _closed() -> re.Pattern[str]:
    return flat.pattern(
        "^ (haben|hat|hast|sind|ist|war|waren|wurde|wurden|konnte|konnten|wuerden|wuerdest|wollen"
        "|finden|findest|bist|kam|ging|lief|gab|do|did|does|is|are|was (it|the|your|this|that|our)"
        "|were|have|has|would|could|can|wil|should)"
    )


def leaning(text: str) -> tuple[str, ...]:
    """Return the words of a text that lean to one answer, as they stand there."""
    read = line(text)
    poles = _poles(read)
    words = [
        text[a:b]
        for a, b in flat.spans(read, _leaning())
        if not any(a < end and begin < b for begin, end in poles)
    ]
    return tuple(dict.fromkeys([*words, *(found[0] for found in _LOUD.finditer(text))]))


def _poles(read: Line) -> list[tuple[int, int]]:
    """Return the sentences, up to the last of them, in which both words of a pair stand."""
    found = []
    for one, other in _pairs():
        opposite = [each.span() for each in other.finditer(read.flat)]
        alone = [
            each.span()
            for each in one.finditer(read.flat)
            if not any(begin <= each.start() < end for begin, end in opposite)
        ]
        if opposite and alone:
            both = [*opposite, *alone]
            start = read.flat.rfind("|", 0, min(both)[0])
            begins = read.at(start + 2, start + 3)[0] if start >= 0 else 0
            found.append((begins, read.at(*max(both))[1]))
    return found


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    pairs = (each.split("|") for each in sections(HERE)["pairs"])
    return tuple((flat.pattern(one), flat.pattern(other)) for one, other in pairs)


def question(text: str, *, open_one: bool) -> Iterator[Fault]:
    """Yield what is wrong with a question; an open one cannot be answered by yes or no."""
    if not text.strip():
        yield Fault(Flaw.EMPTY)
        return
    if len(text) > QUESTION:
        yield Fault(Flaw.LONG)
    if words := leaning(text):
        yield Fault(Flaw.LEANS, words)
    if not text.rstrip().endswith("?"):
        yield Fault(Flaw.NO_QUESTION)
    if open_one and _closed().search(line(text).flat):
        yield Fault(Flaw.CLOSED)


def choices(texts: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with the answers to choose from, taken together."""
    if not FEWEST <= len(texts) <= MOST:
        yield Fault(Flaw.COUNT)
        return
    if len({" ".join(text.casefold().split()) for text in texts}) < len(texts):
        yield Fault(Flaw.TWICE)
    lengths = [len(text.strip()) for text in texts]
    if max(lengths) > CHOICE:
        yield Fault(Flaw.LONG)
    if max(lengths) > max(6, APART * min(lengths)) + 6:
        yield Fault(Flaw.UNEQUAL)
    if not _balanced(texts):
        yield Fault(Flaw.ONE_SIDED)
    if words := leaning(", ".join(texts)):
        yield Fault(Flaw.LEANS, words)


def _balanced(texts: Sequence[str]) -> bool:
    """Return whether as many answers are for as against, and as strongly; others are neither."""
    lines = [line(text).flat for text in texts]
    those = [one for one in lines if not _says("neither").search(one)]
    against = [one for one in those if _says("against").search(one)]
    for_it = [one for one in those if one not in against and _says("for").search(one)]
    strong = _says("strongly")
    return len(for_it) == len(against) and sum(bool(strong.search(one)) for one in for_it) == sum(
        bool(strong.search(one)) for one in against
    )


@cache
def _says(name: str) -> re.Pattern[str]:
    return flat.pattern("\n".join(sections(HERE)[name]))
