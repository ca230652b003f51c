"""Whether somebody complains once more of what they complained of before, in other words. Pure.

    "Mein Toaster ist kaputt angekommen."   "der toaster geht immer noch nicht"      the same
    "Mein Toaster ist kaputt angekommen."   "Mein Wasserkocher ist kaputt."          another

Two messages are about the same where they share two things, or one of a long name, or where a
sentence that complains or asks is about nothing but what the other is about as well. The words in
which anybody complains of anything are no such things; they stand in `recurring_words.txt`. At
least one of the two complains (`inbox.rules.complaint`), and nobody is glad by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from inbox.rules import complaint, folding, heat_words, phrases, questions, stems
from inbox.rules.sentences import sentence_ends
from inbox.rules.word_file import sections

WORDS = Path(__file__).with_name("recurring_words.txt")

SPECIAL = 8
"""Letters of a stem that names one thing alone, as compounds do: "abschlag", "streetlight"."""

LOOKED_AT = 2_000
"""Characters of a message that are looked at."""

About = frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what it is about; `firm`: it complains or asks."""

    sentence: str
    about: About
    firm: bool


def again(text: str, before: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences in which a text says again what is wrong; none: nothing, or anew.

    `before` are earlier messages of the same person.
    """
    text = text[:LOOKED_AT]
    if _glad(text):
        return ()
    wrong = bool(_complains(text))
    earlier = [one[:LOOKED_AT] for one in before]
    known = [one for one in earlier if _complains(one) or wrong]
    found = [
        here.sentence
        for here in _said(text)
        if any(_same(here, text, there, one) for one in known for there in _said(one))
    ]
    return tuple(dict.fromkeys(found))


def _same(here: Said, text: str, there: Said, before: str) -> bool:
    """Return whether a sentence says what a sentence of an earlier message said."""
    now, then = _whole(text), _whole(before)
    both = _shared(here.about, then)
    if len(both) >= 2 or (both and len(_shared(now, there.about)) >= 2):
        return True
    if _complains(text) and _complains(before) and any(len(one) >= SPECIAL for one in both):
        return True
    ways = (here.about, then), (there.about, now)
    return here.firm and there.firm and any(one and one <= other for one, other in ways)


def _shared(one: About, other: About) -> About:
    return max(stems.meets(one, other), stems.meets(other, one), key=len)


@lru_cache(maxsize=256)
def _said(text: str) -> tuple[Said, ...]:
    """Return the sentences that complain or ask; else all of them."""
    spans, every, start = list(complaint.spans(text)), [], 0
    for end in sentence_ends(text):
        sentence = " ".join(text[start:end].split())
        complains = any(start <= at < end for at, _ in spans)
        firm = complains or bool(questions.asked([sentence]))
        every.append(Said(sentence, about(sentence), firm))
        start = end
    return tuple(one for one in every if one.firm) or tuple(every)


@lru_cache(maxsize=256)
def _whole(text: str) -> About:
    return frozenset().union(*(one.about for one in _said(text)))


@lru_cache(maxsize=256)
def _complains(text: str) -> tuple[str, ...]:
    return complaint.found([text])


def _glad(text: str) -> bool:
    return not _complains(text) and heat_words.listed("glad").any(phrases.line(text))


@lru_cache(maxsize=256)
def about(text: str) -> About:
    """Return the stems of what is complained of."""
    return frozenset(_things(text))


def _things(text: str) -> Iterator[str]:
    for one in stems.content(text):
        if one not in _anybodys() and not any(sign.isdigit() for sign in one):
            yield one


@cache
def _anybodys() -> frozenset[str]:
    words = " ".join(sections(WORDS)["anybody's"])
    each = (stems.content(word) for word in words.split())
    return frozenset(folding.folded(words)).union(*each)
