"""How like a draft is to what the team has written to others, names and numbers taken out. Pure.

    words without names and numbers ──> pairs of neighbours ──> shared / all = likeness
                                              └──> ten bands of three smallest hashes each

Texts that are as like as `LIKE` share a band nearly always, others seldom: so a table of bands
finds the few worth comparing among very many. A band is a number; nobody reads a text out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

from inbox.rules import addressed, clean, folding, stems
from inbox.rules.folding import Word
from inbox.rules.objections import Facts, Level, Objection, about

LIKE = 0.6
"""How much of their pairs two texts share that were not written anew."""

FEWEST = 12
"""Words below which an answer is like many others whoever writes it."""

SHOWN = 8
"""Words of the longest common passage that are shown."""

LOOKED_AT = 4_000
BANDS, ROWS = 10, 3

_PRIME = (1 << 61) - 1


def _drawn(what: str) -> int:
    """Return a large number that is the same in every process."""
    return int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), "big") % _PRIME


_TURNS = [(_drawn(f"times {at}") or 1, _drawn(f"plus {at}")) for at in range(BANDS * ROWS)]
_TITLES = frozenset({"frau", "herr", "herrn", "mr", "mrs", "ms", "dr", "prof"})


def words(text: str, called: Iterable[str] = ()) -> list[Word]:
    """Return the words of a text without names, numbers and addresses; `called`: names to leave."""
    bare = stems.without_addresses(clean.scrub(text[:LOOKED_AT]))
    spans = [one.span for one in (*addressed.addressed(bare), *addressed.others(bare))]
    names = {word for name in called for word in folding.folded(name)} | _TITLES
    return [
        word
        for word in folding.words(bare)
        if word.folded not in names
        and not any(sign.isdigit() for sign in word.folded)
        and not any(start <= word.start < end for start, end in spans)
    ]


def pairs(of: Iterable[Word]) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbours among words."""
    plain = [word.folded for word in of]
    return frozenset(pairwise(plain))


def likeness(one: Collection[tuple[str, str]], other: Collection[tuple[str, str]]) -> float:
    """Return how much of their pairs two texts share, from 0 to 1."""
    both = len(set(one) & set(other))
    return both / (len(one) + len(other) - both) if both else 0.0


def bands(text: str, called: Iterable[str] = ()) -> tuple[int, ...]:
    """Return the numbers that texts like this one share; none for a text that is too short."""
    said = words(text, called)
    if len(said) < FEWEST:
        return ()
    hashes = [crc32(f"{one} {two}".encode()) for one, two in pairs(said)]
    least = [min((a * each + b) % _PRIME for each in hashes) for a, b in _TURNS]
    return tuple(_band(at, least[at * ROWS : (at + 1) * ROWS]) for at in range(BANDS))


def canned(draft: str, facts: Facts) -> Iterator[Objection]:
    """Customers want to be answered "ohne Textbausteine": each in words of their own."""
    if not facts.known.alike:
        return
    library = facts.known.library
    said = words(_without(draft, library), facts.known.called)
    if len(said) < FEWEST:
        return
    mine = pairs(said)
    told = [(pairs(words(_without(one.text, library))), one) for one in facts.known.alike]
    rated = [(likeness(mine, theirs), theirs, one) for theirs, one in told]
    most, theirs, likest = max(rated, key=lambda each: (each[0], each[2].at))
    if most >= LIKE:
        span = _passage(said, theirs)
        params = {"who": likest.who, "sent_at": likest.at}
        for found in about("canned", Level.HOLDS, draft, [span]):
            yield Objection("canned", Level.HOLDS, found.words, found.spans, params)


def _without(text: str, library: Iterable[str]) -> str:
    """Return a text with blanks where facts of the library stand: those belong to everybody."""
    for fact in library:
        if fact and fact in text:
            text = text.replace(fact, " " * len(fact))
    return text


def _band(place: int, least: Iterable[int]) -> int:
    said = f"{place}:{','.join(map(str, least))}".encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def _passage(said: list[Word], other: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Return where the longest passage in common begins, as far as it is shown."""
    best = run = 0
    last = 0
    for at in range(1, len(said)):
        run = run + 1 if (said[at - 1].folded, said[at].folded) in other else 0
        if run > best:
            best, last = run, at
    first = last - best
    return said[first].start, said[min(last, first + SHOWN - 1)].end
