"""Whether a word of ours is an answer: it says something on this customer's matter.

    acknowledges   "Danke, wir kümmern uns", "Sie hören bis 15 Uhr von mir"
    forwards       "Ich leite das an die Fachabteilung weiter" and no more
    moves          "Schreiben Sie uns eine DM" and no more

None of them ends a wait. A question back, a fact, a regret with a reason do: what is left of a
text without greeting, farewell and such sentences has a word that not everybody could say.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum

from inbox.rules import flat, moving, passing, scaffold
from inbox.rules.phrases import Span
from inbox.rules.reply_words import said
from inbox.rules.sentences import sentence_ends

MOST_READ = 4_000
_SIGNED = re.compile(
    r"(?:\n\s*[–—-]{1,2}\s*[^\n]{1,120}|\^\s?\w{1,12}|\s[–—]\s\w[^\n.!?]{1,60})\s*\Z"
)

_SOFT = re.compile(
    r"(?<!\w)(?:oh|ach|je|jeh|mist|ups|oops|tuts?|leid|sage?n?|bescheid|jemand|thx|someone|somebody"
    r"|reaching|out|bear|hear|afraid)(?!\w)",
    re.IGNORECASE,
)
"""Regret and politeness that the scaffold of an answer needs no word for."""
_ANY_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""Whether a time is said does not depend on the day."""


class Word(StrEnum):
    """What a text is that is no answer."""

    ACKNOWLEDGES = "acknowledges"
    FORWARDS = "forwards"
    MOVES = "moves"


def no_answer(text: str) -> Word | None:
    """Return why a text of ours is no answer to anybody's matter; None: it is one."""
    text = _SIGNED.sub("", text[:MOST_READ])
    read = flat.read(text)
    moves = [
        span for to in (*moving.TO, "no word") for span in flat.spans(read, said(to, moving.WORDS))
    ]
    away = list(flat.spans(read, said("sends away")))
    forwards = [*flat.spans(read, said("forwards")), *away]
    if forwards and not passing.left_open(text, _ANY_DAY, away=bool(away)):
        forwards = []
    if scaffold.own_words(_SOFT.sub(" ", _without(text, moves + forwards))):
        return None
    return Word.MOVES if moves else Word.FORWARDS if forwards else Word.ACKNOWLEDGES


def _without(text: str, spans: list[Span]) -> str:
    """Return a text without the sentences that these spans stand in."""
    kept, start = [], 0
    for end in [*sentence_ends(text), len(text)]:
        if not any(first < end and last > start for first, last in spans):
            kept.append(text[start:end])
        start = end
    return " ".join(kept)
