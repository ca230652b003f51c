"""One account on X.

fetch("mentions")  GET /2/users/:id/mentions   backwards, page by page
fetch("direct")    GET /2/dm_events            backwards to a known id
send               POST /2/tweets, or POST /2/dm_conversations/.../messages
find_sent          our own timeline; for a direct message its conversation, which shows
                   it earlier than the list of all events does
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from connectors.base import (
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Receipt,
    Refusal,
    Rejected,
    Unreadable,
    Usage,
    utc_now,
)
from connectors.twitter import PLATFORM, asking, looking, mapping
from connectors.twitter import cursor as walking
from connectors.twitter.ids import id_of, time_of
from connectors.twitter.login import refresh
from connectors.twitter.shapes import Malformed, mapping_of
from connectors.twitter.wire import Wire

__all__ = ["TwitterConnector", "open", "refresh"]

Read = Callable[[Any, mapping.Us], mapping.Page]
After = Callable[[walking.Walk, Sequence[int], str | None, datetime], walking.Step]


class TwitterConnector:
    """One account on X. Never sleeps, never retries; raises only ConnectorError."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._connection = connection
        self._options = connection.options
        self._now = now
        self._us = mapping.Us(connection.external_id, connection.handle)
        self._wire = Wire(connection, now)

    def whoami(self) -> Author:
        """Ask X who these credentials are."""
        payload = self._wire.read("me", "/2/users/me", {"user.fields": asking.USER})
        try:
            return mapping.read_user(payload)
        except Malformed as error:
            raise Unreadable(f"X's answer cannot be read: {error}") from error

    def fetch(self, stream: str, cursor: Cursor | None) -> Batch:
        """Return the next page of a stream; a page that X forgot is walked to anew, once."""
        spec = PLATFORM.stream(stream)
        walk = walking.begin(cursor, self._connection.overlap)
        size = int(self._options.get("page", spec.page))
        try:
            return self._mentions(walk, size) if stream == "mentions" else self._direct(walk, size)
        except Rejected as refused:
            anew = walking.again(walk) if refused.code is Refusal.INVALID else None
            if anew is None:
                raise
            return Batch((), walking.save(anew), more=True, usage=refused.usage)

    def _mentions(self, walk: walking.Walk, size: int) -> Batch:
        asked = {**asking.mentions(self._options), **_page(walk, size)}
        if walk.floor:
            asked["since_id"] = str(walk.floor)
        payload = self._wire.read("mentions", f"/2/users/{self._us.id}/mentions", asked)
        return self._batch(walk, payload, mapping.read_posts, walking.mentions_after)

    def _direct(self, walk: walking.Walk, size: int) -> Batch:
        asked = {**asking.direct(self._options), **_page(walk, size)}
        payload = self._wire.read("dm_events", "/2/dm_events", asked)
        return self._batch(walk, payload, mapping.read_direct, walking.direct_after)

    def _batch(self, walk: walking.Walk, payload: Any, read: Read, after: After) -> Batch:
        now = self._now()
        try:
            page = read(payload, self._us)
            step = after(walk, page.ids, page.next_token, now)
        except (Malformed, walking.Stuck) as error:
            raise Unreadable(f"X's answer cannot be read: {error}") from error
        known = walking.unbilled(walk, now)
        return Batch(
            messages=page.messages,
            cursor=walking.save(step.walk),
            more=step.more,
            context=page.context,
            skipped=page.skipped,
            gap=step.gap,
            usage=Usage(page.billed(known), self._wire.buckets(page.name)),
        )

    def send(self, reply: OutboundReply) -> Receipt:
        """Hand one reply to X, once."""
        if reply.kind is Kind.DIRECT:
            payload = self._wire.direct(reply.text, self._whom(reply))
            return self._receipt(mapping_of(payload), "dm_event_id")
        payload = self._wire.post(reply.text, reply.target)
        return self._receipt(mapping_of(payload), "id")

    def _whom(self, reply: OutboundReply) -> dict[str, str]:
        other = mapping.other_of(reply.thread_id, self._us.id)
        return {"participant_id": other} if other else {"dm_conversation_id": reply.thread_id}

    def _receipt(self, payload: Any, name: str) -> Receipt:
        """Return the receipt with X's own time, which its id tells, when that can be."""
        key = id_of(mapping_of(payload.get("data")).get(name))
        if key is None:
            raise OutcomeUnknown("X took the reply and did not name it")
        now, told = self._now(), time_of(int(key))
        plausible = told is not None and abs(told - now) < timedelta(days=1)
        where = mapping.permalink(self._us.handle, key) if name == "id" else None
        return Receipt(key, told if told and plausible else now, where)

    def find_sent(self, reply: OutboundReply) -> Receipt | None:
        """Look for a reply in what X shows of ours; None: looked all through, not there."""
        if reply.kind is Kind.DIRECT:
            path = looking.conversation(reply, self._us)
            turn = self._turn("dm_conversation", path, asking.own_direct())
            return looking.find_direct(reply, self._us, turn, self._now)
        asked = {**asking.own(self._options), "since_id": str(looking.floor_of(reply))}
        turn = self._turn("timeline", f"/2/users/{self._us.id}/tweets", asked)
        return looking.find_post(reply, self._us, turn, self._now)

    def _turn(self, bucket: str, path: str, asked: dict[str, str]) -> looking.Turn:
        def turn(token: str | None) -> Any:
            page = {"pagination_token": token} if token else {}
            return self._wire.read(bucket, path, {**asked, "max_results": looking.PAGE, **page})

        return turn

    def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._wire.close()


def _page(walk: walking.Walk, size: int) -> dict[str, Any]:
    return {"max_results": size, **({"pagination_token": walk.page} if walk.page else {})}


def open(connection: Connection, now: Clock = utc_now) -> TwitterConnector:
    """Open an account; nothing is asked of X yet."""
    return TwitterConnector(connection, now)
