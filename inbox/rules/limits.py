"""The share of a platform's rate limit that polls leave to replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.base import Bucket

SHARE = 10
"""One tenth of a limit is kept, ..."""

LEAST = 3
"""... but three calls at least where the limit is small, ..."""

HALF = 2
"""... and never more than half of it."""


def kept(limit: int) -> int:
    """Return how many calls of a limit polls leave to replies."""
    return min(max(limit // SHARE, LEAST), limit // HALF)


def spent(bucket: Bucket, now: datetime) -> bool:
    """Return whether polls have had their share of a limit, as it was last seen."""
    return bucket.reset > now and bucket.remaining <= kept(bucket.limit)


def resumes(buckets: Iterable[Bucket], now: datetime) -> datetime | None:
    """Return when polls may go on where a limit is nearly used up; None: now."""
    return max((bucket.reset for bucket in buckets if spent(bucket, now)), default=None)
