"""Whether a draft takes up anything of what the customer wrote. Pure.

Customers want an answer "ohne Textbausteine, mit Bezug zum Thema". A draft of several sentences in
which no word of theirs comes back could have gone to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from inbox.rules import stems
from inbox.rules.objections import Facts, Level, Objection
from inbox.rules.sentences import sentence_ends

FEWEST = 2
"""Words with a meaning of their own that a customer must have written: "ok, danke" has none."""


def not_taken_up(draft: str, facts: Facts) -> Iterator[Objection]:
    """None of their words comes back: they may think that nobody has read them."""
    theirs = stems.content(" \n".join(facts.known.unanswered))
    if len(theirs) < FEWEST or _sentences(draft) < 2:
        return
    if not stems.meets(theirs, stems.content(draft)):
        yield Objection("not_taken_up", Level.HINTS)


def _sentences(draft: str) -> int:
    start, count = 0, 0
    for end in sentence_ends(draft):
        count += any(sign.isalpha() for sign in draft[start:end])
        start = end
    return count
