"""From the Graph API's JSON to our records: posts, reviews and comments.

Pure; whatever JSON comes, nothing is raised: what cannot be read is skipped.
Field names: Meta's api_specs (Business SDK); shapes: developers.facebook.com, Graph API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import Answerable, Author, InboundMessage, Kind
from connectors.facebook.attachments import of_comment, of_post
from connectors.graph.records import (
    Page,
    Unfit,
    guarded,
    identity,
    is_id,
    key_of,
    link,
    page,
    person,
    text,
    time,
)

UNKNOWN = "?"
"""Stands for a visitor whom Facebook does not name."""

REVIEW = "review:"
"""Begins our ids of reviews: they have none of their own, only the story that names them."""


@dataclass(frozen=True, slots=True)
class PostRead:
    """What people comment on, with the newest comments; `by` is "" for the page's own.

    `comments` is None where they have to be asked for.
    """

    message: InboundMessage
    by: str
    comments: Page | None

    @property
    def key(self) -> str:
        """Return the id that we know it by."""
        return self.message.external_id


def node(key: str) -> str:
    """Return the id that Facebook knows a message or thread of ours by."""
    return key.removeprefix(REVIEW)


@guarded
def read_post(record: Any, us: str) -> PostRead:
    """Read a post with its nested comments; `us` is the page's id.

    The id of a post on the page begins with the page's; any other one tags the page.
    """
    key, created = identity(record)
    author = person(record.get("from"))
    message = InboundMessage(
        external_id=key,
        thread_id=key,
        kind=Kind.POST if key.startswith(f"{us}_") else Kind.MENTION,
        author=author,
        text=text(record),
        created_at=created,
        permalink=link(record),
        attachments=of_post(record),
        hidden=_flag(record, "is_hidden"),
        raw={name: value for name, value in record.items() if name != "comments"},
    )
    comments = record.get("comments")
    nested = Page(()) if comments is None else page(comments)
    return PostRead(message, _by(author, us), nested)


@guarded
def read_review(record: Any, us: str) -> PostRead:
    """Read a review; one whose story Facebook does not name cannot be answered."""
    if not isinstance(record, dict):
        raise Unfit("the record is no object")
    created = time(record.get("created_time"), "created_time")
    author, story = person(record.get("reviewer")), record.get("open_graph_story")
    named = story.get("id") if isinstance(story, dict) else None
    if not is_id(named):
        named = None
    if named is None and author is None:
        raise Unfit("the review names neither its story nor its author")
    key = named or f"{author.external_id if author else ''}@{int(created.timestamp())}"
    message = InboundMessage(
        external_id=REVIEW + key,
        thread_id=REVIEW + key,
        kind=Kind.REVIEW,
        author=author,
        text=text(record, "review_text"),
        created_at=created,
        answerable=Answerable.YES if named else Answerable.RESTRICTED,
        rating=_rating(record),
        raw=dict(record),
    )
    return PostRead(message, _by(author, us), None if named else Page(()))


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
        hidden=_flag(record, "is_hidden"),
        liked=_flag(record, "user_likes"),
        raw=dict(record),
    )


def post_of(record: Any) -> str:
    """Return the post that a comment read on its own hangs on, "?" where it is not said."""
    above = record.get("object") if isinstance(record, dict) else None
    key = above.get("id") if isinstance(above, dict) else None
    return key if isinstance(key, str) and is_id(key) else UNKNOWN


def _by(author: Author | None, us: str) -> str:
    writer = author.external_id if author else UNKNOWN
    return "" if writer == us else writer


def _flag(record: Mapping[str, Any], name: str) -> bool | None:
    value = record.get(name)
    return value if isinstance(value, bool) else None


def _rating(record: Mapping[str, Any]) -> str | None:
    """Return the verdict: positive or negative; before August 2018 a number of stars."""
    kind, stars = record.get("recommendation_type"), record.get("rating")
    if isinstance(kind, str) and kind:
        return kind[:40].lower()
    whole = isinstance(stars, int) and not isinstance(stars, bool) and 0 < stars <= 5
    return str(stars) if whole else None
