"""Signs that look alike, read as one: for judging only, sign for sign, so that places stay. Pure.

    a blank that does not break, a hyphen that does not break       the plain ones
    "Tiсketnummer" with a Cyrillic "с"                              "Ticketnummer"
    "𝗧𝗶𝗰𝗸𝗲𝘁", "Ｔｉｃｋｅｔ", "ⓣⓘⓒⓚⓔⓣ", "ᴛɪᴄᴋᴇᴛ", "０９００"                "Ticket", "0900"

Letters of other scripts are read so only in a word that holds Latin ones as well. Styled letters
are read as what they are anywhere; what they stand for is one sign, or they are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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

_MATHEMATICAL = (0x1D400, 0x1D7FF)
_ASCII_ONLY = (
    (0x2100, 0x214F),  # the letters that the mathematical ones leave out, as the italic h
    (0x2460, 0x24FF),
    (0x1D2C, 0x1D6A),
    (0x2070, 0x209C),
    (0xFF01, 0xFF5E),
    (0x1F110, 0x1F149),
)
_SMALL_CAPITALS = (
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ",
    "abcdefghijklmnopqrstuvwyz",
)
_WHITE_ON_BLACK = (0x1F150, 0x1F170)
"""Where circled and squared letters begin that Unicode knows no plain ones for."""


def _styled() -> dict[int, str]:
    """Return what each styled sign stands for."""
    found = {ord(one): plain for one, plain in zip(*_SMALL_CAPITALS, strict=True)}
    for start in _WHITE_ON_BLACK:
        found |= {start + place: chr(ord("A") + place) for place in range(26)}
    for (first, last), ascii_only in [
        (_MATHEMATICAL, False),
        *((each, True) for each in _ASCII_ONLY),
    ]:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code) and (plain.isascii() or not ascii_only):
                found[code] = plain
    return found


def _ranges(codes: Iterable[int]) -> str:
    """Return signs for a character class, runs as ranges: `re` would try rare ones one by one."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


_STYLED = _styled()
_IN_STYLE = re.compile(f"[{_ranges(_STYLED)}]")


def plain(text: str) -> str:
    """Return a text as rules read it, as long as it was."""
    if text.isascii():
        return text
    text = text.translate(_PLAIN)
    if _IN_STYLE.search(text):
        text = text.translate(_STYLED)
    return _WORD.sub(_latin, text) if _OTHERS.search(text) else text


def _latin(word: re.Match[str]) -> str:
    return word[0].translate(_LETTERS) if _LATIN.search(word[0]) else word[0]
