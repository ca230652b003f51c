"""Where a text has what was searched for: how well it fits, which part to show. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from inbox.rules import folding
from inbox.rules.search import Term

BEFORE = 60
SHOWN = 240
"""Letters shown before the first hit, and in all."""

MORE = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `hit`: it is what was searched for."""

    text: str
    hit: bool = False


def has(words: Sequence[str], term: Term) -> bool:
    """Return whether folded words hold a term."""
    return bool(_starts(words, term))


def score(words: Sequence[str], terms: Sequence[Term]) -> int:
    """Return how well folded words fit: what is said often in few words fits best."""
    found = sum(min(len(_starts(words, term)), 3) * len(term.words) for term in terms)
    return 1_000 * found // (10 + isqrt(len(words)))


def pieces(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """Return a text around the first hit, cut between words; what is left out is `MORE`."""
    return around(text, _marked(folding.words(text), terms))


def around(text: str, marked: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return a text around what is marked in it from where to where, in order and apart."""
    words = folding.words(text)
    first = marked[0][0] if marked else 0
    start, end = _window(text, words, first)
    shown = [Piece(MORE)] if start else []
    at = start
    for begin, stop in marked:
        if begin >= end:
            break
        shown += [Piece(text[at:begin]), Piece(text[begin : min(stop, end)], hit=True)]
        at = min(stop, end)
    shown += [Piece(text[at:end]), Piece(MORE if end < len(text) else "")]
    return tuple(piece for piece in shown if piece.text)


def noted(text: str, terms: Sequence[Term], called: str) -> tuple[Piece, ...]:
    """Return what a note has of the terms that do not all stand in a name; () for nothing."""
    words, names = folding.folded(text), folding.folded(called)
    if all(has(names, term) for term in terms) or not any(has(words, term) for term in terms):
        return ()
    return pieces(text, terms)


def _starts(words: Sequence[str], term: Term) -> list[int]:
    """Return where a term begins among words."""
    *firsts, last = term.words
    size = len(term.words)

    def stands(at: int) -> bool:
        end = words[at + size - 1]
        fits = end.startswith(last) if term.prefix else end == last
        return fits and list(words[at : at + size - 1]) == firsts

    return [at for at in range(len(words) - size + 1) if stands(at)]


def _marked(words: Sequence[folding.Word], terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return from where to where a text is to be marked, in order and apart."""
    plain = [word.folded for word in words]
    spans = sorted(
        (words[at].start, words[at + len(term.words) - 1].end)
        for term in terms
        for at in _starts(plain, term)
    )
    apart: list[tuple[int, int]] = []
    for begin, stop in spans:
        if apart and begin < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], stop))
        else:
            apart.append((begin, stop))
    return apart


def _window(text: str, words: Sequence[folding.Word], first: int) -> tuple[int, int]:
    """Return which part of a text is shown, at most SHOWN letters and no torn word."""
    start = 0
    if first > BEFORE:
        start = next(word.start for word in words if word.start >= first - BEFORE)
    if len(text) - start <= SHOWN:
        return start, len(text)
    ends = [word.end for word in words if start < word.end <= start + SHOWN]
    return start, ends[-1] if ends else start + SHOWN
