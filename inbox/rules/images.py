"""What a file is, by looking at its first bytes: names and headers are only claims. Pure."""

from __future__ import annotations

import re

IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Images that a browser draws and that run nothing."""

ENOUGH = 1_024
"""Bytes from the beginning that are looked at."""

UNKNOWN = "application/octet-stream"

_BEGINS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
_BRANDS: tuple[tuple[bytes, str], ...] = ((b"M4A", "audio/mp4"), (b"qt  ", "video/quicktime"))
_TAG = rb"<[\s\x00]*[!?a-z]"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)?[\s\x00]*" + _TAG, re.IGNORECASE)
_SOMEWHERE = re.compile(_TAG, re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def type_of(data: bytes) -> str | None:
    """Return the media type of a file by its beginning; None for markup, which may run.

    What nobody knows is `UNKNOWN`: fit to be saved, never to be shown.
    """
    head = data[:ENOUGH]
    for begin, found in _BEGINS:
        if head.startswith(begin):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        named = (found for brand, found in _BRANDS if head[8:12].startswith(brand))
        return next(named, "video/mp4")
    if _MARKUP.match(head) or (_SOMEWHERE.search(head) and not _BINARY.search(head)):
        return None
    return UNKNOWN
