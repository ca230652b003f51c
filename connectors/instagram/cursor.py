"""Where a list of media stands: how many comments each had when it was read, and until when.

watched: media with what is known of each; walk: the reading under way; after, pages, ended: how
far down the older media were gone through. Bounded: at most `KNOWN` media.
A cursor that cannot be read starts the stream anew: messages come again, none is lost.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from connectors.base import Cursor
from connectors.graph import places
from connectors.graph.places import Walk, Wrong

VERSION = 1
KNOWN = 400
"""Media that are remembered."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A media object: its comments when it was read whole (-1: never), and the newest of them.

    While it is read: how many there are now, how many new ones were found, the newest yet.
    """

    key: str
    count: int = -1
    mark: int = 0
    wanted: int = -1
    found: int = 0
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Gallery:
    """Where a list of media stands. What was written before `floor` was there before us."""

    floor: int
    watched: tuple[Watched, ...] = ()
    walk: Walk | None = None
    after: str | None = None
    pages: int = 0
    ended: int = 0


def dump(state: Gallery) -> Cursor:
    """Return where a list of media stands as text."""
    kept = {
        "floor": state.floor,
        "watched": [astuple(media) for media in state.watched],
        "sweep": [state.after, state.pages, state.ended],
        "walk": places.walk_out(state.walk),
    }
    return places.packed(VERSION, kept)


def gallery(cursor: Cursor | None, floor: int) -> Gallery:
    """Read the cursor; without a readable one the stream starts at `floor`."""
    try:
        given = places.unpacked(cursor, VERSION)
        watched = tuple(_watched(row) for row in places.rows(given.get("watched")))
        after, pages, ended = places.row(given.get("sweep"), 3)
        return Gallery(
            places.whole(given.get("floor")),
            watched,
            places.walk_in(given.get("walk")),
            places.maybe(after),
            places.whole(pages),
            places.whole(ended),
        )
    except Wrong:
        return Gallery(floor)


def _watched(given: Any) -> Watched:
    key, *numbers = places.row(given, 6)
    return Watched(places.text(key), *(places.whole(number) for number in numbers))
