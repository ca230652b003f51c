"""Names and closings of a draft: nobody is called by another's name, or greeted by rote. Pure.

A name is another's when somebody else who wrote lately bears it and this customer bears none like
it: "Alex" is Alexander's, and who signed "Petra" is Petra whatever their handle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules import addressed, folding
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.sentences import sentence_ends

SHORTEST = 3
"""Letters that two forms of one name share at their beginning."""

LEAST = 3
"""Words of a closing that is more than a greeting."""

_GREETINGS = frozenset(["grusse", "gruss", "grussen", "regards", "wishes", "lg", "vg", "mfg"])
_TITLES = frozenset({"frau", "herr", "herrn", "von", "van", "der", "the", "mrs", "familie"})
_SIGNED = re.compile(
    r"(?<!\w)(?:(?i:gr[uü](?:ß|ss)e?n?(?: (?:aus|von) \w+)?|lg|vg|mfg|regards|best|cheers|thanks"
    r"|thx|danke|vielen dank|mein name ist|ich bin(?: die| der)?|ich hei(?:ß|ss)e|my name is"
    r"|i am|i'm"
    r"|name:))[ \t]?[,!.:]?\s{1,3}"
    r"(?P<name>\w[\w'’-]{1,30}(?:[ \t][A-ZÄÖÜ][\w'’-]{1,30})?)(?=\s*(?:$|[\n.,!]))"
)


def signed(text: str) -> tuple[str, ...]:
    """Return the names that somebody signs a message with, or says that they bear."""
    return tuple(found["name"] for found in _SIGNED.finditer(text[-400:]))


def other_name(draft: str, facts: Facts) -> Iterator[Objection]:
    """Called by another customer's name, somebody knows that this was meant for another."""
    own = _words(facts.known.called)
    if not own or not facts.known.others:
        return
    others = _words(facts.known.others)
    spans = [
        one.span
        for one in addressed.addressed(draft)
        if (said := _words([one.name])) & others and not _theirs(said, own)
    ]
    yield from about("other_name", Level.BLOCKS, draft, spans)


def same_closing(draft: str, facts: Facts) -> Iterator[Objection]:
    """The same kind wish twice is no kind wish any more."""
    closing = _closing(draft)
    if closing is None:
        return
    before = {_plain(text[slice(*found)]) for text in facts.known.said if (found := _closing(text))}
    if _plain(draft[slice(*closing)]) in before:
        yield from about("same_closing", Level.HINTS, draft, [closing])


def _words(names: tuple[str, ...] | list[str]) -> frozenset[str]:
    found = (word for name in names for word in folding.folded(name))
    return frozenset(word for word in found if len(word) > 1 and word not in _TITLES)


def _theirs(said: frozenset[str], own: frozenset[str]) -> bool:
    """Return whether one word of a name is a form of one of theirs."""
    return any(
        one[:SHORTEST] == other[:SHORTEST]
        or (min(len(one), len(other)) >= SHORTEST and (one in other or other in one))
        for one in said
        for other in own
    )


def _closing(text: str) -> tuple[int, int] | None:
    """Return where the last sentence stands, if it is more than a greeting and not all there is."""
    start, last = 0, None
    for end in sentence_ends(text):
        if any(sign.isalpha() for sign in text[start:end]):
            last = (start, end) if start else None
        start = end
    if last is None:
        return None
    said = _plain(text[slice(*last)])
    return last if len(said) >= LEAST and not _GREETINGS & set(said) else None


def _plain(text: str) -> tuple[str, ...]:
    return tuple(folding.folded(text))
