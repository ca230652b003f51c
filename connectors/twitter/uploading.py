"""Pictures that go out with a reply: handed to X first, each with its words, then named in it.

    check ──> POST /2/media/upload ──> POST /2/media/metadata ──> the reply itself

Until the reply names it nobody sees a picture, so a lost upload is simply made again. X wants
GIFs and films in pieces and lets one wait for them; a connector never waits, so they are refused.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from connectors.base import Kind, OutboundReply, Picture, Refusal, Rejected, Unreadable
from connectors.twitter import PLATFORM
from connectors.twitter.ids import id_of
from connectors.twitter.shapes import mapping_of
from connectors.twitter.wire import Wire

MOST_WORDS = 1_000
"""Characters that may describe a picture (docs.x.com, media metadata)."""


def check(kind: Kind, pictures: Sequence[Picture]) -> None:
    """Refuse what X would not take, before anything is handed over. Raises Rejected."""
    most = PLATFORM.pictures(kind)
    if len(pictures) > most:
        raise Rejected(f"X takes {most} pictures with such a reply", Refusal.PICTURE)
    for picture in pictures:
        if picture.type not in PLATFORM.picture_types:
            raise Rejected("X takes JPEG, PNG and WebP pictures in a reply", Refusal.PICTURE)
        if len(picture.data) > PLATFORM.picture_bytes:
            raise Rejected("X takes pictures of 5 MB at most", Refusal.PICTURE)
        if len(picture.alt or "") > MOST_WORDS:
            raise Rejected("X takes 1,000 characters to describe a picture", Refusal.PICTURE)


def hand_over(wire: Wire, reply: OutboundReply) -> list[str]:
    """Upload a reply's pictures; return their ids. Raises ConnectorError, never OutcomeUnknown."""
    check(reply.kind, reply.pictures)
    category = "dm_image" if reply.kind is Kind.DIRECT else "tweet_image"
    try:
        return [_one(wire, picture, category) for picture in reply.pictures]
    except Rejected as refused:
        if refused.code is not Refusal.INVALID:
            raise
        raise Rejected(refused.reason, Refusal.PICTURE, refused.usage) from refused


def _one(wire: Wire, picture: Picture, category: str) -> str:
    body: dict[str, Any] = {
        "media": base64.b64encode(picture.data).decode(),
        "media_category": category,
    }
    payload = wire.prepare("upload", "/2/media/upload", body)
    key = id_of(mapping_of(mapping_of(payload).get("data")).get("id"))
    if key is None:
        raise Unreadable("X took the picture and did not name it")
    if picture.alt:
        words = {"id": key, "metadata": {"alt_text": {"text": picture.alt}}}
        wire.prepare("metadata", "/2/media/metadata", words)
    return key
