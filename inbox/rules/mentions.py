"""Who is named in a note: an "@" with the whole name of a colleague or a team behind it.

    Kann @Jonas Weber das prüfen? @Abrechnung weiß den Betrag.

The longest name that stands there counts; in the middle of a word, as in an address, an "@" is
none of ours. Who shares a name is named together. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from inbox.rules.labels import folded

MOST = 50
"""Signs of "@" that are looked at; more name nobody."""


_WORD = re.compile(r"(?<![\w.+/-])[@\uff20]((?=\D)\w+(?:[.-]\w+)*)")

LOOKED_AT = 120
"""Characters behind an "@" among which a name is looked for."""


def named(text: str, names: Iterable[str]) -> frozenset[str]:
    """Return those of the names that are named in the text."""
    return frozenset().union(*pieces(text, names).values())


def pieces(text: str, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return each piece of the text that names somebody, "@" and all, with the names it means."""
    known: dict[str, set[str]] = {}
    for name in names:
        if key := _key(name):
            known.setdefault(key, set()).add(name)
    found: dict[str, frozenset[str]] = {}
    signs = (at for at, sign in enumerate(text) if sign in "@\uff20")
    for at in islice(signs, MOST):
        if at and text[at - 1].isalnum():
            continue
        end = _end(text, at + 1, known)
        if end:
            found[text[at:end]] = frozenset(known[_key(text[at + 1 : end])])
    return found


def strays(text: str, names: Iterable[str], *, whole: bool = True) -> tuple[str, ...]:
    """Return the words behind an "@" that name none of these, each once.

    Not `whole`: what the text ends with is still being typed. Addresses, in mails and on the web,
    are nobody's name.
    """
    known = pieces(text, names)
    reached = {found.start() for one in known for found in re.finditer(re.escape(one), text)}
    found = [
        one
        for one in islice(_WORD.finditer(text), MOST)
        if one.start() not in reached and (whole or one.end() < len(text))
    ]
    return tuple(dict.fromkeys(one[1] for one in found))


def _end(text: str, start: int, known: Mapping[str, object]) -> int:
    """Return where the longest name that begins there ends, 0 where none does."""
    if not text[start : start + 1].strip():
        return 0
    for end in range(min(len(text), start + LOOKED_AT), start, -1):
        whole = not text[end - 1].isspace() and not text[end : end + 1].isalnum()
        if whole and _key(text[start:end]) in known:
            return end
    return 0


def _key(name: str) -> str:
    return folded(" ".join(name.split()))
