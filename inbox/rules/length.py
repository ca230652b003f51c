"""A text that does not fit becomes parts that each say something, each signed whole.

Parts end where sentences end. They carry no numbers: "(2/3)" is the sort of thing that people
do not write to people, and it would stand there broken if the platform took part one and
refused part two. The signature under each part says already who goes on speaking.

A platform's measure may take milliseconds (X's rules run some 9 ms), so it is asked for a
guess and its neighbour, two or three times a part, instead of once a place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import StrEnum

from inbox.rules import clean, graphemes, sentences
from inbox.rules.signature import Signed

Measure = Callable[[str], int]
SignPart = Callable[[str, int], Signed]
"""Sign one part; the second argument counts parts from 0."""

DENSE = 64
"""Characters that may weigh as little as one, in a long address: how far an end is looked for."""

LONG_SIGN = 16
"""Characters that a reader may see as one sign: how far a cut inside a word is looked for."""

SPARSE = 4
"""A part that fills less than one in so many of its room is filled up with words instead."""


class Obstacle(StrEnum):
    """Why a text cannot be parted."""

    TOO_MANY = "too_many"
    NO_ROOM = "no_room"
    ADDRESS = "address"


class CannotSplit(Exception):
    """The text does not fit, parted or not: it has to be shortened."""

    def __init__(self, reason: Obstacle) -> None:
        super().__init__(reason.value)
        self.reason = reason


def fits(text: str, measure: Measure, limit: int) -> bool:
    """Return whether the platform takes a text of that length."""
    return measure(text) <= limit


def split(
    body: str, sign_part: SignPart, measure: Measure, limit: int, most: int
) -> tuple[Signed, ...]:
    """Return the signed parts of a text, in order, at most `most`, each within the limit.

    Nothing is lost: the bodies joined give the text back, up to blanks. Parted at sentence
    ends; a sentence too long for one part between words; a word too long between letters,
    never inside an emoji, never an address. Raises CannotSplit, and what `sign_part` raises.
    """
    text = clean.scrub(body).strip()
    if not clean.visible(text):
        return (sign_part(text, 0),)  # raises: there is nothing to sign
    parting = _Parting(text, sign_part, measure, limit)
    parts: list[Signed] = []
    start = 0
    while clean.visible(text[start:]):
        if len(parts) == most:
            raise CannotSplit(Obstacle.TOO_MANY)
        part, start = parting.next(start, len(parts))
        parts.append(part)
    return tuple(parts)


class _Parting:
    """One text on its way into parts."""

    def __init__(self, text: str, sign_part: SignPart, measure: Measure, limit: int) -> None:
        self._text = text
        self._sign = sign_part
        self._measure = measure
        self._limit = limit
        self._sentences = sentences.sentence_ends(text)
        self._words = sentences.word_ends(text)

    def next(self, start: int, index: int) -> tuple[Signed, int]:
        """Return the part that begins at `start`, and where the one after it begins."""
        found = self._furthest(start, index, self._near(self._sentences, start))
        if found is None or self._sparse(*found):
            found = self._furthest(start, index, self._near(self._words, start)) or found
        if found is None:
            found = self._furthest(start, index, self._letters(start))
        if found is None:
            raise CannotSplit(Obstacle.NO_ROOM)
        part, end = found
        return part, self._skip_blanks(end)

    def _sparse(self, part: Signed, end: int) -> bool:
        room = self._limit - (len(part.text) - len(part.body))
        return end < len(self._text) and len(part.body) * SPARSE < room

    def _near(self, ends: Sequence[int], start: int) -> Sequence[int]:
        """Return the ends after `start` that a part might reach."""
        first = bisect_right(ends, start)
        return ends[first : bisect_right(ends, start + DENSE * self._limit)]

    def _letters(self, start: int) -> list[int]:
        """Return where the first word after `start` that can be seen may be cut."""
        first = self._seen(start)
        near = graphemes.floor(self._text, first + LONG_SIGN * self._limit)
        end = min(self._words[bisect_right(self._words, first)], max(near, first + 1))
        if sentences.is_address(self._text[first:end]):
            raise CannotSplit(Obstacle.ADDRESS)
        return [start + at for at in graphemes.boundaries(self._text[start:end])]

    def _furthest(self, start: int, index: int, ends: Sequence[int]) -> tuple[Signed, int] | None:
        """Return the longest part from `start` to one of `ends` that fits, and its end.

        The guess follows from what the last try weighed; each try halves at worst.
        """
        low, high = self._invisible(start, ends), len(ends)
        best: tuple[Signed, int] | None = None
        reach = start + self._limit - self._around(index)
        tries = 0
        while high - low > 1:
            tries += 1
            guess = bisect_right(ends, reach) - 1 if tries <= 4 else (low + high) // 2
            at = max(low + 1, min(high - 1, guess))
            part = self._sign(self._text[start : ends[at]], index)
            weight = self._measure(part.text)
            around = len(part.text) - len(part.body)
            share = max(0, self._limit - around) / max(1, weight - around)
            reach = start + int((ends[at] - start) * share)
            if weight <= self._limit:
                low, best = at, (part, ends[at])
            else:
                high = at
        return best

    def _around(self, index: int) -> int:
        """Return how many characters a signature and its separator take."""
        part = self._sign("x", index)
        return len(part.text) - len(part.body)

    def _invisible(self, start: int, ends: Sequence[int]) -> int:
        """Return the last of `ends` before which nothing can be seen, -1 as a rule."""
        return bisect_right(ends, self._seen(start)) - 1

    def _seen(self, start: int) -> int:
        """Return the first place from `start` where something can be seen."""
        return next(at for at in range(start, len(self._text)) if clean.visible(self._text[at]))

    def _skip_blanks(self, at: int) -> int:
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at
