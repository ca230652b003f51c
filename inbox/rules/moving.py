"""Sending a customer to another channel without asking: they chose where they write. Pure.

    "Schreiben Sie uns eine DM"  "please call our hotline"      held
    "Wenn Sie mögen, rufen Sie mich an"  "May I call you?"      asked, or a choice: free

"Rufen Sie mich an" is the agent's own line, which stands in every signature: that is no move.
Where they asked for that very way themselves, or the team knows that they prefer it, it is no move.
Where no words send anybody anywhere, sentences that name a way are weighed by what was learnt:
"Am schnellsten geht es über die Hotline" (`inbox.rules.learnt`).
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from inbox.rules import flat, learnt
from inbox.rules.learnt import Model
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Span
from inbox.rules.reply_words import said
from inbox.rules.wished import wished

WORDS = Path(__file__).with_name("moving_words.txt")
TO = ("private", "call", "mail", "elsewhere")
"""Where a draft may send somebody; the classes of signs that name a way are called so as well."""

MODEL = Model(
    signs=Path(__file__).with_name("moving_signs.txt"),
    weights=Path(__file__).with_name("moving_weights.txt"),
    name="moves",
)


def moves_away(draft: str, facts: Facts) -> Iterator[Objection]:
    """Whoever is to write or call elsewhere is asked first, or has the choice to stay."""
    theirs = _chosen(facts)
    spans = list(told(draft, theirs)) or list(_weighed(draft, theirs))
    yield from about("moves_away", Level.HOLDS, draft, spans)


def told(draft: str, theirs: AbstractSet[str] = frozenset()) -> Iterator[Span]:
    """Yield where words stand that send somebody to a way other than these."""
    read = flat.read(draft)
    for to in TO:
        if to not in theirs:
            yield from flat.but(read, said(to, WORDS), said("free", WORDS))


def _weighed(draft: str, theirs: AbstractSet[str]) -> Iterator[Span]:
    """Yield the heaviest words of the sentences that name a way and weigh enough."""
    named = _named(draft)
    for start, end in learnt.parts(draft):
        if not any(start <= at < end for at in named):
            continue
        sentence = draft[start:end]
        verdict = MODEL.judge(sentence)
        ways = verdict.classes & set(TO)
        if ways and not ways & theirs and MODEL.sees(verdict) and not free(sentence):
            first, last = verdict.span
            yield start + first, start + last


def _named(draft: str) -> list[int]:
    """Return where the words stand that name a way: few sentences have one."""
    read, known = flat.read(draft), learnt.signs(MODEL.signs)
    words = (word for word in read.flat.split() if word != "|")
    return [
        start
        for word, (start, _) in zip(words, read.words, strict=True)
        if not known.of(word).isdisjoint(TO)
    ]


def free(sentence: str) -> bool:
    """Return whether a sentence asks first, offers a choice, names our own line or a paper."""
    words = flat.read(sentence).flat
    return any(said(name, WORDS).search(words) for name in ("free", "no word", "paper"))


def _chosen(facts: Facts) -> frozenset[str]:
    """Return the ways that are the customer's own: known, asked for, or where they are already."""
    asked = {one.channel for text in facts.known.unanswered for one in wished(text) if not one.no}
    known = {facts.meeting.channel} if facts.meeting.channel else set()
    return frozenset(asked | known | ({"private"} if facts.meeting.private else set()))
