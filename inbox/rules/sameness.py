"""Whether a text that a platform shows is the one we sent, whatever was rewritten on the way.

What platforms do to a text: links become t.co, `&` becomes `&amp;`, blanks are trimmed or
joined, accents are composed (NFC), and the names of those answered are put in front. Nothing
else is forgiven: two texts that differ in any other way are two texts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Sequence

_SHORT_LINK = re.compile(r"https?://t\.co/[A-Za-z0-9]+")
_LAST_LINK = re.compile(rf"\s*{_SHORT_LINK.pattern}\s*\Z")
_ANY_LINK = r"(?:https?://)?[^\s@]+\.[^\s@]{2,}?"
_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
_LEADING_NAME = re.compile(r"^@\w{1,50} ")


def plain(text: str) -> str:
    """Return the text as all platforms would agree on it: NFC, single blanks, no entities."""
    read = html.unescape(html.unescape(text))  # Facebook escapes some answers twice
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", read)).strip()


def same(ours: str, shown: str) -> bool:
    """Return whether `shown` is our text as a platform may have rewritten it."""
    mine, rest = plain(ours), plain(shown)
    while True:
        if _alike(mine, rest):
            return True
        shorter = _LEADING_NAME.sub("", rest, count=1)
        if shorter == rest:
            return False
        rest = shorter


def only(candidates: Sequence[str], shown: str, with_pictures: Collection[int] = ()) -> int | None:
    """Return which candidate is shown; None when none is, or when two different ones could be.

    Equal candidates are no doubt: the first of them is taken. Behind those at the places
    `with_pictures` a platform may have put a link to their pictures.
    """
    bare = _LAST_LINK.sub("", shown)
    found = [
        place
        for place, ours in enumerate(candidates)
        if same(ours, shown) or (place in with_pictures and same(ours, bare))
    ]
    if not found or len({plain(candidates[place]) for place in found}) > 1:
        return None
    return found[0]


def _alike(ours: str, shown: str) -> bool:
    if ours == shown:
        return True
    if not _SHORT_LINK.search(shown):
        return False
    pieces = [re.escape(piece) for piece in _SHORT_LINK.split(shown)]
    return re.fullmatch(_ANY_LINK.join(pieces), ours) is not None
