"""Abuse as the screens show it: folded, said to be there, and read only by who wants to."""

from __future__ import annotations

from html import escape

from inbox.rules import abuse
from inbox.texts import Texts, mark

FOLDED = mark("Abusive words, folded away")


def preview(t: Texts, text: str) -> str:
    """Return what a list shows of a text: that it abuses, or its words."""
    return t(FOLDED) if abuse.found(text) else text


def folded(t: Texts, text: str, shown: str) -> str:
    """Return `shown`, the HTML of a text; where it abuses, behind a press."""
    if not abuse.found(text):
        return shown
    return f'<details class="dw-folded"><summary>{escape(t(FOLDED))}</summary>{shown}</details>'


def covered(word: str) -> str:
    """Return words as a sign names them: what abuses is not read by the way."""
    return abuse.covered(word) if abuse.found(word) else word
