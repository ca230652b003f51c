"""One account on X.

fetch("mentions")  GET /2/users/:id/mentions      backwards, page by page
fetch("search")    GET /2/tweets/search/recent    likewise, by the account's keywords
fetch("direct")    GET /2/dm_events               backwards to a known id
look               GET /2/tweets?ids=             again, for what was edited or is gone
send               POST /2/tweets, or POST /2/dm_conversations/.../messages; pictures first
act                PUT /2/tweets/:id/hidden, DELETE /2/tweets/:id, DELETE /2/dm_events/:id
find_sent          our own timeline; for a direct message its conversation, which shows
                   it earlier than the list of all events does
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import (
    Action,
    Author,
    Batch,
    Clock,
    Connection,
    Cursor,
    Found,
    Gap,
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
from connectors.twitter import (
    PLATFORM,
    acting,
    asking,
    looking,
    mapping,
    revisiting,
    searching,
    uploading,
)
from connectors.twitter import cursor as walking
from connectors.twitter.ids import id_of, time_of
from connectors.twitter.login import refresh
from connectors.twitter.shapes import Malformed, Us, mapping_of
from connectors.twitter.wire import Wire

__all__ = ["TwitterConnector", "open", "refresh"]

Read = Callable[[Any, Us], mapping.Page]
After = Callable[[walking.Walk, Sequence[int], str | None, datetime], walking.Step]


class TwitterConnector:
    """One account on X. Never sleeps, never retries; raises only ConnectorError."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self._connection = connection
        self._options = connection.options
        self._now = now
        country = connection.options.get("country") or "DE"
        self._us = Us(connection.external_id, connection.handle, country.upper())
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
        read = {"mentions": self._mentions, "direct": self._direct, "search": self._search}[stream]
        reach = self._connection.backfill.get(stream)
        oldest = self._now() - reach if reach else None
        walk = walking.begin(cursor, self._connection.overlap, oldest)
        size = int(self._options.get("page", PLATFORM.stream(stream).page))
        try:
            return read(walk, size)
        except Rejected as refused:
            anew = walking.again(walk) if refused.code is Refusal.INVALID else None
            if anew is None:
                raise
            return Batch((), walking.save(anew), more=True, usage=refused.usage)

    def _mentions(self, walk: walking.Walk, size: int) -> Batch:
        asked = {**asking.posts(self._options), **_page(walk, size)}
        if walk.floor:
            asked["since_id"] = str(walk.floor)
        payload = self._wire.read("mentions", f"/2/users/{self._us.id}/mentions", asked)
        return self._batch(walk, payload, mapping.read_mentions, walking.mentions_after)

    def _search(self, walk: walking.Walk, size: int) -> Batch:
        walk, gap = searching.begin(walk, self._now())
        asked = {
            **asking.posts(self._options),
            **_page(walk, max(size, searching.LEAST)),
            "query": searching.query(self._options.get("keywords", ""), self._us),
            "since_id": str(walk.floor),
        }
        payload = self._wire.read("search", "/2/tweets/search/recent", asked)
        return self._batch(walk, payload, mapping.read_search, walking.search_after, gap)

    def _direct(self, walk: walking.Walk, size: int) -> Batch:
        asked = {**asking.direct(self._options), **_page(walk, size)}
        payload = self._wire.read("dm_events", "/2/dm_events", asked)
        return self._batch(walk, payload, mapping.read_direct, walking.direct_after)

    def _batch(
        self, walk: walking.Walk, payload: Any, read: Read, after: After, gap: Gap | None = None
    ) -> Batch:
        now = self._now()
        try:
            page = read(payload, self._us)
            step = after(walk, page.ids, page.next_token, now)
        except (Malformed, walking.Stuck) as error:
            raise Unreadable(f"X's answer cannot be read: {error}") from error
        known = walking.unbilled(walk, now)
        return Batch(
            messages=walking.wanted(walk, page.messages),
            cursor=walking.save(step.walk),
            more=step.more,
            context=page.context,
            skipped=page.skipped,
            gap=gap or step.gap,
            usage=Usage(page.billed(known), self._wire.buckets(page.name)),
        )

    def look(self, external_ids: Sequence[str]) -> Found:
        """Read posts again by their ids: once, and once more those that changed."""
        try:
            found = revisiting.look(external_ids[: PLATFORM.looks_at], self._us, self._ask)
        except Malformed as error:
            raise Unreadable(f"X's answer cannot be read: {error}") from error
        return replace(found, usage=Usage(found.usage.items, self._wire.buckets("tweets")))

    def _ask(self, keys: Sequence[str], around: bool) -> Any:
        fields = asking.posts(self._options) if around else asking.again(self._options)
        return self._wire.read("tweets", "/2/tweets", {**fields, "ids": ",".join(keys)})

    def act(self, action: Action) -> Receipt:
        """Hide a reply under our post or show it again, or delete what is ours."""
        acting.act(self._wire, action)
        return Receipt(action.target, self._now())

    def send(self, reply: OutboundReply) -> Receipt:
        """Hand one reply to X, once; its pictures before it, since nobody sees them alone."""
        media = uploading.hand_over(self._wire, reply)
        if reply.kind is Kind.DIRECT:
            attached = media[0] if media else None
            payload = self._wire.direct(reply.text, self._whom(reply), attached)
            return self._receipt(mapping_of(payload), "dm_event_id")
        payload = self._wire.post(reply.text, reply.target, media)
        return self._receipt(mapping_of(payload), "id")

    def _whom(self, reply: OutboundReply) -> dict[str, str]:
        other = mapping.other_of(reply.thread_id, self._us.id)
        return {"participant_id": other} if other else {"dm_conversation_id": reply.thread_id}

    def _receipt(self, payload: Any, name: str) -> Receipt:
        """Return the receipt with X's own time, which its id tells, when that can be."""
        public = name == "id"
        key = id_of(mapping_of(payload.get("data")).get(name))
        seen = Usage(buckets=self._wire.buckets("post" if public else "dm"))
        if key is None:
            raise OutcomeUnknown("X took the reply and did not name it", seen)
        now, told = self._now(), time_of(int(key))
        plausible = told is not None and abs(told - now) < timedelta(days=1)
        where = mapping.permalink(self._us.handle, key) if public else None
        return Receipt(key, told if told and plausible else now, where, seen)

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
