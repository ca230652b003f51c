"""What a draft repeats of somebody else's words, so that it can be taken out again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHORTEST = 16
"""Characters from which on a line counts as somebody's words: "Danke!" belongs to everybody."""

LEFT_OUT = "[…]"

_LINE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_GAP = re.compile(r"\s+(?:>[>\s]*)?|\A>[>\s]*")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*(\S.*)$", re.MULTILINE)

Span = tuple[int, int]


def without(draft: str, text: str) -> str:
    """Return a draft without what it repeats of a text, "[…]" in its place.

    Whole sentences and lines of the text go wherever they stand; of lines that begin with ">"
    also a part of one. What the draft says in other words stays.
    """
    said = " ".join(text.split())
    if not said:
        return draft
    spans = [*_quoted(draft, said), *_repeated(draft, _pieces(text, said))]
    return _cut(draft, sorted(spans))


def _pieces(text: str, said: str) -> set[str]:
    pieces = {" ".join(piece.split()) for piece in _LINE_ENDS.split(text)}
    long = {piece for piece in pieces if len(piece) >= SHORTEST}
    return {*long, said} if " " in said else long


def _quoted(draft: str, said: str) -> Iterator[Span]:
    """Find the lines behind a ">" that hold nothing but the other's words."""
    for line in _QUOTED.finditer(draft):
        if " ".join(line[1].split()) in said:
            yield line.span()


def _repeated(draft: str, pieces: Iterable[str]) -> Iterator[Span]:
    """Find pieces in a draft, however it broke them into lines."""
    flat, places = _flat(draft)
    for piece in pieces:
        at = flat.find(piece)
        while at >= 0:
            end = at + len(piece)
            yield places[at], places[end - 1] + 1
            at = flat.find(piece, end)


def _flat(draft: str) -> tuple[str, list[int]]:
    """Return a draft on one line, and where each of its characters stood."""
    flat: list[str] = []
    places: list[int] = []
    last = 0
    for gap in [*(found.span() for found in _GAP.finditer(draft)), (len(draft), len(draft))]:
        flat += [draft[last : gap[0]], " "]
        places += [*range(last, gap[0]), gap[0]]
        last = gap[1]
    return "".join(flat), places


def _cut(draft: str, spans: Iterable[Span]) -> str:
    """Leave these spans out; those with only blanks between them are one."""
    kept: list[str] = []
    last = 0
    for start, end in spans:
        if end <= last:
            continue
        between = draft[last : max(start, last)]
        if not (kept and not between.strip(" \t\n>")):
            kept += [between, LEFT_OUT]
        last = end
    return "".join([*kept, draft[last:]])
