"""Messages read again by their ids, to learn what was edited and what is gone.

A reading of several ids is refused as a whole when one is not there; it is then halved until
the missing one stands alone, and only code 100/33 (or 803) for that one counts. Before anything
is called gone, the page's content is read once: a right that was lost looks the same. Reviews
have no id to be read by: their list tells. Messenger's messages are not looked at: beyond the
newest 20 of a thread they have no details, so absence proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.base import (
    Found,
    Gone,
    InboundMessage,
    Refusal,
    Rejected,
    Unreadable,
    Usage,
)
from connectors.facebook import fields
from connectors.facebook.mapping import (
    REVIEW,
    PostRead,
    post_of,
    read_comment,
    read_post,
    read_review,
)
from connectors.graph.client import GraphClient
from connectors.graph.records import Malformed, page
from connectors.graph.walking import Ask

MESSAGE = "m_"
"""Begins the ids of Messenger's messages."""

PAGES = 5
"""Pages of reviews that one look reads; what lies deeper says nothing."""

Read = Callable[[str, Any], object]


class Look:
    """One look of one page. Raises ConnectorError: then it says nothing of anybody."""

    def __init__(self, client: GraphClient, us: str) -> None:
        self._client, self._us = client, us
        self._messages: list[InboundMessage] = []
        self._gone: list[str] = []
        self._refused: Rejected | None = None
        self._calls = 0

    def at(self, keys: Sequence[str]) -> Found:
        """Look at messages of ours and theirs."""
        keys = [key for key in dict.fromkeys(keys) if not key.startswith(MESSAGE)]
        reviews = [key for key in keys if key.startswith(REVIEW)]
        posts = [key for key in keys if key.startswith(f"{self._us}_")]
        rest = [key for key in keys if key not in {*reviews, *posts}]
        self._posts(posts)
        self._some(rest, fields.COMMENT_ALONE, self._comment, otherwise=self._posts)
        self._reviews(reviews)
        if self._gone:
            self._can_read()
        elif self._refused is not None and not self._messages:
            raise self._refused
        gone = dict.fromkeys(self._gone, Gone.DELETED)
        usage = Usage({"call": self._calls}, self._client.usage().buckets if self._calls else ())
        return Found(tuple(self._messages), gone, usage)

    def _posts(self, keys: Sequence[str]) -> None:
        self._some(keys, fields.POST_ALONE, lambda _, record: read_post(record, self._us))

    def _comment(self, _: str, record: Any) -> object:
        return read_comment(record, self._us, post_of(record), "")

    def _some(
        self,
        keys: Sequence[str],
        asked: str,
        read: Read,
        otherwise: Callable[[Sequence[str]], None] = lambda keys: None,
    ) -> None:
        """Read objects of one kind; one that is of another kind is left to `otherwise`.

        Of one that may not be read nothing is said; when that is all there is, it is raised.
        """
        if not keys:
            return
        try:
            self._calls += 1
            if len(keys) == 1:
                found = {keys[0]: self._client.get(keys[0], fields=asked)}
            else:
                found = self._client.several(keys, fields=asked)
        except Rejected as refused:
            code = refused.code
            if code not in (Refusal.GONE, Refusal.INVALID, Refusal.FORBIDDEN):
                raise
            self._refused = refused if code is Refusal.FORBIDDEN else self._refused
        else:
            made = [read(key, found[key]) for key in keys if key in found]
            made = [one.message if isinstance(one, PostRead) else one for one in made]
            self._messages += [one for one in made if isinstance(one, InboundMessage)]
            return
        if len(keys) > 1:
            half = len(keys) // 2
            self._some(keys[:half], asked, read, otherwise)
            self._some(keys[half:], asked, read, otherwise)
        elif code is Refusal.GONE:
            self._gone += keys
        elif code is Refusal.INVALID:
            otherwise(keys)

    def _reviews(self, keys: Sequence[str]) -> None:
        """Read the list of reviews until all were met; at its end the others are gone."""
        missing, after = set(keys), None
        for _ in range(PAGES):
            if not missing:
                return
            self._calls += 1
            given = {"fields": fields.REVIEW, "limit": "100"}
            try:
                answer = page(self._client.read(Ask(self._us, "ratings", given, after)))
            except Malformed:
                answer = None
            if answer is None:
                raise Unreadable("the list of reviews is none", usage=self._client.usage())
            read = [read_review(record, self._us) for record in answer.records]
            met = [one.message for one in read if isinstance(one, PostRead)]
            self._messages += [message for message in met if message.external_id in missing]
            missing -= {message.external_id for message in met}
            if answer.after is None:
                whole = len(met) == len(read)
                self._gone += [key for key in keys if key in missing] if whole else []
                return
            after = answer.after

    def _can_read(self) -> None:
        """Read what visitors wrote; raises what is in the way."""
        self._calls += 1
        given = {"fields": "id,comments.limit(1){id,message}", "limit": "1"}
        self._client.read(Ask(self._us, "feed", given))
