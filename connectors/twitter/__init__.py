"""X as a platform: what can be said of it without a token."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import Any

from connectors.base import Kind, Platform, StreamSpec, Verb
from connectors.twitter.options import OPTIONS

_HALF = re.compile("[\ud800-\udfff]")
_CHAIN = re.compile(r"(?<![^\s./])(?:[^\s./]++\.){20,}+")
"""No address has so many parts, and the counter's search for one takes minutes in it."""


def limit(kind: Kind) -> int:
    """Return how much a text may weigh: 280 in public, 10,000 in a direct message."""
    return 10_000 if kind is Kind.DIRECT else 280


_IMPORTING = Lock()
"""pkg_resources, below twitter-text, breaks when two threads import it for the first time."""


def _parser() -> Callable[[str], Any]:
    """Return the counter; imported late, for it reads its tables of emoji and domains first."""
    with _IMPORTING:
        return _imported()


@cache
def _imported() -> Callable[[str], Any]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="pkg_resources")
        from twitter_text import parse_tweet
    parser: Callable[[str], Any] = parse_tweet
    return parser


def measure(text: str) -> int:
    """Return how much X counts for a text, by the published rules (twitter-text, version 3).

    A link weighs 23 and an emoji 2 whatever its length; the names that X itself puts in front
    of a reply are not part of our text and do not count.
    """
    weight: int = _parser()(_calm(text)).weightedLength
    return weight


def bills(kind: Kind, text: str) -> dict[str, int]:
    """Return what X charges for a reply: one with a link costs many times one without."""
    if kind is Kind.DIRECT:
        return {"dm_sent": 1}
    return {"reply_with_link" if _links(text) else "reply": 1}


def _links(text: str) -> bool:
    _parser()
    from twitter_text import extract_urls

    return bool(extract_urls(_calm(text)))


def _calm(text: str) -> str:
    whole = _HALF.sub("\ufffd", text)
    return _CHAIN.sub(lambda chain: chain[0].replace(".", "\u00b7"), whole)


_PUBLIC = frozenset({Kind.MENTION, Kind.COMMENT, Kind.POST})


def actions(kind: Kind, ours: bool) -> frozenset[Verb]:
    """Return what X lets us do: delete what is ours, hide replies where we began."""
    if ours:
        return frozenset({Verb.DELETE} if kind in _PUBLIC or kind is Kind.DIRECT else ())
    return frozenset({Verb.HIDE, Verb.UNHIDE} if kind is Kind.COMMENT else ())


def pictures(kind: Kind) -> int:
    """Return how many pictures a reply carries: four in public, one in a direct message."""
    return 4 if kind in _PUBLIC else int(kind is Kind.DIRECT)


def private_link(account_id: str) -> str:
    """Return the address by which people write to an account in private; X shows it as a button."""
    return f"https://x.com/messages/compose?recipient_id={account_id}"


PLATFORM = Platform(
    name="twitter",
    label="X",
    streams=(
        StreamSpec(
            "mentions",
            every=timedelta(seconds=60),
            at_least=timedelta(seconds=5),
            bucket="mentions",
        ),
        StreamSpec(
            "direct",
            every=timedelta(seconds=120),
            at_least=timedelta(seconds=60),
            bucket="dm_events",
            shows=timedelta(days=30),
        ),
        StreamSpec(
            "search",
            every=timedelta(minutes=15),
            at_least=timedelta(seconds=5),
            needs="keywords",
            bucket="search",
            shows=timedelta(days=7),
        ),
        # a look is billed post by post: three in its life make a post one and a half cents dearer
        StreamSpec(
            "revisit",
            every=timedelta(hours=1),
            at_least=timedelta(minutes=1),
            looks=True,
            pages=1,
            ages=(timedelta(hours=1), timedelta(days=1), timedelta(days=7)),
            bucket="tweets",
        ),
    ),
    limit=limit,
    measure=measure,
    kinds=_PUBLIC | {Kind.DIRECT},
    refuses_duplicates=lambda kind: kind is not Kind.DIRECT,
    # docs.x.com, pricing (pay per use, November 2026); whether what expansions bring along is
    # billed is not said there: counted here as if it were, so a shown cost is the most it can be
    prices={
        "mention": 0.001,
        "post": 0.005,
        "user": 0.010,
        "dm": 0.010,
        "reply": 0.010,
        "reply_with_link": 0.200,
        "dm_sent": 0.015,
    },
    secrets={
        "oauth1": ("api_key", "api_secret", "access_token", "access_token_secret"),
        "oauth2": ("client_id", "client_secret", "access_token", "refresh_token"),
    },
    opens="connectors.twitter.client:open",
    base_url="https://api.x.com",
    refreshes="connectors.twitter.client:refresh",
    revokes="connectors.twitter.login:revoke",
    bills=bills,
    actions=actions,
    looks_at=100,
    pictures=pictures,
    picture_types=frozenset({"image/jpeg", "image/png", "image/webp"}),
    picture_bytes=5 * 1024 * 1024,
    private_link=private_link,
    hosts=("pbs.twimg.com", "video.twimg.com"),
    private_hosts=("ton.twitter.com", "ton.x.com"),
    authorizes="connectors.twitter.authorizing:authorize",
    connects="connectors.twitter.connecting",
    app=("client_id", "client_secret"),
    rereads="connectors.twitter.rereading:reread",
    options=OPTIONS,
)
