"""Words that put it on the customer, and words with an undertone. Pure.

Customers said: "Ich will nicht diskutieren müssen." Blame holds: whoever must say it says why. A
lecture ("wie bereits erwähnt"), an excuse for ourselves and mockery are only hinted at.
"""

from __future__ import annotations

from collections.abc import Iterator

from inbox.rules import flat
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.reply_words import said

_ROLLED = ("🙄", "😏", "😒")


def blame(draft: str, facts: Facts) -> Iterator[Objection]:
    """Whose fault it was helps nobody, least of all in public."""
    read = flat.read(draft)
    asked = [span for span in flat.spans(read, said("asks kindly")) if _is_asked(draft, span)]
    found = [
        span
        for span in flat.but(read, said("blame"), said("no blame"))
        if not any(start <= span[0] < end for start, end in asked)
    ]
    yield from about("blame", Level.HOLDS, draft, found)


def undertone(draft: str, facts: Facts) -> Iterator[Objection]:
    """A lecture, an excuse or mockery is heard, however it was meant."""
    read = flat.read(draft)
    found = list(flat.but(read, said("undertone"), said("well meant")))
    found += [(at, at + 1) for at, sign in enumerate(draft) if sign in _ROLLED]
    yield from about("undertone", Level.HINTS, draft, found)


def _is_asked(draft: str, span: tuple[int, int]) -> bool:
    """Return whether the sentence that begins so ends in a question mark."""
    rest = draft[span[0] : span[0] + 400]
    ends = [at for sign in ".!\n" if (at := rest.find(sign)) >= 0]
    return 0 <= rest.find("?") < min(ends, default=len(rest))
