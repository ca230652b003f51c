"""Conversations and their messages, Messenger's and Instagram's, as our records.

Shapes: developers.facebook.com, Messenger Platform, Conversations API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Answerable, Attachment, InboundMessage, Kind
from connectors.graph.records import (
    Page,
    guarded,
    identity,
    is_id,
    items,
    key_of,
    page,
    person,
    text,
    time,
    url,
)
from connectors.graph.windows import WINDOW

MOST = 20
"""More attachments than anybody can hang on a message."""


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """A thread with the newest of its messages (None: none were told)."""

    key: str
    updated: datetime
    closed: bool
    messages: Page | None


@dataclass(frozen=True, slots=True)
class Faded:
    """A message too old for its details: only that it was there, and since when."""

    key: str
    created_at: datetime | None


@guarded
def read_thread(record: Any) -> ThreadRead:
    """Read a thread of the list."""
    key = key_of(record)
    messages = record.get("messages")
    return ThreadRead(
        key,
        time(record.get("updated_time"), "updated_time"),
        record.get("can_reply") is False,
        None if messages is None else page(messages),
    )


@guarded
def read_message(
    record: Any, us: str, thread: str, *, closed: bool, window: timedelta = WINDOW
) -> InboundMessage | Faded:
    """Read a message of a thread; `closed`: the platform takes no answer there any more."""
    if isinstance(record, dict) and not record.keys() - {"id", "created_time"}:
        known = "created_time" in record
        at = time(record["created_time"], "created_time") if known else None
        key = record.get("id")
        return Faded(key if isinstance(key, str) and is_id(key) else "", at)
    key, created = identity(record)
    author = person(record.get("from"))
    ours = author is not None and author.external_id == us
    return InboundMessage(
        external_id=key,
        thread_id=thread,
        kind=Kind.DIRECT,
        author=author,
        text=text(record),
        created_at=created,
        attachments=of_message(record),
        answerable=Answerable.CLOSED if closed else Answerable.YES,
        answer_until=None if ours else _until(created, window),
        recipient_id=_recipient(record) if ours else None,
        raw=dict(record),
    )


def _until(created: datetime, window: timedelta) -> datetime | None:
    try:
        return created + window
    except OverflowError:
        return None


def _recipient(record: Mapping[str, Any]) -> str | None:
    to = record.get("to")
    people = to.get("data") if isinstance(to, dict) else None
    first = people[0] if isinstance(people, list) and people else None
    key = first.get("id") if isinstance(first, dict) else None
    return key if isinstance(key, str) and is_id(key) else None


def of_message(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a message's attachments and sticker."""
    found = [_sent(item) for item in items(record.get("attachments"))]
    sticker = url(record.get("sticker"))
    found = [one for one in found if one and one.url != sticker]
    found += [Attachment("sticker", sticker)] if sticker else []
    return tuple(one for one in found if one)[:MOST]


def _sent(item: Mapping[str, Any]) -> Attachment | None:
    name = item.get("name") if isinstance(item.get("name"), str) else None
    mime = item.get("mime_type")
    if image := url(item, "image_data", "url"):
        drawn = item["image_data"].get("render_as_sticker") is True
        kind = "sticker" if drawn else "gif" if mime == "image/gif" else "photo"
        return Attachment(kind, image, name)
    if video := url(item, "video_data", "url"):
        return Attachment("video", video, name)
    file = url(item.get("file_url"))
    return Attachment("file", file, name) if file else None
