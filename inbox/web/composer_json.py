"""The composer as the browser takes it: which ways are open, what lies in the draft."""

from __future__ import annotations

from collections.abc import Iterable

from inbox.pages import composer_words, sayings, waiting_words
from inbox.queries.channels import Channel, Channels
from inbox.queries.drafts import Kept
from inbox.queries.pictures import PictureView
from inbox.web.reader import Json, Reader


def composer(reader: Reader, ways: Channels, name: str) -> Json:
    """Return who answers and by which ways; `name` is the customer's, "" when withheld."""
    t = reader.t
    link = ways.link
    return {
        "as": reader.agent.called,
        "reachable": reader.agent.reachable,
        "approval": reader.agent.needs_approval,
        "channels": [_channel(reader, way, ways, name) for way in ways.ways],
        "link": {"url": link.url, "cost": composer_words.dearer(t, link)} if link else None,
        "others": [
            {"id": other.id, "text": composer_words.other(t, other, reader.now)}
            for other in ways.others
        ],
    }


def told(reader: Reader, kept: Kept | None) -> Json | None:
    """Return why words came back into a draft, None where they did not."""
    return waiting_words.told(reader.t, kept.told) if kept else None


def draft(kept: Kept | None) -> Json:
    """Return a draft; without a key the browser makes one with its first letter."""
    if kept is None:
        return {"key": None, "text": "", "stamp": "", "private": False, "split": False}
    how = {"private": kept.private, "split": kept.split}
    return {"key": kept.key, "text": kept.text, "stamp": kept.stamp, **how}


def pictures(given: Iterable[PictureView]) -> list[Json]:
    """Return the pictures of a draft, in order."""
    return [{"id": each.id, "alt": each.alt, "url": f"/picture/{each.id}"} for each in given]


def _channel(reader: Reader, way: Channel, ways: Channels, name: str) -> Json:
    t, now = reader.t, reader.now
    may = way.pictures, ways.picture_bytes, ways.picture_types
    window, tone = composer_words.window(t, way, ways.margin, now)
    return {
        "private": way.private,
        "name": composer_words.named(t, way),
        "placeholder": composer_words.placeholder(t, way, name),
        "shut": sayings.objected(t, way.shut, now) if way.shut else None,
        "then": composer_words.then(t, way, name),
        "window": window,
        "until": way.until.isoformat() if way.until else None,
        "price": composer_words.price(t, way) if len(ways.ways) > 1 else "",
        "tone": tone,
        "pictures": {
            "most": way.pictures,
            "bytes": ways.picture_bytes,
            "types": sorted(ways.picture_types),
            "limits": composer_words.limits(t, *may),
            "flaws": composer_words.flaws(t, *may),
        }
        if way.pictures
        else None,
    }
