"""Where a text may be cut without tearing a letter from its marks or an emoji from its parts.

The common cases of Unicode's text segmentation (unicode.org, UAX 29): marks, joiners, skin
tones, flags, keycaps, Hangul jamo and conjuncts of Indic scripts.
"""

from __future__ import annotations

import unicodedata

_ZWJ = "\u200d"
_ZWNJ = "\u200c"
_FIRST_MARK = "\u0300"
"""Below it no sign belongs to the one before, but for a line feed."""


def _extends(sign: str) -> bool:
    if sign < _FIRST_MARK:
        return False
    code = ord(sign)
    return (
        sign in (_ZWJ, _ZWNJ)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or 0x1160 <= code <= 0x11FF
        or unicodedata.category(sign)[0] == "M"
    )


def _flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _joined(before: str, after: str) -> bool:
    if _extends(after) or (before == "\r" and after == "\n"):
        return True
    if before == _ZWJ:
        return not after.isspace()
    return ord(before) >= 0x900 and unicodedata.combining(before) == 9 and after.isalpha()


def is_boundary(text: str, at: int) -> bool:
    """Return whether a reader sees two signs, not one, at `text[at - 1]` and `text[at]`."""
    if at <= 0 or at >= len(text):
        return True
    if _joined(text[at - 1], text[at]):
        return False
    if not (_flag_half(text[at]) and _flag_half(text[at - 1])):
        return True
    start = at
    while start > 0 and _flag_half(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 0


def floor(text: str, at: int) -> int:
    """Return the last place up to `at` where the text may be cut; 0 when there is none."""
    at = min(at, len(text))
    while at > 0 and not is_boundary(text, at):
        at -= 1
    return at


def boundaries(text: str) -> list[int]:
    """Return every place after the start where the text may be cut, its end included."""
    if max(text, default="") < _FIRST_MARK and "\r" not in text:
        return list(range(1, len(text) + 1))
    found: list[int] = []
    flags = 0
    for at in range(1, len(text) + 1):
        flags = flags + 1 if _flag_half(text[at - 1]) else 0
        inside_flag = flags % 2 == 1 and at < len(text) and _flag_half(text[at])
        if not inside_flag and (at == len(text) or not _joined(text[at - 1], text[at])):
            found.append(at)
    return found
