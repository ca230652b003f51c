"""The words of replies and questions: plain data in `reply_words.txt`, the place to add one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from inbox.rules import flat, folding
from inbox.rules.word_file import sections

HERE = Path(__file__).with_suffix(".txt")


@cache
def said(name: str, file: Path = HERE) -> re.Pattern[str]:
    """Return what finds the patterns of a section."""
    known = sections(file)
    lines = "\n".join(known[name])
    for line in reversed(known["classes"]):
        each, ways = line.split(" ", 1)
        lines = lines.replace(f"<{each}>", ways)
    return flat.pattern(lines)


@cache
def plain(name: str) -> frozenset[str]:
    """Return the words of a section, each folded to its one spelling."""
    return frozenset(map(folding.fold, " ".join(sections(HERE)[name]).split()))
