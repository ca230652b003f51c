"""What hangs on a post, a comment or a Messenger message, as our attachments. Never raises.

Shapes: developers.facebook.com, StoryAttachment and Message, attachments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import Attachment

MOST = 20
"""More than Facebook lets anybody hang on anything."""

_KINDS = (
    ("photo", "photo"),
    ("album", "photo"),
    ("video", "video"),
    ("animated_image", "gif"),
    ("sticker", "sticker"),
    ("file", "file"),
    ("native_templates", "file"),
)


def of_post(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a post's attachments, those inside an album too."""
    found = []
    for one in _items(record.get("attachments")):
        inside = list(_items(one.get("subattachments")))
        found += [_story(item) for item in inside or [one]]
    return tuple(attachment for attachment in found if attachment)[:MOST]


def of_comment(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a comment's one attachment."""
    found = _story(record["attachment"]) if isinstance(record.get("attachment"), dict) else None
    return (found,) if found else ()


def of_message(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a Messenger message's attachments and sticker."""
    found = [_sent(item) for item in _items(record.get("attachments"))]
    sticker = _url(record.get("sticker"))
    found += [Attachment("sticker", sticker)] if sticker else []
    return tuple(attachment for attachment in found if attachment)[:MOST]


def _items(edge: Any) -> Iterator[dict[str, Any]]:
    data = edge.get("data") if isinstance(edge, dict) else None
    for item in data if isinstance(data, list) else ():
        if isinstance(item, dict):
            yield item


def _story(item: Mapping[str, Any]) -> Attachment | None:
    named = item.get("media_type") or item.get("type")
    text = named if isinstance(named, str) else ""
    kind = next((kind for word, kind in _KINDS if text.startswith(word)), "link")
    image = _at(item, "media", "image", "src")
    source = _at(item, "media", "source")
    own = _url(item.get("url")) or _url(item.get("unshimmed_url"))
    url = (image or own) if kind in ("photo", "sticker", "gif") else (source or own or image)
    title = item.get("title") or item.get("description")
    return Attachment(kind, url, title if isinstance(title, str) else None) if url else None


def _sent(item: Mapping[str, Any]) -> Attachment | None:
    name = item.get("name") if isinstance(item.get("name"), str) else None
    mime = item.get("mime_type")
    if url := _at(item, "image_data", "url"):
        return Attachment("gif" if mime == "image/gif" else "photo", url, name)
    if url := _at(item, "video_data", "url"):
        return Attachment("video", url, name)
    url = _url(item.get("file_url"))
    return Attachment("file", url, name) if url else None


def _at(item: Any, *path: str) -> str | None:
    for step in path:
        item = item.get(step) if isinstance(item, dict) else None
    return _url(item)


def _url(value: Any) -> str | None:
    """Return an address that a browser may be led to, None for anything else."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None
