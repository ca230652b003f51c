"""Abuse of people: coarse insults, threats and slurs. Folded, and counted nowhere. Pure.

    "ihr Idioten"  "Ich weiß, wo du wohnst"  🖕       folded until an agent wants to see it
    "Was für ein Saftladen!"  "Das ist Betrug"         anger at a house: everybody can read that

The insults are those of heat, less what is said of a house. What somebody quotes is not theirs.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from inbox.rules import flat, heat
from inbox.rules.phrases import Span, line
from inbox.rules.reply_words import said

HERE = Path(__file__).with_name("abuse_words.txt")


@lru_cache(maxsize=4096)
def found(text: str) -> tuple[Span, ...]:
    """Return where a text abuses people; empty where it does not."""
    own = heat.own(text)
    spans = [one for one in heat.insults(own) if not _of_a_house(own[slice(*one)])]
    read = flat.read(own)
    for what in ("threats", "slurs"):
        spans += flat.spans(read, said(what, HERE))
    return tuple(sorted(set(spans)))


def words(text: str) -> tuple[str, ...]:
    """Return the words that abuse, each once, as they stand there."""
    return tuple(dict.fromkeys(text[a:b] for a, b in found(text)))


def covered(word: str) -> str:
    """Return words so that they name what they are without being read: "I…n"."""
    return "".join(
        sign if not sign.isalnum() or place in (0, len(word) - 1) else "·"
        for place, sign in enumerate(word)
    )


def _of_a_house(piece: str) -> bool:
    return said("house", HERE).search(line(piece).flat) is not None
