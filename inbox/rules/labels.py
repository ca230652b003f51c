"""Names that people give to teams and tags: short, visible, and told apart as a reader would."""

from __future__ import annotations

import unicodedata

from inbox.rules import clean

LONGEST = 40
"""Characters of a name; a longer one is refused, not cut."""


def label(text: str) -> str | None:
    """Return the name on one line as it is kept; None where it is empty or too long."""
    kept = clean.name(text)
    return kept if 0 < len(kept) <= LONGEST else None


def folded(text: str) -> str:
    """Return what two names share that a reader takes for one: "Störung", "STÖRUNG"."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
