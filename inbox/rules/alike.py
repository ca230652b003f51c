"""Signs that look alike, read as one: for judging only, sign for sign, so that places stay. Pure.

    a blank that does not break, a hyphen that does not break       the plain ones
    "Tiсketnummer" with a Cyrillic "с"                              "Ticketnummer"

Letters of other scripts are read so only in a word that holds Latin ones as well.
"""

from __future__ import annotations

import re

_PLAIN = str.maketrans("\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013", "    ----")

_CYRILLIC = (
    "авеікмнорстухцѕјһԁԛԝӏгпАВЕІКМНОРСТУХЅЈԌԚԜӀ",
    "abeikmhopctyxusjhdqwlrnABEIKMHOPCTYXSJGQWI",
)
_GREEK = "αεικνορτυχωγηβΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳ", "aeikvoptuxwynßABEZHIKMNOPTYXcj"
_LETTERS = str.maketrans(_CYRILLIC[0] + _GREEK[0], _CYRILLIC[1] + _GREEK[1])
_OTHERS = re.compile("[\u0370-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def plain(text: str) -> str:
    """Return a text as rules read it, as long as it was."""
    text = text.translate(_PLAIN)
    return _WORD.sub(_latin, text) if _OTHERS.search(text) else text


def _latin(word: re.Match[str]) -> str:
    return word[0].translate(_LETTERS) if _LATIN.search(word[0]) else word[0]
