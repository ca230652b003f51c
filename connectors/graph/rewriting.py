"""What Facebook may do to a text on its way: two texts are the same when only that differs."""

from __future__ import annotations

import html
import re
import unicodedata

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
MOST = 20_000
"""Longer than anything we send: normalising is quadratic on hostile texts."""


def plain(text: str) -> str:
    """Return a text as it can be compared: composed, entities read, blanks as one.

    Facebook trims, joins blanks, composes accents and escapes `&<>"` in some answers.
    """
    read = html.unescape(html.unescape(text[:MOST]))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", read)).strip()


def same(ours: str, shown: str) -> bool:
    """Return whether a text that Facebook shows is one that we sent."""
    return plain(ours) == plain(shown)
