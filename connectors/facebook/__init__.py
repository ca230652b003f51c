"""Facebook as a platform: what can be said of it without a token."""

from __future__ import annotations

from datetime import timedelta

from connectors.base import Kind, Platform, StreamSpec


def limit(kind: Kind) -> int:
    """Return the characters a text may have: Messenger 2,000, a comment 8,000."""
    return 2_000 if kind is Kind.DIRECT else 8_000


PLATFORM = Platform(
    name="facebook",
    label="Facebook",
    streams=(
        StreamSpec("feed", every=timedelta(seconds=60), at_least=timedelta(seconds=15)),
        StreamSpec("messages", every=timedelta(seconds=60), at_least=timedelta(seconds=15)),
    ),
    limit=limit,
    measure=len,
    refuses_duplicates=lambda kind: False,
    prices={"call": 0.0},
    secrets={"page": ("page_token", "app_secret")},
    opens="connectors.facebook.client:open",
    base_url="https://graph.facebook.com",
    connects="connectors.facebook.connecting",
    app=("app_id", "app_secret"),
    shared=frozenset({"app", "pages"}),
)
