"""From the Graph API's JSON to our records: posts of the feed and comments.

Pure; whatever JSON comes, nothing is raised: what cannot be read is skipped.
Field names: Meta's api_specs (Business SDK); shapes: developers.facebook.com, Graph API.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.base import Answerable, InboundMessage, Kind
from connectors.facebook.attachments import of_comment, of_post
from connectors.graph.records import Page, guarded, identity, key_of, link, page, person, text

UNKNOWN = "?"
"""Stands for a visitor whom Facebook does not name."""


@dataclass(frozen=True, slots=True)
class PostRead:
    """A post with the newest of its comments; `by` is "" for the page's own."""

    message: InboundMessage
    by: str
    comments: Page


@guarded
def read_post(record: Any, us: str) -> PostRead:
    """Read a post of the feed with its nested comments; `us` is the page's id."""
    key, created = identity(record)
    author = person(record.get("from"))
    writer = author.external_id if author else UNKNOWN
    message = InboundMessage(
        external_id=key,
        thread_id=key,
        kind=Kind.POST,
        author=author,
        text=text(record),
        created_at=created,
        permalink=link(record),
        attachments=of_post(record),
        raw={name: value for name, value in record.items() if name != "comments"},
    )
    comments = record.get("comments")
    nested = Page(()) if comments is None else page(comments)
    return PostRead(message, "" if writer == us else writer, nested)


@guarded
def read_comment(record: Any, us: str, post: str, by: str) -> InboundMessage:
    """Read a comment on a post that `by` wrote ("" for the page itself).

    A thread is a visitor's post with all that is below it; below the page's own posts it is
    a top-level comment with its replies.
    """
    key, created = identity(record)
    above = record.get("parent")
    parent = key_of(above) if above is not None else None
    author = person(record.get("from"))
    asked = person(above.get("from")) if isinstance(above, dict) else None
    ours = author is not None and author.external_id == us
    answered = asked.external_id if asked else (by if parent is None else "")
    return InboundMessage(
        external_id=key,
        thread_id=post if by else (parent or key),
        kind=Kind.COMMENT,
        author=author,
        text=text(record),
        created_at=created,
        parent_id=parent or post,
        permalink=link(record),
        attachments=of_comment(record),
        answerable=Answerable.RESTRICTED if record.get("can_comment") is False else Answerable.YES,
        recipient_id=answered if ours and answered not in ("", UNKNOWN, us) else None,
        raw=dict(record),
    )
