"""Who is named in a note: an "@" with the whole name of a colleague or a team behind it.

    Kann @Jonas Weber das prüfen? @Abrechnung weiß den Betrag.

The longest name that stands there counts; in the middle of a word, as in an address, an "@" is
none of ours. Who shares a name is named together. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from inbox.rules.labels import folded

MOST = 50
"""Signs of "@" that are looked at; more name nobody."""


def named(text: str, names: Iterable[str]) -> frozenset[str]:
    """Return those of the names that are named in the text."""
    known: dict[str, list[str]] = {}
    for name in names:
        if key := folded(" ".join(name.split())):
            known.setdefault(key, []).append(name)
    longest_first = sorted(known, key=len, reverse=True)
    line = folded(" ".join(text.split()))
    found: set[str] = set()
    at = -1
    for _ in range(MOST):
        at = line.find("@", at + 1)
        if at < 0:
            break
        if at and line[at - 1].isalnum():
            continue
        here = (key for key in longest_first if _stands(line, at + 1, key))
        found.update(*(known[key] for key in list(here)[:1]))
    return frozenset(found)


def _stands(line: str, at: int, key: str) -> bool:
    behind = line[at + len(key) : at + len(key) + 1]
    return line.startswith(key, at) and not behind.isalnum()
