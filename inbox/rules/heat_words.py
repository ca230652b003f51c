"""The words of heat: plain data in `heat_words.txt`, which is the place to add one. Read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from inbox.rules import phrases, word_file
from inbox.rules.phrases import Phrases

HERE = Path(__file__).with_suffix(".txt")


@cache
def sections() -> dict[str, tuple[str, ...]]:
    """Return the lines of each section of the file."""
    return word_file.sections(HERE)


@cache
def listed(name: str) -> Phrases:
    """Return the phrases of a section."""
    classes = dict(line.split(" ", 1) for line in sections()["classes"])
    return phrases.phrases(sections()[name], classes)


@cache
def spelt(name: str) -> frozenset[str]:
    """Return the words of a section, spelt as in a line."""
    return frozenset(map(phrases.spelling, " ".join(sections()[name]).split()))


@cache
def faces(name: str) -> frozenset[str]:
    """Return the emoji of a section."""
    return frozenset(" ".join(sections()[name]).split())


@cache
def masked() -> re.Pattern[str]:
    """Return what finds a word that its writer half covered up."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(sections()['masked'])})(?!\w)", re.IGNORECASE)
