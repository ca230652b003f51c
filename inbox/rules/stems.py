"""What a text is about: its words without endings, and without those that stand in any text. Pure.

    "Wann kommen meine Pakete?"   ──> komm, paket
    "Ihr Ersatzpaket ist da"      ──> meets the first in "paket"

A measure and no understanding: two texts meet where they share a stem, or one stem holds the
other as compounds do. German and English; other languages share names and loans at best.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from inbox.rules import folding, reply_words

SHORTEST, PART = 3, 5
"""Letters of a stem that counts, and of one that counts inside another."""

_ENDINGS = re.compile(
    r"(?:ungen|ung|heiten|keiten|innen|in|enden|ende|ste[nrs]?|ern|erin|ers|er|em|en|es|e|n|st|(?<=[^aeiou])t|s"
    r"|ings?|ed|ies|ly)$"
)
_PREFIX = re.compile(r"^ge(?=[^aeiou]{0,3}[aeiou]\w{3,}(?:t|n)$)")
_PARTED = re.compile(
    r"^(ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|weiter|zurueck|zuruck|zu)zu(?=\w{3,}n$)"
)
"""What stands within a German verb: "umzumelden" is "ummelden"."""

_OTHERS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-][\w.-]*|@\w+")


@lru_cache(maxsize=64)
def content(text: str) -> frozenset[str]:
    """Return the stems of a text; addresses and @names are none."""
    bare = without_addresses(text[:12_000])
    return frozenset(stem for word in folding.folded(bare) if (stem := _stem(word)))


def without_addresses(text: str) -> str:
    """Return a text with blanks where addresses and @names stood."""
    return _OTHERS.sub(lambda found: " " * len(found[0]), text)


def meets(one: Collection[str], other: Collection[str]) -> frozenset[str]:
    """Return the stems of one text that the other takes up, alone or in a compound."""
    shared = set(one) & set(other)
    for stem in set(one) - shared:
        if any(_inside(stem, that) or _inside(that, stem) for that in other):
            shared.add(stem)
    return frozenset(shared)


def _inside(part: str, whole: str) -> bool:
    return len(part) >= PART and part in whole


def _stem(word: str) -> str:
    if word in reply_words.plain("common"):
        return ""
    if word.isdecimal():
        return word
    short = _PREFIX.sub("", _PARTED.sub(r"\1", word))
    for _ in range(2):
        cut = _ENDINGS.sub("", short)
        short = cut if len(cut) >= SHORTEST else short
    return short if len(short) >= SHORTEST else ""
