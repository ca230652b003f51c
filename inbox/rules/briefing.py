"""What to know before writing to somebody: a few lines in order, each with where it is from. Pure.

    who         since when they write to us, and how often
    words       how they began this matter, within 30 days
    again       how many matters they had within 30 days
    promised    what was promised them, and how it stands
    before      how it stood last time: signs of heat, their last words
    elsewhere   what was said on another channel
    note        what a colleague noted lately
    unknown     what nobody has written down

Facts only, in their words or ours: nothing is judged, nobody is described.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

MOST = 7
"""Lines that are shown; more are not read."""

PROMISES = 3
RECENT = timedelta(days=30)


class About(StrEnum):
    """What a line is about, in the order of the lines."""

    WHO = "who"
    WORDS = "words"
    AGAIN = "again"
    PROMISED = "promised"
    BEFORE = "before"
    ELSEWHERE = "elsewhere"
    NOTE = "note"
    UNKNOWN = "unknown"


class Missing(StrEnum):
    """What nobody knows of somebody."""

    NAME = "name"
    ADDRESS = "address"
    LANGUAGE = "language"
    CHANNEL = "channel"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody wrote: in which message of which conversation, and when."""

    conversation_id: int
    message_id: int
    text: str
    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """Another conversation of the same person, as it stands in its row."""

    conversation_id: int
    channel: tuple[str, str]
    state: str
    at: datetime
    preview: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise made to this person; `here`: in the conversation that is open."""

    id: int
    conversation_id: int
    what: str
    state: str
    late: bool
    due_at: datetime
    settled_at: datetime | None
    here: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the lines are chosen from; read by queries, never here.

    `channel` is platform and kind of this conversation. `matters` are the person's others, the
    newest first, `more`: there are others still. `closing` are their last words of the one that
    was `settled` last, `signs` of heat what was seen in its last messages.
    """

    now: datetime
    conversation_id: int
    channel: tuple[str, str]
    since: datetime
    matters: tuple[Matter, ...] = ()
    more: bool = False
    first: Quote | None = None
    closing: Quote | None = None
    signs: tuple[str, ...] = ()
    note: Quote | None = None
    pledges: tuple[Pledge, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line; what it says stands in the field that its subject needs.

    `count` is how many other matters there are, `recent` how many of them within 30 days.
    """

    about: About
    conversation_id: int | None = None
    message_id: int | None = None
    quote: Quote | None = None
    matter: Matter | None = None
    pledge: Pledge | None = None
    count: int = 0
    recent: int = 0
    more: bool = False
    at: datetime | None = None
    signs: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


def lines(facts: Facts) -> tuple[Line, ...]:
    """Return what to know, MOST at most: what is promised goes before what was said elsewhere.

    What is not known always stands last; where lines are too many, those before it give way.
    """
    found = [*_told(facts)]
    last = [_unknown(facts)] if facts.missing else []
    return (*found[: MOST - len(last)], *last)


def settled(matters: Iterable[Matter]) -> Matter | None:
    """Return how it stood last time: the newest matter in which nobody waits for us."""
    return next((one for one in matters if one.state != "open"), None)


def _told(facts: Facts) -> Iterator[Line]:
    many = len(facts.matters)
    recent = [one for one in facts.matters if one.at >= facts.now - RECENT]
    yield Line(
        About.WHO,
        facts.conversation_id,
        count=many,
        recent=len(recent),
        more=facts.more,
        at=facts.since,
    )
    if facts.first is not None:
        yield _quoted(About.WORDS, facts.first)
    if recent:
        yield Line(About.AGAIN, recent[0].conversation_id, recent=len(recent), matter=recent[0])
    for pledge in sorted(facts.pledges, key=_pressing)[:PROMISES]:
        yield Line(About.PROMISED, pledge.conversation_id, pledge=pledge)
    last = settled(facts.matters)
    if last is not None:
        yield Line(
            About.BEFORE,
            last.conversation_id,
            facts.closing.message_id if facts.closing else None,
            quote=facts.closing,
            matter=last,
            signs=facts.signs,
        )
    other = next((one for one in facts.matters if one.channel != facts.channel), None)
    if other is not None and other is not last:
        yield Line(About.ELSEWHERE, other.conversation_id, matter=other)
    if facts.note is not None:
        own = facts.note.text.partition("\n\n")[0]  # a briefing that went along stands below
        yield _quoted(About.NOTE, replace(facts.note, text=own))


def _quoted(about: About, quote: Quote) -> Line:
    return Line(about, quote.conversation_id, quote.message_id, quote=quote)


def _unknown(facts: Facts) -> Line:
    return Line(About.UNKNOWN, facts.conversation_id, missing=facts.missing)


def _pressing(pledge: Pledge) -> tuple[int, float]:
    """Order open promises by their time, then broken and late ones, then those kept."""
    if pledge.state == "open":
        return 0, pledge.due_at.timestamp()
    ended = pledge.settled_at or pledge.due_at
    return (1 if pledge.state == "broken" or pledge.late else 2), -ended.timestamp()
