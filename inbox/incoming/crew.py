"""Threads for polls: bounded, and no lane can take the other's.

A poll that answers quickly uses one of a few places; one that hangs leaves its place to others
after a moment and only counts against a wider bound. Streams that failed last time have places
of their own. So neither twenty hanging accounts nor a thousand sick ones stop a sound one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from inbox.incoming.schedule import Lane

SLOW = 1.0
"""Seconds after which a running poll no longer counts as quick."""

WIDE = 8
"""How many times its quick places a lane may have hanging at once."""


@dataclass(frozen=True, slots=True)
class _Job:
    lane: Lane
    since: float


class Crew:
    """Runs polls in threads that end with the process; says how many more each lane may take."""

    def __init__(
        self, places: int, ticks: Callable[[], float] = time.monotonic, slow: float = SLOW
    ) -> None:
        self._places = {Lane.SOUND: places, Lane.SICK: max(1, places // 2)}
        self._ticks = ticks
        self._slow = slow
        self._jobs: dict[int, _Job] = {}
        self._changed = threading.Condition()

    def room(self, lane: Lane) -> int:
        """Return how many more polls of this lane may start now."""
        with self._changed:
            running = [job for job in self._jobs.values() if job.lane is lane]
            quick = sum(self._ticks() - job.since < self._slow for job in running)
            places = self._places[lane]
            return max(0, min(places - quick, places * WIDE - len(running)))

    def has_room(self, lanes: Collection[Lane], within: float) -> bool:
        """Wait until half of the places of one of these lanes are free; False when none came."""

        def free() -> bool:
            return any(self.room(lane) >= max(1, self._places[lane] // 2) for lane in lanes)

        with self._changed:
            return within > 0 and self._changed.wait_for(free, within)

    def start(self, lane: Lane, key: int, work: Callable[[], None]) -> None:
        """Run the work in a thread of its own; `key` names it while it runs."""
        with self._changed:
            self._jobs[key] = _Job(lane, self._ticks())
        threading.Thread(
            target=self._run, args=(key, work), name=f"poll-{key}", daemon=True
        ).start()

    def _run(self, key: int, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            with self._changed:
                self._jobs.pop(key, None)
                self._changed.notify_all()

    def idle(self, within: float) -> bool:
        """Wait until nothing runs; False when something still does after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs, within)

    def running(self) -> set[int]:
        """Return what runs now."""
        with self._changed:
            return set(self._jobs)
