"""What all streams do alike: ask for one page, and take it without going round in circles.

fetch = ask(state) -> one call -> take(state, answer) -> Step(records, next state)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from connectors.base import Gap, InboundMessage, Skipped
from connectors.graph.places import Place, Walk
from connectors.graph.records import Malformed, Page

DEEP = 50
"""Pages of one list at most: 5,000 comments behind us is a gap, and said."""

STALE = 2 * 3_600
"""Seconds without progress after which a walk starts again: its place may be forgotten."""


class Walking(Protocol):
    """Where a stream stands, with its walk: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def walk(self) -> Walk | None:
        """Return the walk under way."""


State = TypeVar("State", bound=Walking)
Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Ask:
    """One reading: the object, its edge, the parameters, and where its page starts."""

    key: str
    edge: str
    parameters: Mapping[str, str]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """What one page gave, and where the stream stands behind it."""

    state: State
    messages: tuple[InboundMessage, ...] = ()
    context: tuple[InboundMessage, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    gap: Gap | None = None


class Reading:
    """What was read so far in one step."""

    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.context: list[InboundMessage] = []
        self.skipped: list[Skipped] = []

    def only(self, wanted: type[Wanted], read: Sequence[object]) -> list[Wanted]:
        """Return those records that are what was wanted; what cannot be read is skipped."""
        self.skipped += [one for one in read if isinstance(one, Skipped)]
        return [one for one in read if isinstance(one, wanted)]

    def leads(self, state: State, hole: Gap | None = None) -> Step[State]:
        """Return the step to a state, with all that was read; of one message the last stands."""
        kept = once(self.messages), once(self.context), tuple(self.skipped)
        return Step(state, *kept, hole)


def seconds(time: datetime) -> int:
    """Return a time as Unix seconds."""
    return int(time.timestamp())


def moment(at: int) -> datetime:
    """Return Unix seconds as a time, kept inside of what a time can say."""
    return datetime.fromtimestamp(min(max(at, 0), 253_402_300_799), UTC)


def under_way(walk: Walk | None, now: int) -> Walk:
    """Return the walk to go on with: a new one when there is none, or it went stale."""
    if walk is None or now - walk.at > STALE:
        return Walk(at=now)
    return walk


def beyond(place: Place, page: Page, times: Sequence[int], now: int) -> Place:
    """Return the place behind one more page. Raises Malformed when it leads nowhere.

    Lists run from new to old: a page that is newer than the one before, at both its ends, has
    gone back to the start. Times ahead of our clock count as now, so that a mark made of them
    can never hide what is written later.
    """
    times = [min(time, now) for time in times]
    high, low = max(times, default=place.high), min(times, default=place.low)
    if page.after is not None and page.after == place.after:
        raise Malformed("the next page is this page again")
    if place.pages and high > place.high and low > place.low:
        raise Malformed("the pages go round in circles")
    known = [time for time in (place.oldest, *times) if time]
    return Place(
        after=page.after,
        pages=place.pages + 1,
        high=high,
        low=low,
        newest=max([place.newest, *times]),
        oldest=min(known, default=0),
    )


def afresh(state: State, now: int) -> State:
    """Return the state with the list under way read from its start: its place is forgotten.

    What a list already led to stays to be done. Facebook says not to rely on cursors for long
    (developers.facebook.com, Paginated Results).
    """
    walk: Walk = under_way(state.walk, now)
    if walk.listed:
        task = replace(walk.tasks[0], place=Place(), lost=0)
        walk = replace(walk, again=1, tasks=(task, *walk.tasks[1:]))
    else:
        walk = Walk(at=now, again=1, tasks=walk.tasks)
    return replace(state, walk=walk)


def once(messages: Iterable[InboundMessage]) -> tuple[InboundMessage, ...]:
    """Return messages without those that a page holds twice; the last one stands."""
    return tuple({message.external_id: message for message in messages}.values())


def gap(since: int, until: int, about: int | None = None) -> Gap:
    """Return the hole between what was demanded and what was reached."""
    return Gap(moment(since), moment(max(since, until)), about)
