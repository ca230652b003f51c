"""What a sentence leans to, by classes of its words and weights that were learnt. Pure.

    "Aus dem Hahn kommt nur noch ein Rinnsal"     moved, against, again, bad

A file of signs puts words into classes; a file of weights, which `make learn` writes from sentences
in the repository, says what each class, each pair of classes that follow each other closely and
some words are worth. Their sum is held against a threshold. No library is needed and nothing is
asked of anybody else; the words that carried the most weight are named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from inbox.rules import phrases, sentences
from inbox.rules.phrases import Line, Span
from inbox.rules.word_file import sections

Marks = dict[str, tuple[int, ...]]
"""What is seen in a sentence, each with the places of the words it is seen in."""

CLOSE = 4
"""Words that a pair of classes may be apart."""

NOT, BESIDE = "not", 2
"""The class of words that turn those right after them round: "nicht zu spät" is early."""

LONGEST = 400
"""Characters of a sentence that count."""

NAMED = (3, 6)
"""Words of a sentence that are named at least, where it has as many, and at most."""

FACES = ("smiling", "glaring")
"""Classes of faces."""

_SUM = re.compile(r"[€£$]")
_DIGIT = re.compile(r"\d")
_SIZES = ((3, "size s"), (8, "size m"), (14, "size l"))


@dataclass(frozen=True, slots=True)
class Signs:
    """Which classes a word is of: as it stands, by how it begins or ends; and faces by theirs."""

    whole: Mapping[str, frozenset[str]]
    begins: Mapping[str, frozenset[str]]
    ends: Mapping[str, frozenset[str]]
    faces: Mapping[str, frozenset[str]]

    def of(self, word: str) -> frozenset[str]:
        """Return the classes of a word, spelt as in a line."""
        found = set(self.whole.get(word, ()))
        for at in range(2, len(word) + 1):
            if (begun := self.begins.get(word[:at])) is not None:
                found |= begun
            if (ended := self.ends.get(word[at - 1 :])) is not None:
                found |= ended
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a weight for each mark, one for a sentence as such, and the threshold."""

    each: Mapping[str, float]
    base: float
    least: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sentence weighs, where its heaviest words stand, and which classes its words are."""

    weight: float
    span: Span
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Model:
    """Signs and weights; a file of each."""

    signs: Path
    weights: Path
    name: str

    def judge(self, sentence: str) -> Verdict:
        """Return what a sentence weighs for what the model is about."""
        return _judge(self, sentence[:LONGEST])

    def sees(self, verdict: Verdict) -> bool:
        """Return whether that is enough."""
        return verdict.weight >= weights(self.weights, self.name).least


@cache
def signs(path: Path) -> Signs:
    """Return the classes of words, and of faces, that a file holds."""
    whole: dict[str, set[str]] = {}
    begins: dict[str, set[str]] = {}
    ends: dict[str, set[str]] = {}
    faces: dict[str, frozenset[str]] = {}
    for name, lines in sections(path).items():
        held = " ".join(lines).split()
        if name in FACES:
            faces[name] = frozenset(held)
            continue
        for word in held:
            place = begins if word.endswith("*") else ends if word.startswith("*") else whole
            place.setdefault(phrases.spelling(word.strip("*")), set()).add(name)
    return Signs(_closed(whole), _closed(begins), _closed(ends), faces)


def _closed(classes: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(of) for word, of in classes.items()}


@cache
def weights(path: Path, name: str) -> Weights:
    """Return the weights of a section of a file."""
    told = dict(line.rsplit(" ", 1) for line in sections(path)[name])
    base, least = float(told.pop("base")), float(told.pop("least"))
    return Weights({mark: float(value) for mark, value in told.items()}, base, least)


def parts(text: str) -> Iterator[Span]:
    """Yield where the sentences of a text stand, without the blanks around them."""
    for start, end in pairwise([0, *sentences.sentence_ends(text)]):
        said = text[start:end]
        if said.strip():
            begin = start + len(said) - len(said.lstrip())
            yield begin, start + len(said.rstrip())


def marks(read: Line, known: Signs) -> tuple[Marks, Marks]:
    """Return what is seen in a sentence: by the classes of its words, and its words themselves."""
    words = [word for word in read.flat.split(" ") if word != "|"]
    classes = [known.of(word) for word in words]
    seen: dict[str, list[int]] = {}
    for at, own in enumerate(classes):
        for one in own:
            seen.setdefault(one, []).append(at)
    found: Marks = {one: tuple(at) for one, at in seen.items()}
    found |= _pairs(classes)
    found |= dict.fromkeys(_around(read.text, words, classes, known), ())
    spoken: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        spoken.setdefault(f"“{word}”", []).append(at)
    return found, {word: tuple(at) for word, at in spoken.items()}


def _pairs(classes: list[frozenset[str]]) -> Marks:
    found: dict[str, tuple[int, ...]] = {}
    for at, first in enumerate(classes):
        for then in range(at + 1, min(at + 1 + CLOSE, len(classes))):
            for one in first:
                for other in classes[then]:
                    found.setdefault(f"{one} > {other}", (at, then))
                    if one == NOT and then - at <= BESIDE:
                        found.setdefault(f"{one} + {other}", (at, then))
    return found


def _around(
    text: str, words: list[str], classes: list[frozenset[str]], known: Signs
) -> Iterator[str]:
    """Yield what is no word: how long it is, how it begins, whether it asks, its faces and sums."""
    every = frozenset[str]().union(*classes)
    yield next((name for most, name in _SIZES if len(words) <= most), "size x")
    yield from (f"^ {one}" for one in classes[0])
    if "?" in text:
        yield "?"
        yield from (f"{one} ?" for one in every)
        yield from (f"^ {one} ?" for one in classes[0])
    for name, faces in known.faces.items():
        if any(face in text for face in faces):
            yield f"a {name} face"
            yield from (f"{one} and a {name} face" for one in every)
    if _SUM.search(text):
        yield "a sum"
    if _DIGIT.search(text):
        yield "a number"
    yield from (f"twice {one}" for one in every if sum(one in own for own in classes) > 1)


@lru_cache(maxsize=1024)  # the pane asks every few seconds, and what was said does not change
def _judge(model: Model, sentence: str) -> Verdict:
    read = phrases.line(sentence)
    if not read.words:
        return Verdict(-math.inf, (0, 0), frozenset())
    known, learnt = signs(model.signs), weights(model.weights, model.name)
    carried = [0.0] * len(read.words)
    weight = learnt.base
    both = marks(read, known)
    for found in both:
        heard = {mark: at for mark, at in found.items() if mark in learnt.each}
        for mark, places in heard.items():
            share = learnt.each[mark] / math.sqrt(len(heard))
            weight += share
            for at in places:
                carried[at] += share / len(places)
    first, last = heaviest(carried)
    classes = frozenset(both[0]) & frozenset(sections(model.signs))
    return Verdict(weight, (read.words[first][0], read.words[last][1]), classes)


def heaviest(carried: list[float]) -> tuple[int, int]:
    """Return the first and the last of the neighbouring words, NAMED many, that weigh most."""
    fewest, most = NAMED
    ways = (
        (sum(carried[first:end]), -end, first, end - 1)
        for first in range(len(carried))
        for end in range(first + 1, min(first + most, len(carried)) + 1)
        if end - first >= min(fewest, len(carried))
    )
    *_, first, last = max(ways)
    return first, last
