"""Facebook as a platform: what can be said of it without a token."""

from __future__ import annotations

from datetime import timedelta

from connectors.base import Kind, Platform, StreamSpec, Verb
from connectors.graph.options import OPTIONS
from connectors.graph.windows import window


def limit(kind: Kind) -> int:
    """Return the characters a text may have: Messenger 2,000, a comment 8,000."""
    return 2_000 if kind is Kind.DIRECT else 8_000


PUBLIC = frozenset({Kind.POST, Kind.COMMENT, Kind.MENTION, Kind.REVIEW})
PRIVATE_REPLY = timedelta(days=7)
PICTURE = 4_000_000


def actions(kind: Kind, ours: bool) -> frozenset[Verb]:
    """Return what can be done with a message: customers' posts and comments, our comments.

    What others wrote elsewhere is not the page's to hide; Messenger takes nothing back.
    """
    if ours:
        return frozenset({Verb.DELETE}) if kind in PUBLIC else frozenset()
    theirs = {Verb.HIDE, Verb.UNHIDE, Verb.LIKE, Verb.UNLIKE}
    return frozenset(theirs) if kind in (Kind.POST, Kind.COMMENT) else frozenset()


def _every(minutes: float, at_least: float, name: str, *, looks: bool = False) -> StreamSpec:
    return StreamSpec(name, timedelta(minutes=minutes), timedelta(minutes=at_least), looks=looks)


PLATFORM = Platform(
    name="facebook",
    label="Facebook",
    streams=(
        _every(1, 0.25, "feed"),
        _every(1, 0.25, "messages"),
        _every(5, 1, "tagged"),
        _every(10, 1, "reviews"),
        _every(60, 5, "revisit", looks=True),
    ),
    limit=limit,
    measure=len,
    kinds=PUBLIC | {Kind.DIRECT},
    refuses_duplicates=lambda kind: False,
    prices={"call": 0.0},
    secrets={"page": ("page_token", "app_secret")},
    opens="connectors.facebook.client:open",
    base_url="https://graph.facebook.com",
    actions=actions,
    looks_at=25,
    pictures=lambda kind: 1 if kind in PUBLIC or kind is Kind.DIRECT else 0,
    picture_bytes=PICTURE,
    picture_types=frozenset({"image/jpeg", "image/png", "image/gif"}),
    private_reply=lambda kind: PRIVATE_REPLY if kind in (Kind.POST, Kind.COMMENT) else None,
    window=window,
    hosts=("fbcdn.net", "fbsbx.com"),
    connects="connectors.facebook.connecting",
    app=("app_id", "app_secret"),
    percent=True,
    shared=frozenset({"app", "pages"}),
    options=OPTIONS,
)
