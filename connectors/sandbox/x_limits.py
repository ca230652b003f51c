"""X's rate limits: buckets of fifteen minutes and of a day, told on every answer.

Limits for a user as published (docs.x.com, rate limits, November 2026).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

QUARTER, DAY = 900, 86_400

LIMITS = {
    "me": 75,
    "mentions": 300,
    "timeline": 900,
    "tweet": 900,
    "tweets": 5000,
    "dm_events": 15,
    "dm_conversation": 15,
    "search": 300,
    "post": 100,
    "dm": 15,
    "hidden": 50,
    "delete": 50,
    "delete_dm": 300,
    "upload": 500,
    "metadata": 500,
}
DAILY = {"post": 10_000, "dm": 1_440, "upload": 50_000, "metadata": 50_000}


@dataclass
class Bucket:
    """Calls left in one window; `reset` is in Unix seconds."""

    limit: int
    left: int
    reset: int


@dataclass
class Limits:
    """All buckets of our account's user."""

    buckets: dict[tuple[str, int], Bucket] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, *, free: bool) -> tuple[bool, dict[str, str]]:
        """Use one call of a bucket; return whether it may pass, and the headers to tell.

        A `free` call uses none: whoever plays a thousand accounts by one login would else be told
        that it is used up, and a client that listens would wait.
        """
        with self.lock:
            quarter = self._bucket(name, QUARTER, LIMITS[name])
            day = self._bucket(name, DAY, DAILY[name]) if name in DAILY else None
            every = [bucket for bucket in (quarter, day) if bucket]
            passes = free or all(bucket.left > 0 for bucket in every)
            if passes and not free:
                for bucket in every:
                    bucket.left -= 1
            return passes, _headers(quarter, day)

    def stands(self, name: str) -> dict[str, str]:
        """Return the headers of a bucket as it stands: a call that nobody let in takes nothing."""
        with self.lock:
            return _headers(self._bucket(name, QUARTER, LIMITS[name]), None)

    def empty(self, name: str) -> dict[str, str]:
        """Return the headers of a bucket that is used up, without touching it."""
        reset = int(time.time()) + QUARTER
        return _headers(Bucket(LIMITS.get(name, 300), 0, reset), None)

    def forget(self) -> None:
        """Fill every bucket again."""
        with self.lock:
            self.buckets.clear()

    def _bucket(self, name: str, window: int, limit: int) -> Bucket:
        now = int(time.time())
        bucket = self.buckets.get((name, window))
        if bucket is None or bucket.reset <= now:
            bucket = Bucket(limit, limit, now + window)
            self.buckets[name, window] = bucket
        return bucket


def _headers(quarter: Bucket, day: Bucket | None) -> dict[str, str]:
    told = {
        "x-rate-limit-limit": str(quarter.limit),
        "x-rate-limit-remaining": str(quarter.left),
        "x-rate-limit-reset": str(quarter.reset),
    }
    if day is not None:
        told |= {
            "x-user-limit-24hour-limit": str(day.limit),
            "x-user-limit-24hour-remaining": str(day.left),
            "x-user-limit-24hour-reset": str(day.reset),
        }
    return told
