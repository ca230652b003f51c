"""Where the two streams stand: marks that only move when a walk has reached them, and the walk.

    feed      top: newest post of the last whole walk; watched: posts with a mark each
    messages  mark: newest `updated_time` of the last whole walk; reach: how far back threads
              have to be read (the mark before, when the last walk took several calls)

A cursor is bounded: the newest posts and at most `OLDER` older ones. Times are Unix seconds.
A cursor that cannot be read starts the stream anew: messages come again, none is lost.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any

from connectors.base import Cursor

VERSION = 1
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
class Place:
    """How far a list was read, from new to old.

    `high` and `low` are the newest and oldest time of the page before, `newest` and `oldest`
    those of all pages: `newest` becomes the mark at the end.
    """

    after: str | None = None
    pages: int = 0
    high: int = 0
    low: int = 0
    newest: int = 0
    oldest: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A list to be read on its own: a post's comments, a thread's messages.

    `by` wrote the post, `closed`: the thread takes no answer, `lost`: messages whose details
    are gone; `place` is where the reading stands.
    """

    key: str
    floor: int
    by: str = ""
    closed: bool = False
    lost: int = 0
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk under way. `listed`: its list (feed, conversations) is at its end, tasks follow."""

    at: int
    place: Place = Place()
    listed: bool = False
    again: int = 0
    seen: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Where the feed stands. Nothing written before `floor` is work: it was there before us.

    `sweep` is how far down the oldest posts were gone through for late comments.
    """

    floor: int
    top: int = 0
    watched: tuple[Watched, ...] = ()
    walk: Walk | None = None
    sweep: str | None = None

    def find(self, key: str) -> Watched | None:
        """Return a post under watch, None when it is not."""
        return next((post for post in self.watched if post.key == key), None)


@dataclass(frozen=True, slots=True)
class Threads:
    """Where the Messenger conversations stand."""

    floor: int
    mark: int = 0
    reach: int = 0
    walk: Walk | None = None


class _Wrong(ValueError):
    """Not a cursor of ours."""


def dump(state: Feed | Threads) -> Cursor:
    """Return a state as text, short keys and no blanks."""
    given: dict[str, Any] = {"v": VERSION, "floor": state.floor, "walk": _walk_out(state.walk)}
    if isinstance(state, Feed):
        watched = [astuple(post) for post in state.watched]
        given |= {"top": state.top, "watched": watched, "sweep": state.sweep}
    else:
        given |= {"mark": state.mark, "reach": state.reach}
    return Cursor(json.dumps(given, separators=(",", ":")))


def feed(cursor: Cursor | None, floor: int) -> Feed:
    """Read the feed's cursor; without a readable one the stream starts at `floor`."""
    try:
        given = _object(cursor)
        watched = tuple(_watched(row) for row in _list(given.get("watched")))
        times = _whole(given.get("floor")), _whole(given.get("top"))
        return Feed(*times, watched, _walk_in(given), _key(given.get("sweep")))
    except _Wrong:
        return Feed(floor)


def threads(cursor: Cursor | None, floor: int) -> Threads:
    """Read the cursor of the conversations; without a readable one they start at `floor`."""
    try:
        given = _object(cursor)
        marks = _whole(given.get("mark")), _whole(given.get("reach"))
        return Threads(_whole(given.get("floor")), *marks, _walk_in(given))
    except _Wrong:
        return Threads(floor)


def _walk_out(walk: Walk | None) -> dict[str, Any] | None:
    if walk is None:
        return None
    return {
        "at": walk.at,
        "place": astuple(walk.place),
        "listed": walk.listed,
        "again": walk.again,
        "seen": walk.seen,
        "tasks": [astuple(task) for task in walk.tasks],
    }


def _walk_in(given: dict[str, Any]) -> Walk | None:
    flat = given.get("walk")
    if flat is None:
        return None
    if not isinstance(flat, dict):
        raise _Wrong
    return Walk(
        at=_whole(flat.get("at")),
        place=_place(flat.get("place")),
        listed=flat.get("listed") is True,
        again=_whole(flat.get("again")),
        seen=tuple(_text(key) for key in _list(flat.get("seen"))),
        tasks=tuple(_task(row) for row in _list(flat.get("tasks"))),
    )


def _place(row: Any) -> Place:
    after, *times = _row(row, 6)
    return Place(_key(after), *(_whole(time) for time in times))


def _task(row: Any) -> Task:
    key, floor, by, closed, lost, place = _row(row, 6)
    return Task(_text(key), _whole(floor), _text(by), closed is True, _whole(lost), _place(place))


def _watched(row: Any) -> Watched:
    key, by, mark, read = _row(row, 4)
    return Watched(_text(key), _text(by), _whole(mark), _whole(read))


def _object(cursor: Cursor | None) -> dict[str, Any]:
    try:
        given = json.loads(cursor or "null")
    except (ValueError, RecursionError) as error:
        raise _Wrong from error
    if not isinstance(given, dict) or given.get("v") != VERSION:
        raise _Wrong
    return given


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong
    return value


def _row(value: Any, length: int) -> list[Any]:
    if len(_list(value)) != length:
        raise _Wrong
    return _list(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong
    return value


def _key(value: Any) -> str | None:
    return None if value is None else _text(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Wrong
    return value
