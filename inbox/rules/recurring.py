"""Whether somebody complains once more of what they complained of before, in other words. Pure.

    "Mein Toaster ist kaputt angekommen."   "der toaster geht immer noch nicht"      the same
    "Mein Toaster ist kaputt angekommen."   "Mein Wasserkocher ist kaputt."          another

Two messages are about the same where they share two things, or one of a long name, or where a
sentence of one is about nothing but what the other is about as well. The words in which anybody
complains of anything are no such things; they stand in `recurring_words.txt`. At least one of the
two complains (`inbox.rules.complaint`), and nobody is glad by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        said
        for said, here in _said(text)
        if any(
            _same(here, _whole(text), there, one, wrong=wrong)
            for one in known
            for _, there in _said(one)
        )
    ]
    return tuple(dict.fromkeys(found))


def _same(here: About, text: About, there: About, before: str, *, wrong: bool) -> bool:
    """Return whether a sentence says what a sentence of an earlier message said."""
    whole = _whole(before)
    both = _shared(here, whole)
    if len(both) >= 2 or (both and len(_shared(text, there)) >= 2):
        return True
    if wrong and _complains(before) and any(len(one) >= SPECIAL for one in both):
        return True
    return any(one and one <= other for one, other in ((here, whole), (there, here)))


def _shared(one: About, other: About) -> About:
    return max(stems.meets(one, other), stems.meets(other, one), key=len)


@lru_cache(maxsize=256)
def _said(text: str) -> tuple[tuple[str, About], ...]:
    """Return the sentences that complain or ask, and what each is about; else all that is said."""
    spans, firm, every = list(complaint.spans(text)), [], []
    start = 0
    for end in sentence_ends(text):
        sentence = " ".join(text[start:end].split())
        one = sentence, about(sentence)
        complains = any(start <= at < end for at, _ in spans)
        if complains or questions.asked([sentence]):
            firm.append(one)
        every.append(one)
        start = end
    return tuple(firm or every)


@lru_cache(maxsize=256)
def _whole(text: str) -> About:
    return frozenset().union(*(one for _, one in _said(text)))


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
