"""Is this reply out? The look that decides whether something unknown is sent again.

A reply is newer than what it answers, by X's own ids: so the walk through our posts, newest
first, ends there and needs no clock. What it finds must answer the same post, with the same
text but for what X rewrites, and must not be accounted for already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.base import Clock, OutboundReply, Receipt, Retryable
from connectors.twitter import cursor
from connectors.twitter.ids import id_of, time_of
from connectors.twitter.mapping import other_of, permalink, references
from connectors.twitter.shapes import Malformed, Us, envelope, mapping_of, numbers
from connectors.twitter.texts import same

PAGE = 100
OWN_POSTS = 3_200
"""Own posts that X shows at most (docs.x.com, timelines)."""

Turn = Callable[[str | None], Any]
"""Ask for the page of a token."""
Match = Callable[[Mapping[str, Any]], bool]


def find_post(reply: OutboundReply, us: Us, turn: Turn, now: Clock) -> Receipt | None:
    """Look for a public reply in our own timeline."""

    def match(record: Mapping[str, Any]) -> bool:
        author = id_of(record.get("author_id"))
        answers = references(record).get("replied_to") == reply.target
        return author in (us.id, None) and answers and same(reply.text, record)

    seen = _oldest(reply, match, turn, now)
    return Receipt(seen, _when(seen, now), permalink(us.handle, seen)) if seen else None


def find_direct(reply: OutboundReply, us: Us, turn: Turn, now: Clock) -> Receipt | None:
    """Look for a direct message in its own conversation."""

    def match(record: Mapping[str, Any]) -> bool:
        thread = record.get("dm_conversation_id", reply.thread_id)
        ours = id_of(record.get("sender_id")) == us.id
        return ours and thread == reply.thread_id and same(reply.text, record)

    seen = _oldest(reply, match, turn, now)
    return Receipt(seen, _when(seen, now)) if seen else None


def conversation(reply: OutboundReply, us: Us) -> str:
    """Return the path of one conversation: with a person, or of a group."""
    other = other_of(reply.thread_id, us.id)
    where = f"with/{other}" if other else reply.thread_id
    return f"/2/dm_conversations/{where}/dm_events"


def floor_of(reply: OutboundReply) -> int:
    """Return the id that our reply must be newer than."""
    return int(id_of(reply.target) or 0)


def _when(key: str, now: Clock) -> datetime:
    return time_of(int(key)) or now()


def _oldest(reply: OutboundReply, match: Match, turn: Turn, now: Clock) -> str | None:
    found = [
        key
        for record, key in _records(turn, floor_of(reply), now)
        if key not in reply.bound and int(key) > floor_of(reply) and match(record)
    ]
    return min(found, key=int, default=None)


def _records(turn: Turn, floor: int, now: Clock) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Give our records down to the floor, newest first. Raises Retryable: nothing is proven."""
    walk = cursor.Walk()
    while True:
        try:
            records, token, _ = envelope(turn(walk.page))
            walk = cursor.follow(walk, numbers(records), token, now())
        except (Malformed, cursor.Stuck) as error:
            raise Retryable(f"X's answer cannot be read: {error}") from error
        for record in map(mapping_of, records):
            key = id_of(record.get("id"))
            if key is not None:
                yield record, key
        below = walk.oldest is not None and walk.oldest <= floor
        if token is None or below or walk.read >= OWN_POSTS:
            return
