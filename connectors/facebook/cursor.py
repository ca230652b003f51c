"""Where a list of posts stands: marks that only move when a reading has reached them.

top: newest post read; watched: posts with a mark each; walk: the reading under way; sweep: the
going through of the oldest. Bounded: the newest posts and at most `OLDER` older ones.
A cursor that cannot be read starts the stream anew: messages come again, none is lost.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from connectors.base import Cursor
from connectors.graph import places
from connectors.graph.places import Walk, Wrong

VERSION = 2
NEWEST = 50
"""Posts that every walk reads."""

OLDER = 60
"""Older posts that are kept under watch because somebody commented lately."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A post: who wrote it ("" the page), its newest comment read, and when it was read last."""

    key: str
    by: str
    mark: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far down the oldest posts were gone through for late comments; None: not under way.

    `ended` is when the last round was through, `found` how many posts with late comments this
    one met, `calm` how many rounds in a row met none.
    """

    after: str | None = None
    ended: int = 0
    found: int = 0
    calm: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a list of posts stands. What was written before `floor` was there before us."""

    floor: int
    top: int = 0
    watched: tuple[Watched, ...] = ()
    walk: Walk | None = None
    sweep: Sweep = Sweep()

    def find(self, key: str) -> Watched | None:
        """Return a post under watch, None when it is not."""
        return next((post for post in self.watched if post.key == key), None)


def dump(state: Feed) -> Cursor:
    """Return where the feed stands as text."""
    watched = [astuple(post) for post in state.watched]
    kept = {
        "floor": state.floor,
        "top": state.top,
        "watched": watched,
        "sweep": astuple(state.sweep),
    }
    return places.packed(VERSION, kept | {"walk": places.walk_out(state.walk)})


def feed(cursor: Cursor | None, floor: int) -> Feed:
    """Read the feed's cursor; without a readable one the stream starts at `floor`."""
    try:
        given = places.unpacked(cursor, VERSION)
        watched = tuple(_watched(row) for row in places.rows(given.get("watched")))
        times = places.whole(given.get("floor")), places.whole(given.get("top"))
        walk, sweep = places.walk_in(given.get("walk")), _sweep(given.get("sweep"))
        return Feed(*times, watched, walk, sweep)
    except Wrong:
        return Feed(floor)


def _sweep(given: Any) -> Sweep:
    after, *rest = places.row(given, 4)
    return Sweep(places.maybe(after), *(places.whole(number) for number in rest))


def _watched(given: Any) -> Watched:
    key, by, mark, read = places.row(given, 4)
    return Watched(places.text(key), places.text(by), places.whole(mark), places.whole(read))
