"""What hangs on a post or a comment, as our attachments. Never raises.

Shapes: developers.facebook.com, StoryAttachment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.base import Attachment
from connectors.graph.records import items, url

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
    for one in items(record.get("attachments")):
        inside = items(one.get("subattachments"))
        found += [_story(item) for item in inside or [one]]
    return tuple(attachment for attachment in found if attachment)[:MOST]


def of_comment(record: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Return a comment's one attachment."""
    found = _story(record["attachment"]) if isinstance(record.get("attachment"), dict) else None
    return (found,) if found else ()


def _story(item: Mapping[str, Any]) -> Attachment | None:
    named = item.get("media_type") or item.get("type")
    text = named if isinstance(named, str) else ""
    kind = next((kind for word, kind in _KINDS if text.startswith(word)), "link")
    image = url(item, "media", "image", "src")
    source = url(item, "media", "source")
    own = url(item, "url") or url(item, "unshimmed_url")
    best = (image or own) if kind in ("photo", "sticker", "gif") else (source or own or image)
    title = item.get("title") or item.get("description")
    return Attachment(kind, best, title if isinstance(title, str) else None) if best else None
