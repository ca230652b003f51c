"""Whether a customer says that something went wrong, in which words. Pure.

    "Mein Toaster ist kaputt angekommen"  "bin echt enttäuscht"  "Na toll, wieder umsonst"    yes
    "Was, wenn er kaputt ist?"  "Das Problem ist gelöst, danke"  "Ich habe falsch bestellt"   no

A sentence that only asks is none, whatever words it holds, unless it reproaches ("Warum habt ihr
doppelt abgebucht?"). Words of anger and of having waited count as well (`inbox.rules.heat`).
What somebody quotes is not theirs.

Where none of these words stands, sentences are weighed by what was learnt, "Aus dem Hahn kommt nur
noch ein Rinnsal" (`inbox.rules.learnt`). What frees the words frees such a sentence as well, and so
do thanks for what is mended that come after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from inbox.rules import flat, heat_words, learnt
from inbox.rules.learnt import Model
from inbox.rules.phrases import Line, Span
from inbox.rules.promise_words import QUOTED
from inbox.rules.reply_words import said

WORDS = Path(__file__).with_name("complaint_words.txt")
MODEL = Model(
    signs=Path(__file__).with_name("complaint_signs.txt"),
    weights=Path(__file__).with_name("complaint_weights.txt"),
    name="complaint",
)
MENDED = frozenset({"thanks", "over"})
"""Classes of a sentence that takes back what stands before it."""

LOOKED_AT = 2_000
"""Characters of a message that are looked at."""

NAMED = 4
"""Places that are named; more would only repeat it."""

_ADDRESS = re.compile(r"https?://\S+|@\w+")
_SENTENCE_ENDS = re.compile(r"[.!?\n…]")


def found(messages: Iterable[str]) -> tuple[str, ...]:
    """Return the words in which something went wrong, each once, NAMED at most; none: nothing."""
    words = (text[a:b] for text in messages for a, b in spans(text))
    return tuple(dict.fromkeys(words))[:NAMED]


def spans(text: str) -> Iterator[Span]:
    """Yield where in a message something went wrong, in its order, none within another."""
    yield from list(told(text)) or _weighed(text[:LOOKED_AT])


def told(text: str) -> Iterator[Span]:
    """Yield where words stand that say so beyond doubt."""
    read = flat.read(_own(text))
    yield from _apart({*_said(read), *_heated(read)})


def _own(text: str) -> str:
    """Return a message without addresses and what it quotes, as long as it was."""
    plain = text[:LOOKED_AT]
    for others in (_ADDRESS, QUOTED):
        plain = others.sub(lambda match: " " * len(match[0]), plain)
    return plain


def _apart(found: Iterable[Span]) -> Iterator[Span]:
    """Yield spans in their order, none within another."""
    end = 0
    for start, stop in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= end:
            end = stop
            yield start, stop


def _said(read: Line) -> Iterator[Span]:
    for match in said("complains", WORDS).finditer(read.flat):
        sentence = flat.sentence(read, match)
        if said("no complaint", WORDS).search(sentence):
            continue
        span = read.at(*match.span())
        if _only_asks(read.text, span, sentence):
            continue
        yield span


def _weighed(text: str) -> Iterator[Span]:
    """Yield the heaviest words of the sentences that weigh enough, unless all was mended since."""
    seen: list[Span] = []
    own, quoted = _own(text), [match.span() for match in QUOTED.finditer(text)]
    for start, end in learnt.parts(own):
        sentence = own[start:end]
        verdict = MODEL.judge(sentence)
        if verdict.weight < 0 and verdict.classes >= MENDED:
            seen.clear()
        elif MODEL.sees(verdict) and not free(sentence):
            first, last = verdict.span
            if not any(a <= end + 1 and start < b for a, b in quoted):
                seen.append((start + first, start + last))
    yield from seen


def free(sentence: str) -> bool:
    """Return whether a sentence tells of nothing that went wrong, or only asks."""
    read = flat.read(sentence)
    if said("no complaint", WORDS).search(read.flat):
        return True
    return _only_asks(sentence, (0, 0), read.flat)


def _heated(read: Line) -> Iterator[Span]:
    for name in ("anger", "again"):
        free = list(heat_words.listed("free").spans(read))
        for a, b in heat_words.listed(name).spans(read):
            if not any(start <= a and b <= stop for start, stop in free):
                yield a, b


def asks(text: str, at: int) -> bool:
    """Return whether the sentence that goes on there ends as a question."""
    end = _SENTENCE_ENDS.search(text, at)
    return end is not None and end[0] == "?"


def _only_asks(text: str, span: Span, sentence: str) -> bool:
    """Return whether words stand in a question that reproaches nobody."""
    if not asks(text, span[1]) or said("reproaches", WORDS).search(sentence):
        return False
    return said("asks", WORDS).match(sentence.strip()) is not None
