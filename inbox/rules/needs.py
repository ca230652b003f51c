"""Who could use a hand though nobody asked us: what shows it, with the words it is seen in. Pure.

    question   somebody asks below our own post, and nobody of ours has answered
    named      a post that was searched for speaks of us, without our @: "die Lindenauer Stadtwerke"
    again      the same person has asked, or complained of, the same before, wherever, and waits
               there as well

It is found, never acted on: a person looks, takes it, or says that it is not for us.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from connectors.base import Answerable, Kind
from inbox.rules import folding, questions, recurring, stems

PATIENCE = timedelta(hours=2)
"""So long a question below our post is anybody's to answer, and its own clock runs."""

BACK = timedelta(days=30)
"""What somebody asked longer ago is no longer the same matter."""

MOST_NAMED = 3
"""Places that are shown with a sign."""

LOOKED_AT = 2_000
"""Characters of a text that are looked at."""

REASON = 200
"""Characters of a reason."""


class Sign(StrEnum):
    """What shows that somebody could use a hand."""

    QUESTION = "question"
    NAMED = "named"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign and the words it was seen in."""

    sign: Sign
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a conversation: what waits in it, where it stands, what they asked before.

    `below` says that it stands below a post of ours, `searched` that only a search brought it,
    `before` holds what the same person asked elsewhere and waits for.
    """

    texts: tuple[str, ...]
    below: bool = False
    searched: bool = False
    before: tuple[str, ...] = ()


def signs(asked: Asked, names: Iterable[str]) -> tuple[Seen, ...]:
    """Return what shows that somebody could use a hand; nothing for most."""
    found = (
        (Sign.QUESTION, questions.asked(asked.texts) if asked.below else ()),
        (Sign.NAMED, _named_in(asked.texts, tuple(names)) if asked.searched else ()),
        (Sign.AGAIN, _again_in(asked.texts, asked.before)),
    )
    return tuple(Seen(sign, words[:MOST_NAMED]) for sign, words in found if words)


def overheard(kind: str, answerable: str) -> bool:
    """Return whether a post was written to others: only a search brought it.

    Nobody waits for us there until somebody takes it up.
    """
    return kind == Kind.POST and answerable == Answerable.NOT_SUMMONED


# named

_QUOTED = re.compile(
    r"„[^“”\"\n]{1,400}[“”\"]|“[^”\n]{1,400}”|\"[^\"\n]{1,400}\"|^[ \t]*>.*$", re.MULTILINE
)
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-][\w.-]*|@\w+|\b[\w-]+\.(?:de|com)\b"
)
_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_ENDINGS = frozenset({"", "s", "n", "en", "r", "er"})
_BETWEEN = frozenset({"s", "von", "in", "of", "fur", "der", "the"})
FUZZY = 7
"""Letters from which on a word may have one of them wrong."""


def named(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return where a text speaks of a house by one of its names, as it is written there.

    An @name is left out, it reaches us by itself; so are addresses and what somebody quotes.
    """
    own = text[:LOOKED_AT]
    for others in (_ADDRESS, _QUOTED):
        own = others.sub(lambda found: " " * len(found[0]), own)
    words = [(_plain(found[0]), found.span()) for found in _WORD.finditer(own)]
    spans: list[tuple[int, int]] = []
    for name in names:
        parts = tuple(_plain(part) for part in _WORD.findall(name))
        if parts and max(map(len, parts)) > 2:
            spans += _places(parts, words)
    return tuple(dict.fromkeys(own[a:b] for a, b in sorted(set(spans))))


def _named_in(texts: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for text in texts for words in named(text, names)))


def _plain(word: str) -> str:
    return "".join(folding.folded(word))


def _places(
    parts: Sequence[str], words: Sequence[tuple[str, tuple[int, int]]]
) -> Iterator[tuple[int, int]]:
    """Yield where the words of a name stand beside each other, in whatever order."""
    whole = "".join(parts)
    at = 0
    while at < len(words):
        word, (start, end) = words[at]
        last = at if _same(word, whole) else _run(parts, words, at)
        if last is not None:
            yield start, words[last][1][1] if last > at else end
            at = last
        at += 1


def _run(parts: Sequence[str], words: Sequence[tuple[str, tuple[int, int]]], at: int) -> int | None:
    left, last = list(parts), None
    for place in range(at, min(len(words), at + 2 * len(parts))):
        word = words[place][0]
        fits = next((part for part in left if _same(word, part)), None)
        if fits is not None:
            left.remove(fits)
            last = place
        elif place == at or word not in _BETWEEN:
            return None
        if not left:
            return last
    return None


def _same(word: str, part: str) -> bool:
    """Return whether a word is that of a name, with an ending or with one letter wrong."""
    if word.startswith(part) and word[len(part) :] in _ENDINGS:
        return True
    return len(part) >= FUZZY and any(_near(word, part + end) for end in ("", "n", "er"))


def _near(one: str, other: str) -> bool:
    """Return whether one letter was left out, put in, changed, or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or one[:1] != other[:1]:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    swapped = one[:at] + one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    rests = ((one[at + 1 :], other[at:]), (one[at:], other[at + 1 :]))
    return one[at + 1 :] == other[at + 1 :] or swapped == other or any(a == b for a, b in rests)


# again


def again(text: str, before: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of a text that were asked before, in other words or the same."""
    earlier = [stems.content(one) for one in _asked(tuple(before))]
    return tuple(
        one for one in _asked((text,)) if any(_alike(stems.content(one), that) for that in earlier)
    )


@lru_cache(maxsize=256)  # a thread is asked every few seconds, and each message with each
def _asked(texts: tuple[str, ...]) -> tuple[str, ...]:
    return questions.asked(texts)


def _again_in(texts: Iterable[str], before: Sequence[str]) -> tuple[str, ...]:
    if not before:
        return ()
    ways = again, recurring.again
    found = (words for text in texts for way in ways for words in way(text, before))
    return tuple(dict.fromkeys(found))


def _alike(one: Collection[str], other: Collection[str]) -> bool:
    """Return whether two questions share most of what they are about."""
    shared = max(len(stems.meets(one, other)), len(stems.meets(other, one)))
    least = min(len(one), len(other))
    return shared >= 1 and (shared == least or shared >= max(2, -(-2 * least // 3)))
