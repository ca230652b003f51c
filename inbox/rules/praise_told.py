"""Saying that praise reached somebody: only once it was delivered to them.

Customers were told "Ich werde das Lob an die Kolleginnen weitergeben", and nobody knew of it. What
is meant by "das" is praise where the customer's message praises and asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inbox.rules import addressed, flat, folding, praise, questions
from inbox.rules.addressed import Named
from inbox.rules.known import Known
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Line, Span
from inbox.rules.reply_words import said

_AND = re.compile(
    r"[ \t]{0,2}(?:,|und|and|sowie|&)[ \t]{1,2}(?:(?:an|to|auch|also)[ \t])?"
    r"(?:(?:Frau|Herrn?|Ms|Mr|Mrs)\.?[ \t])?"
    r"(?P<name>[A-ZÄÖÜ][\w'’-]{1,30}(?:[ \t][A-ZÄÖÜ][\w'’-]{1,30})?)"
)


def praise_passed(draft: str, facts: Facts) -> Iterator[Objection]:
    """Nobody is told that their praise was passed on before it was, and to whom it was not."""
    spans = list(spoken_of(flat.read(draft), facts.known))
    if spans and not _reached(draft, spans, facts.known):
        yield from about("praise_passed", Level.HOLDS, draft, spans)


def spoken_of(read: Line, known: Known) -> Iterator[Span]:
    """Yield where a draft says that praise goes to somebody."""
    meant = known.praised and _nothing_else(known)
    for found in _tells(read):
        sentence = flat.sentence(read, found)
        if said("not told", praise.HERE).search(sentence):
            continue
        if meant or said("praise", praise.HERE).search(sentence):
            yield read.at(*found.span())


def _tells(read: Line) -> Iterator[re.Match[str]]:
    """Yield what passes something on or tells it, once a sentence."""
    done: set[int] = set()
    for sought in (said("forwards"), said("told", praise.HERE)):
        for found in sought.finditer(read.flat):
            begins = read.flat.rfind("|", 0, found.start())
            if begins not in done:
                done.add(begins)
                yield found


def _nothing_else(known: Known) -> bool:
    """Return whether what waits for an answer only praises: then there is nothing else to tell."""
    return not any(praise.bitter(text) for text in known.unanswered) and not questions.asked(
        known.unanswered
    )


def _reached(draft: str, spans: list[Span], known: Known) -> bool:
    """Return whether praise was delivered, and to everybody whom these sentences name."""
    if not known.delivered:
        return False
    read = flat.read(draft)
    everybody = list(flat.spans(read, said("everybody", praise.HERE)))
    if len(known.delivered) < 2 and any(
        _same_sentence(draft, one, span) for one in everybody for span in spans
    ):
        return False
    reached = {part for name in known.delivered for part in folding.folded(name)}
    named = [name for one in addressed.others(draft) for name in _listed(draft, one, spans)]
    return all(not reached.isdisjoint(folding.folded(name)) for name in named)


def _listed(draft: str, one: Named, spans: list[Span]) -> Iterator[str]:
    """Yield a name in one of these sentences, and those that are listed behind it."""
    if not any(_same_sentence(draft, one.span, span) for span in spans):
        return
    yield one.name
    found = _AND.match(draft, one.span[1])
    while found is not None:
        yield found["name"]
        found = _AND.match(draft, found.end())


def _same_sentence(draft: str, one: Span, other: Span) -> bool:
    between = draft[min(one[1], other[1]) : max(one[0], other[0])]
    return not re.search(r"[.!?\n]", between)


def sentence(names: Sequence[str], spoken: str, address: str | None) -> str:
    """Return how somebody is told that their praise reached these colleagues."""
    joint = " and " if spoken == "en" else " und "
    whom = joint.join([one for one in (", ".join(names[:-1]), *names[-1:]) if one])
    if spoken == "en":
        return f"I have passed your praise on to {whom}."
    return f"{'Dein' if address == 'du' else 'Ihr'} Lob habe ich an {whom} weitergegeben."
