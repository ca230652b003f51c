"""Bytes of a platform as a person can read them: JSON in lines, what is invisible spelled out.

Pure. Nothing is repaired and nothing left out but the end of what is very long.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

LONGEST = 20_000
_STAY = frozenset("\n\t\u200d")
"""Unprintable, and yet as they are: line feed, tab, and what joins emoji."""


@dataclass(frozen=True, slots=True)
class Legible:
    """A text to be shown as it is; `left` are characters that were too many."""

    text: str
    json: bool
    left: int = 0


def legible(raw: bytes) -> Legible:
    """Return bytes as text: JSON with a value a line, anything else as it came."""
    told = raw.decode("utf-8", "backslashreplace")
    laid_out = _in_lines(told)
    text = told if laid_out is None else laid_out
    shown = "".join(map(_spelled, text[:LONGEST]))
    return Legible(shown, laid_out is not None, max(0, len(text) - LONGEST))


def _in_lines(text: str) -> str | None:
    """Return JSON with a value a line; None where it is none, or would lose something."""
    try:
        read = json.loads(text, object_pairs_hook=_once)
        return json.dumps(read, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _spelled(letter: str) -> str:
    """Return a letter, or its number where nobody would see it, or it would turn the others."""
    if letter.isprintable() or letter in _STAY:
        return letter
    number = ord(letter)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
