"""From the Graph API's JSON to our records: media, comments and replies of Instagram.

Pure; whatever JSON comes, nothing is raised: what cannot be read is skipped. Our own words may
come under an id that only Instagram knows, so our handle tells them as well.
Field names: Meta's api_specs (Business SDK): IGComment, IGMedia; shapes: developers.facebook.com.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.base import Answerable, Attachment, Author, InboundMessage, Kind
from connectors.graph.records import (
    Page,
    guarded,
    identity,
    is_id,
    items,
    link,
    page,
    person,
    text,
    time,
    url,
)

UNKNOWN = "?"
"""Stands for a media object that is not named."""

LEVELS = 6
"""From an answer to the author of a message in a conversation in a list."""


@dataclass(frozen=True, slots=True)
class Us:
    """Our account: its id, and the handle that it writes under."""

    key: str
    handle: str

    def author(self, given: Any, username: Any, creator: Any = None) -> Author | None:
        """Return who wrote. `creator` is only told to the one who it is."""
        named = given.get("username") if isinstance(given, dict) else None
        called = named if isinstance(named, str) and named else username
        ours = isinstance(called, str) and called.casefold() == self.handle.casefold() != ""
        told = isinstance(creator, dict) and creator.get("id") == self.key
        if ours or told or (isinstance(given, dict) and given.get("id") == self.key):
            return Author(self.key, self.handle or self.key, self.handle or None)
        return person({**given, "username": called}) if isinstance(given, dict) else None


@dataclass(frozen=True, slots=True)
class MediaRead:
    """A photo or film; `count` are its comments with replies, `newest` when the last came.

    Both are None where that is not told. `names` us: the caption does.
    """

    message: InboundMessage
    count: int | None
    newest: datetime | None

    @property
    def key(self) -> str:
        """Return the id that Instagram knows it by."""
        return self.message.external_id


@dataclass(frozen=True, slots=True)
class CommentRead:
    """A comment with the replies that came along; `replies.after` leads to the others."""

    message: InboundMessage
    replies: Page


@guarded
def read_media(record: Any, us: Us, *, tagged: bool) -> MediaRead:
    """Read a media object: our own, or (`tagged`) another's in which we are tagged.

    Only where the caption names us is a comment of ours taken there (Mentioned Media).
    """
    key, created = identity(record, "timestamp")
    caption = text(record, "caption")
    author = Author(us.key, us.handle or us.key, us.handle or None)
    message = InboundMessage(
        external_id=key,
        thread_id=key,
        kind=Kind.MENTION if tagged else Kind.POST,
        author=_owner(record, us) if tagged else author,
        text=caption,
        created_at=created,
        permalink=link(record, "permalink"),
        attachments=_hanging(record),
        answerable=_summoned(caption, us) if tagged else Answerable.YES,
        raw={name: value for name, value in record.items() if name != "comments"},
    )
    count = record.get("comments_count")
    whole = isinstance(count, int) and not isinstance(count, bool)
    newest = next(iter(items(record.get("comments"))), None)
    at = time(newest.get("timestamp"), "timestamp") if newest else None
    return MediaRead(message, count if whole else None, at)


@guarded
def read_comment(
    record: Any, us: Us, media: str, *, above: str | None = None, tagged: bool = False
) -> CommentRead:
    """Read a comment on a media object, or a reply (`above` is the comment it answers).

    A thread is a top-level comment with its replies; below another's media it is all of it.
    """
    key, created = identity(record, "timestamp")
    named = record.get("parent_id")
    parent = named if isinstance(named, str) and is_id(named) else above
    author = us.author(record.get("from"), record.get("username"), record.get("user"))
    hidden = record.get("hidden")
    hidden = hidden if isinstance(hidden, bool) else None
    message = InboundMessage(
        external_id=key,
        thread_id=media if tagged else (parent or key),
        kind=Kind.MENTION if tagged else Kind.COMMENT,
        author=author,
        text=text(record, "text"),
        created_at=created,
        parent_id=parent or (media if media != UNKNOWN else None),
        answerable=_takes_answers(text(record, "text"), us, hidden=hidden, tagged=tagged),
        hidden=hidden,
        raw={name: value for name, value in record.items() if name != "replies"},
    )
    replies = record.get("replies")
    return CommentRead(message, Page(()) if replies is None else page(replies))


def media_of(record: Any) -> str:
    """Return the media that a comment read on its own hangs on, "?" where it is not said."""
    media = record.get("media") if isinstance(record, dict) else None
    key = media.get("id") if isinstance(media, dict) else None
    return key if isinstance(key, str) and is_id(key) else UNKNOWN


def signed(body: Any, us: Us) -> Any:
    """Return an answer about conversations with our own messages under our own id."""
    return _signed(body, us, LEVELS)


def _signed(body: Any, us: Us, levels: int) -> Any:
    if levels == 0:
        return body
    if isinstance(body, list):
        return [_signed(item, us, levels - 1) for item in body]
    if not isinstance(body, dict):
        return body
    known = {
        name: _signed(value, us, levels - 1) if name in ("data", "messages") else value
        for name, value in body.items()
    }
    author = known.get("from")
    if isinstance(author, dict) and (ours := us.author(author, None)):
        known["from"] = {**author, "id": ours.external_id}
    return known


def _owner(record: Mapping[str, Any], us: Us) -> Author | None:
    """Return whose media it is: of others only the username is public, which nobody shares."""
    username = record.get("username")
    if not isinstance(username, str) or not is_id(username):
        return None
    return us.author(None, username) or Author(username, username, username)


def _summoned(said: str, us: Us) -> Answerable:
    """Return whether a text names us: Instagram may leave the @ out for other readers."""
    pattern = rf"(?<![\w.]){re.escape(us.handle)}(?![\w]|\.\w)"
    found = us.handle and re.search(pattern, said, re.IGNORECASE)
    return Answerable.YES if found else Answerable.NOT_SUMMONED


def _takes_answers(said: str, us: Us, *, hidden: bool | None, tagged: bool) -> Answerable:
    if tagged:
        return _summoned(said, us)
    return Answerable.RESTRICTED if hidden else Answerable.YES


def _hanging(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a media object's picture; Instagram leaves out what others have rights to."""
    film = record.get("media_type") == "VIDEO"
    address = url(record.get("media_url")) or url(record.get("thumbnail_url"))
    if address is None:
        return ()
    kind = "video" if film and url(record.get("media_url")) else "photo"
    return (Attachment(kind, address),)
