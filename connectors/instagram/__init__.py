"""Instagram as a platform: what can be said of it without a token."""

from __future__ import annotations

from datetime import timedelta

from connectors.base import Kind, Platform, StreamSpec, Verb
from connectors.graph.options import OPTIONS
from connectors.graph.windows import window

PRIVATE_REPLY = timedelta(days=7)
PICTURE = 8_000_000


def limit(kind: Kind) -> int:
    """Return the bytes a text may have: a message 1,000, a comment 2,200."""
    return 1_000 if kind is Kind.DIRECT else 2_200


def measure(text: str) -> int:
    """Return a text's bytes as UTF-8: so are messages counted, and comments never longer."""
    return len(text.encode(errors="replace"))


def actions(kind: Kind, ours: bool) -> frozenset[Verb]:
    """Return what can be done with a message: only on our own media is anything ours to do."""
    if kind is not Kind.COMMENT:
        return frozenset()
    return frozenset({Verb.DELETE} if ours else {Verb.HIDE, Verb.UNHIDE})


PLATFORM = Platform(
    name="instagram",
    label="Instagram",
    streams=(
        StreamSpec("comments", timedelta(minutes=1), timedelta(seconds=15), page=50),
        StreamSpec("messages", timedelta(minutes=1), timedelta(seconds=15), page=25),
        StreamSpec("mentions", timedelta(minutes=5), timedelta(minutes=1), page=50),
        StreamSpec("revisit", timedelta(minutes=60), timedelta(minutes=5), page=25, looks=True),
    ),
    limit=limit,
    measure=measure,
    kinds=frozenset({Kind.MENTION, Kind.COMMENT, Kind.DIRECT}),
    refuses_duplicates=lambda kind: False,
    prices={"call": 0.0},
    secrets={"page": ("page_token", "app_secret")},
    opens="connectors.instagram.client:open",
    base_url="https://graph.facebook.com",
    connects="connectors.instagram.connecting",
    actions=actions,
    looks_at=25,
    looks_for=lambda kind: kind is Kind.COMMENT,
    pictures=lambda kind: 1 if kind is Kind.DIRECT else 0,
    picture_bytes=PICTURE,
    picture_types=frozenset({"image/jpeg", "image/png", "image/gif"}),
    private_reply=lambda kind: PRIVATE_REPLY if kind is Kind.COMMENT else None,
    window=window,
    hosts=("cdninstagram.com", "fbcdn.net", "fbsbx.com"),
    through="facebook",
    percent=True,
    shared=frozenset({"app", "instagram"}),
    options=OPTIONS,
)
