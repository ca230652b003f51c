"""Patterns over the words of a text as they are meant, whatever their spelling. Pure.

    "leite … weiter"            up to ten words of the same sentence between
    "(ich|wir) geb[e]? das"     as in a regular expression, over whole words
    "^ tja"   "viel glück $"    at the beginning, or the end, of a sentence

Words are spelt as in `phrases`: no capitals, ä is ae, letters that stand twice count once, and an
apostrophe parts them ("I'll" is "i" and "l"). Each pattern is a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from inbox.rules.phrases import Line, Span, line

_GAP = " (?:[^ |]+ ){0,10}?"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_TWICE = re.compile(r"([a-z])\1+")
_LONGEST = 12_000


@lru_cache(maxsize=16)
def read(text: str) -> Line:
    """Return a text ready to be looked through; the checks of a review share it."""
    return line(text[:_LONGEST])


def pattern(lines: str) -> re.Pattern[str]:
    """Return what finds any of these patterns."""
    ways = [_way(each.strip()) for each in lines.splitlines() if each.strip()]
    return re.compile(rf"(?<![^ ])(?:{'|'.join(ways)})(?![^ |])")


def spans(of: Line, sought: re.Pattern[str]) -> Iterator[Span]:
    """Yield where in the text a pattern stands."""
    for found in sought.finditer(of.flat):
        yield of.at(*found.span())


def sentence(of: Line, found: re.Match[str]) -> str:
    """Return the flat words of the sentence that a match stands in."""
    start = of.flat.rfind("|", 0, found.start()) + 1
    end = of.flat.find("|", found.end())
    return of.flat[start : end if end >= 0 else len(of.flat)]


def but(of: Line, sought: re.Pattern[str], unless: re.Pattern[str]) -> Iterator[Span]:
    """Yield where a pattern stands in a sentence that the other one does not free."""
    for found in sought.finditer(of.flat):
        if not unless.search(sentence(of, found)):
            yield of.at(*found.span())


def _way(said: str) -> str:
    spelt = _TWICE.sub(r"\1", said.lower().translate(_UMLAUTS)).replace(" … ", _GAP)
    if spelt.startswith("^ "):
        spelt = rf"(?:(?<=\| )|(?<!.)){spelt[2:]}"
    return rf"{spelt[:-2]}(?=$| \|)" if spelt.endswith(" $") else spelt
