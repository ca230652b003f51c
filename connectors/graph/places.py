"""How far lists were read, as text that outlives a worker: marks move only at a walk's end.

    Place   one list, from new to old        Walk   a list with the tasks that follow from it
    Task    a list below one object          Threads  where a stream of conversations stands

Times are Unix seconds. What cannot be read as a cursor raises `Wrong`: the stream starts anew.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any

from connectors.base import Cursor


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
    are gone, `faded` the newest of them, each with its id and time; `place` is where the reading
    stands.
    """

    key: str
    floor: int
    by: str = ""
    closed: bool = False
    lost: int = 0
    place: Place = Place()
    faded: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk under way. `listed`: its list (feed, conversations) is at its end, tasks follow.

    `again`: its list was begun anew, `calls`: how many were made for tasks since the list,
    `done`: what the list showed when it was read before.
    """

    at: int
    place: Place = Place()
    listed: bool = False
    again: int = 0
    seen: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    calls: int = 0
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threads:
    """Where conversations stand.

    `mark` is the newest `updated_time` of the last whole walk, `reach` how far back threads
    have to be read: the mark before, when the last walk took several calls.
    """

    floor: int
    mark: int = 0
    reach: int = 0
    walk: Walk | None = None


class Wrong(ValueError):
    """Not a cursor of ours."""


_THREADS = 1


def dump(state: Threads) -> Cursor:
    """Return where conversations stand as text."""
    kept = {"floor": state.floor, "mark": state.mark, "reach": state.reach}
    return packed(_THREADS, kept | {"walk": walk_out(state.walk)})


def threads(cursor: Cursor | None, floor: int) -> Threads:
    """Read the cursor of conversations; without a readable one they start at `floor`."""
    try:
        given = unpacked(cursor, _THREADS)
        marks = whole(given.get("mark")), whole(given.get("reach"))
        return Threads(whole(given.get("floor")), *marks, walk_in(given.get("walk")))
    except Wrong:
        return Threads(floor)


def packed(version: int, given: dict[str, Any]) -> Cursor:
    """Return a cursor, short and without blanks."""
    return Cursor(json.dumps({"v": version, **given}, separators=(",", ":")))


def unpacked(cursor: Cursor | None, version: int) -> dict[str, Any]:
    """Return what `packed` was given. Raises Wrong."""
    try:
        given = json.loads(cursor or "null")
    except (ValueError, RecursionError) as error:
        raise Wrong from error
    if not isinstance(given, dict) or given.get("v") != version:
        raise Wrong
    return given


def walk_out(walk: Walk | None) -> dict[str, Any] | None:
    """Return a walk as JSON."""
    if walk is None:
        return None
    return {
        "at": walk.at,
        "place": astuple(walk.place),
        "listed": walk.listed,
        "again": walk.again,
        "calls": walk.calls,
        "seen": walk.seen,
        "done": walk.done,
        "tasks": [astuple(task) for task in walk.tasks],
    }


def walk_in(flat: Any) -> Walk | None:
    """Read a walk. Raises Wrong."""
    if flat is None:
        return None
    if not isinstance(flat, dict):
        raise Wrong
    return Walk(
        at=whole(flat.get("at")),
        place=_place(flat.get("place")),
        listed=flat.get("listed") is True,
        again=whole(flat.get("again")),
        seen=tuple(text(key) for key in rows(flat.get("seen"))),
        tasks=tuple(_task(row) for row in rows(flat.get("tasks"))),
        calls=whole(flat.get("calls")),
        done=tuple(text(key) for key in rows(flat.get("done"))),
    )


def _place(given: Any) -> Place:
    after, *times = row(given, 6)
    return Place(maybe(after), *(whole(time) for time in times))


def _task(given: Any) -> Task:
    key, floor, by, closed, lost, place, faded = row(given, 7)
    known = tuple((text(one), whole(at)) for one, at in (row(pair, 2) for pair in rows(faded)))
    marks = whole(floor), text(by), closed is True, whole(lost)
    return Task(text(key), *marks, _place(place), known)


def rows(value: Any) -> list[Any]:
    """Return a list. Raises Wrong."""
    if not isinstance(value, list):
        raise Wrong
    return value


def row(value: Any, length: int) -> list[Any]:
    """Return a list of that length. Raises Wrong."""
    if len(rows(value)) != length:
        raise Wrong
    return rows(value)


def text(value: Any) -> str:
    """Return a text. Raises Wrong."""
    if not isinstance(value, str):
        raise Wrong
    return value


def maybe(value: Any) -> str | None:
    """Return a text or None. Raises Wrong."""
    return None if value is None else text(value)


def whole(value: Any) -> int:
    """Return a whole number. Raises Wrong."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong
    return value
