"""Moments for properties of clocks: any, and many around what clocks trip over.

Drawn from a year alone, one moment in a hundred would meet a change of the clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 5, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
"""Both changes of the clock in Berlin, St. John's, and Lord Howe, where it is half an hour."""

HOLIDAYS = (
    datetime(2026, 4, 3, 12, tzinfo=UTC),
    datetime(2026, 6, 4, 12, tzinfo=UTC),
    datetime(2026, 11, 18, 12, tzinfo=UTC),
    datetime(2026, 12, 25, 12, tzinfo=UTC),
)
"""Good Friday, Corpus Christi (Bavaria), the day of prayer (Saxony), and Christmas."""

_NEAR = st.integers(-36 * 60, 60).map(lambda minutes: timedelta(minutes=minutes))


def moments(first: datetime, last: datetime) -> SearchStrategy[datetime]:
    """Return moments between two naive ones in UTC; half of them shortly before a trap."""
    traps = [one for one in (*CHANGES, *HOLIDAYS) if first <= one.replace(tzinfo=None) <= last]
    anytime = st.datetimes(first, last, timezones=st.just(UTC))
    return anytime | st.builds(lambda trap, by: trap + by, st.sampled_from(traps), _NEAR)
