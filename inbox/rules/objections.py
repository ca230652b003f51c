"""The words of a review: what is objected to, how firmly, and what it is judged by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connectors.base import Answerable
from inbox.rules.authority import Bounds
from inbox.rules.known import Known
from inbox.rules.meeting import Meeting
from inbox.rules.promises import Dated
from inbox.rules.signature import Signer


class Level(StrEnum):
    """How firm an objection is. Few block, few hold: help that nags is none."""

    BLOCKS = "blocks"
    HOLDS = "holds"
    HINTS = "hints"


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that a rule says about a draft.

    `words` are the draft's own, verbatim, each once and in its order; `spans` are where they
    stand, as (start, end) in characters of the draft. `params` fill the rule's sentence.
    """

    rule: str
    level: Level
    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)


class Privately(StrEnum):
    """Whether a public message is answered privately, and whether its platform lets us."""

    NO = "no"
    YES = "yes"
    NOT_HERE = "not_here"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Thanked:
    """Who of us thanked a customer for their matter, and when; `only`: with nothing else said."""

    who: str
    at: datetime
    only: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft is judged by besides its words; collected by queries, never asked here.

    `length` is the whole reply as the platform counts it, signature included. `parts` is how
    many it would make when split (None: it cannot be split), `split` that the agent chose so.
    `colleague` is whoever replied since the draft began, `colleague_leaves_at` the time that theirs
    waits for, `colleague_asks`: approval. `wrote_again` is the id of what the customer wrote last
    since then, where its agent has not read it.
    `region` is where a phone number without a country code belongs. `private` is how a
    private answer to a public message stands; `pictures` and `most_pictures` count those that
    would go along, and those that may. `disconnected`: we have no login for the account.
    `leaves_at` is the time that was chosen for it; `stale`: it was signed with what is no longer
    its agent's signature. `thanked`: one of us has thanked them already; `ended_at`: when they
    thanked us and waited for nothing more. `bounds`: what its agent may decide.
    `dated`: by when its promises are noted.
    """

    now: datetime
    signer: Signer
    length: int
    limit: int
    region: str = "DE"
    split: bool = False
    parts: int | None = 1
    most: int = 10
    answerable: Answerable = Answerable.YES
    answer_until: datetime | None = None
    colleague: str | None = None
    colleague_leaves_at: datetime | None = None
    colleague_asks: bool = False
    wrote_again: int | None = None
    private: Privately = Privately.NO
    pictures: int = 0
    most_pictures: int = 0
    disconnected: bool = False
    leaves_at: datetime | None = None
    stale: bool = False
    known: Known = field(default_factory=Known)
    meeting: Meeting = field(default_factory=Meeting)
    thanked: Thanked | None = None
    ended_at: datetime | None = None
    bounds: Bounds = field(default_factory=Bounds)
    dated: Dated | None = None


NOT_NOTED = "not_noted"
"""Money is promised and noted nowhere: a letter is no reason for that."""

FEW = 3
"""Words of a reason where money is at stake."""

_WORD = re.compile(r"[^\W\d_]{2,}")


def reasoned(reason: str | None, rules: Iterable[str]) -> bool:
    """Return whether a reason answers what these rules hold; money asks for a few words."""
    said = (reason or "").strip()
    if NOT_NOTED in rules:
        return len(_WORD.findall(said)) >= FEW
    return said != ""


Check = Callable[[str, Facts], Iterable[Objection]]


def about(
    rule: str, level: Level, draft: str, spans: Iterable[tuple[int, int]]
) -> Iterator[Objection]:
    """Yield the one objection that these places of a draft make, none without a place.

    Where places overlap, the one that begins first speaks, the longest of them.
    """
    places: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not places or start >= places[-1][1]:
            places.append((start, end))
    if places:
        words = tuple(dict.fromkeys(draft[start:end].strip() for start, end in places))
        yield Objection(rule, level, words, tuple(places))
