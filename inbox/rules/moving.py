"""Sending a customer to another channel without asking: they chose where they write. Pure.

    "Schreiben Sie uns eine DM"  "please call our hotline"      held
    "Wenn Sie mögen, rufen Sie mich an"  "May I call you?"      asked, or a choice: free

"Rufen Sie mich an" is the agent's own line, which stands in every signature: that is no move.
Where they asked for that very way themselves, or the team knows that they prefer it, it is no move.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inbox.rules import flat
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.reply_words import said
from inbox.rules.wished import wished

WORDS = Path(__file__).with_name("moving_words.txt")
TO = ("private", "call", "mail", "elsewhere")
"""Where a draft may send somebody."""


def moves_away(draft: str, facts: Facts) -> Iterator[Objection]:
    """Whoever is to write or call elsewhere is asked first, or has the choice to stay."""
    read, free = flat.read(draft), said("free", WORDS)
    theirs = _chosen(facts)
    spans = [
        span for to in TO if to not in theirs for span in flat.but(read, said(to, WORDS), free)
    ]
    yield from about("moves_away", Level.HOLDS, draft, spans)


def _chosen(facts: Facts) -> frozenset[str]:
    """Return the ways that are the customer's own: known, asked for, or where they are already."""
    asked = {one.channel for text in facts.known.unanswered for one in wished(text) if not one.no}
    known = {facts.meeting.channel} if facts.meeting.channel else set()
    return frozenset(asked | known | ({"private"} if facts.meeting.private else set()))
