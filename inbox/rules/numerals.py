"""Whole numbers as people write them out, German and English. Pure.

hundertzwanzig, zweihundertfünfzig, achtundvierzig        ──> 120, 250, 48
a hundred and twenty, eighty-five, two hundred            ──> 120, 85, 200
"""

from __future__ import annotations

import re

_ONES = {
    **dict.fromkeys(("ein", "eins", "eine", "einen", "einem", "einer", "a", "one"), 1),
    **dict.fromkeys(("zwei", "zwo", "two"), 2), **dict.fromkeys(("drei", "three"), 3),
    **dict.fromkeys(("vier", "four"), 4), **dict.fromkeys(("fünf", "fuenf", "five"), 5),
    **dict.fromkeys(("sechs", "six"), 6), **dict.fromkeys(("sieben", "seven"), 7),
    **dict.fromkeys(("acht", "eight"), 8), **dict.fromkeys(("neun", "nine"), 9),
    **dict.fromkeys(("zehn", "ten"), 10), **dict.fromkeys(("elf", "eleven"), 11),
    **dict.fromkeys(("zwölf", "zwoelf", "twelve"), 12),
    **dict.fromkeys(("dreizehn", "thirteen"), 13), **dict.fromkeys(("vierzehn", "fourteen"), 14),
    **dict.fromkeys(("fünfzehn", "fuenfzehn", "fifteen"), 15),
    **dict.fromkeys(("sechzehn", "sixteen"), 16), **dict.fromkeys(("siebzehn", "seventeen"), 17),
    **dict.fromkeys(("achtzehn", "eighteen"), 18), **dict.fromkeys(("neunzehn", "nineteen"), 19),
}  # fmt: skip
_TENS = {
    **dict.fromkeys(("zwanzig", "twenty"), 20),
    **dict.fromkeys(("dreißig", "dreissig", "thirty"), 30),
    **dict.fromkeys(("vierzig", "forty"), 40),
    **dict.fromkeys(("fünfzig", "fuenfzig", "fifty"), 50),
    **dict.fromkeys(("sechzig", "sixty"), 60),
    **dict.fromkeys(("siebzig", "seventy"), 70),
    **dict.fromkeys(("achtzig", "eighty"), 80),
    **dict.fromkeys(("neunzig", "ninety"), 90),
}
_HUNDREDS = {"hundert": 100, "hundred": 100, "tausend": 1000, "thousand": 1000}
_VALUES = _ONES | _TENS | _HUNDREDS
_ANY = "|".join(sorted(_VALUES, key=len, reverse=True))
_PART = re.compile(rf"und|and|{_ANY}", re.IGNORECASE)

WRITTEN = rf"(?:{_ANY})(?:(?:[ -]?(?:und|and)[ -]?|[ -])?(?:{_ANY})){{0,6}}"
"""A number that is written out, as a part of a pattern."""


def read(written: str) -> int | None:
    """Return a number that is written out; None where it is none that anybody says."""
    parts = _PART.findall(re.sub(r"[ -]", "", written.lower()))
    if "".join(parts) != re.sub(r"[ -]", "", written.lower()):
        return None
    whole = hundred = 0
    for part in parts:
        if part in ("und", "and"):
            continue
        value = _VALUES[part]
        if value == 1000:
            whole, hundred = whole + max(hundred, 1) * 1000, 0
        elif value == 100:
            hundred = max(hundred, 1) * 100
        elif hundred % 100 and _clash(hundred % 100, value):
            return None
        else:
            hundred += value
    return whole + hundred


def _clash(before: int, value: int) -> bool:
    """Return whether two numbers below a hundred make none: eighty-five and acht-und-vierzig do."""
    return not (value < 10 <= before or before < 10 <= value) or (before + value) % 10 == 0
