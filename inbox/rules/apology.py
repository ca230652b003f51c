"""Whether an answer to a complaint says all that an apology needs. Pure.

    "Tut uns leid"  "kommt nicht wieder vor"  "hier ist Ihr neuer Hamburger"
     sorry           what changes              what they get

Whoever begins with one of the three is told which are missing. An answer without any of them (a
question, a time) is no apology yet, and nothing is said of it; neither where nobody complained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from inbox.rules import complaint, due_times, flat, promises
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Line, Span
from inbox.rules.promises import PROVEN
from inbox.rules.reply_words import said


class Part(StrEnum):
    """A part of an apology, in the order in which it is said."""

    SORRY = "sorry"
    REMEDY = "remedy"
    CHANGES = "changes"


RULES: dict[tuple[Part, ...], str] = {
    (Part.REMEDY, Part.CHANGES): "only_sorry",
    (Part.SORRY, Part.CHANGES): "only_a_remedy",
    (Part.SORRY, Part.REMEDY): "only_a_change",
    (Part.SORRY,): "not_sorry",
    (Part.REMEDY,): "no_remedy",
    (Part.CHANGES,): "no_change",
}
"""What is said where these parts are missing."""


def apology(draft: str, facts: Facts) -> Iterator[Objection]:
    """What is missing of an apology: "tut uns leid" alone leaves the customer where they were."""
    complained = complaint.found(facts.known.unanswered)
    there = parts(draft, facts) if complained else {}
    missing = tuple(part for part in Part if part not in there)
    if there and missing:
        (found,) = about(RULES[missing], Level.HINTS, draft, there.values())
        yield replace(found, params={"about": complained[0]})


def parts(draft: str, facts: Facts) -> dict[Part, Span]:
    """Return the parts of an apology that stand in a draft, each with its first words."""
    read = flat.read(draft)
    held = {
        Part.SORRY: _first(read, "sorry", "no sorry"),
        Part.REMEDY: _first(read, "what they get", "no remedy") or _promised(draft, facts),
        Part.CHANGES: _first(read, "what changes", "no change") or noted(draft, facts),
    }
    return {part: span for part, span in held.items() if span is not None}


def _first(read: Line, what: str, unless: str) -> Span | None:
    """Return where a part stands, but for sentences that take it back or only ask about it."""
    words = complaint.WORDS
    for match in said(what, words).finditer(read.flat):
        sentence, span = flat.sentence(read, match), read.at(*match.span())
        taken_back = said(unless, words).search(sentence)
        offers = said("offers", words).match(sentence.strip())
        if not taken_back and (offers or not complaint.asks(read.text, span[1])):
            return span
    return None


def _promised(draft: str, facts: Facts) -> Span | None:
    """Return where money or goods are promised."""
    known = due_times.calendar(facts.now, None, "Europe/Berlin")
    given = (one.words for one in promises.find(draft, known) if one.kind in PROVEN)
    words = next(given, None)
    at = draft.find(words) if words else -1
    return (at, at + len(words)) if words and at >= 0 else None


def noted(draft: str, facts: Facts) -> Span | None:
    """Return where the sentence of a cause stands that the customer complains about."""
    places = ((draft.find(said), len(said)) for said in facts.known.changes if said)
    return next(((at, at + length) for at, length in places if at >= 0), None)
