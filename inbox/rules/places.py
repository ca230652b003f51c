"""Where something stands in the search index: one whole number that orders by time. Pure.

A message's place is its second and, below that, its id; so one number is the order, the page's
border and the days asked for, and an index can be read backwards until a page is full. People
stand below all messages, the newest on top of them.

    PEOPLE .. PEOPLE + 2^40        people
    0 .. 2^63                      messages, by second and id
"""

from __future__ import annotations

from datetime import UTC, datetime

BITS = 30
DAY = 86_400 << BITS
PEOPLE = -(1 << 62)
FIRST, LAST = 0, (1 << 63) - 1
_NEWEST = (1 << 33) - 2


def message(at: datetime, message_id: int) -> int:
    """Return the place of a message; what claims to be older than 1970 stands at 1970."""
    return _second(at) << BITS | message_id & ((1 << BITS) - 1)


def since(at: datetime) -> int:
    """Return the first place that a moment's messages can have; a broken second belongs to both."""
    return _second(at) << BITS


def person(contact_id: int) -> int:
    """Return the place of a person."""
    return PEOPLE + contact_id


def _second(at: datetime) -> int:
    return min(max(int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()), 0), _NEWEST)
