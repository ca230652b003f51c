"""One spelling for all spellings of a word: what search keeps, and what it is asked. Pure.

    Müller = MUELLER = Muller -> muller      Straße = STRASSE -> strasse      Łódź -> lodz

Capitals, accents, ligatures and widths fall; ä, ö and ü meet both their ways without dots: an e
after a, o or u falls as well, in every word. "neue" and "neu" are one word by that: search finds
rather too much than too little. Chinese and Japanese signs are words by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

LONGEST = 64
"""Letters of a word that count."""

_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSEEN = r"\u00ad\u200b-\u200d\u2060\ufeff"
_DOTS = re.compile("([aou])e+")
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


class Word(NamedTuple):
    """A word of a text: where it stands, and what it folds to."""

    start: int
    end: int
    folded: str


def fold(word: str) -> str:
    """Return the one spelling of a word; empty where it holds neither letter nor digit."""
    if word.isascii():
        flat = word.lower()
    else:
        flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = "".join(letter for letter in flat if letter.isalnum()).translate(_LETTERS)
    return _DOTS.sub(r"\1", kept)[:LONGEST]


def words(text: str) -> list[Word]:
    """Return the words of a text in their order; underscores, stops and emoji part them."""
    found = (Word(match.start(), match.end(), fold(match[0])) for match in _word().finditer(text))
    return [word for word in found if word.folded]


def folded(text: str) -> list[str]:
    """Return what the words of a text fold to."""
    return [word.folded for word in words(text)]


@lru_cache
def _word() -> re.Pattern[str]:
    letter = rf"[^\W_{_SIGNS}]"
    return re.compile(rf"[{_SIGNS}]|{letter}(?:{letter}|[{_marks()}{_UNSEEN}])*")


def _marks() -> str:
    """Return the signs that stand on letters, as ranges of a character class."""
    marks = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"]
    runs = groupby(enumerate(marks), lambda pair: pair[1] - pair[0])
    ends = [[code for _, code in run] for _, run in runs]
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in ends)
