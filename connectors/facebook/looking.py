"""Posts, comments and reviews read again, to learn what was edited and what is gone.

Reviews have no id to be read by: their list tells. Messenger's messages are not looked at:
beyond the newest 20 of a thread they have no details, so absence proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.base import Found, Unreadable
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
from connectors.graph.looks import Look
from connectors.graph.records import Malformed, page
from connectors.graph.walking import Ask

MESSAGE = "m_"
"""Begins the ids of Messenger's messages."""

PAGES = 5
"""Pages of reviews that one look reads; what lies deeper says nothing."""

_SURE = {"fields": "id,comments.limit(1){id,message}", "limit": "1"}
_REVIEWS = {"fields": fields.REVIEW, "limit": "100"}


def look(client: GraphClient, us: str, keys: Sequence[str]) -> Found:
    """Look at messages of ours and theirs. Raises ConnectorError."""
    keys = [key for key in dict.fromkeys(keys) if not key.startswith(MESSAGE)]
    reviews = [key for key in keys if key.startswith(REVIEW)]
    posts = [key for key in keys if key.startswith(f"{us}_")]
    rest = [key for key in keys if key not in {*reviews, *posts}]
    seen = Look(client)

    def at_posts(keys: Sequence[str]) -> None:
        seen.some(keys, fields.POST_ALONE, lambda record: _message(read_post(record, us)))

    def comment(record: Any) -> object:
        return read_comment(record, us, post_of(record), "")

    at_posts(posts)
    seen.some(rest, fields.COMMENT_ALONE, comment, otherwise=at_posts)
    _reviews(seen, us, reviews)
    return seen.found(Ask(us, "feed", _SURE))


def _message(read: object) -> object:
    return read.message if isinstance(read, PostRead) else read


def _reviews(seen: Look, us: str, keys: Sequence[str]) -> None:
    """Read the list of reviews until all were met; at its end the others are gone."""
    missing, after = set(keys), None
    for _ in range(PAGES):
        if not missing:
            return
        try:
            answer = page(seen.read(Ask(us, "ratings", _REVIEWS, after)))
        except Malformed:
            answer = None
        if answer is None:
            raise Unreadable("the list of reviews is none", usage=seen.client.usage())
        read = [read_review(record, us) for record in answer.records]
        met = [one.message for one in read if isinstance(one, PostRead)]
        seen.messages += [message for message in met if message.external_id in missing]
        missing -= {message.external_id for message in met}
        if answer.after is None:
            whole = len(met) == len(read)
            seen.gone += [key for key in keys if key in missing] if whole else []
            return
        after = answer.after
