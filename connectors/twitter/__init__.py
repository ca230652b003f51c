"""X as a platform: what can be said of it without a token."""

from __future__ import annotations

from datetime import timedelta

from connectors.base import Kind, Platform, StreamSpec


def limit(kind: Kind) -> int:
    """Return how much a text may weigh: 280 in public, 10,000 in a direct message."""
    return 10_000 if kind is Kind.DIRECT else 280


PLATFORM = Platform(
    name="twitter",
    label="X",
    streams=(
        StreamSpec("mentions", every=timedelta(seconds=60), at_least=timedelta(seconds=5)),
        StreamSpec("direct", every=timedelta(seconds=120), at_least=timedelta(seconds=60)),
    ),
    limit=limit,
    measure=len,
    refuses_duplicates=lambda kind: kind is not Kind.DIRECT,
    prices={"mention": 0.001, "post": 0.005, "user": 0.010, "dm": 0.010},
    secrets={
        "oauth1": ("api_key", "api_secret", "access_token", "access_token_secret"),
        "oauth2": ("client_id", "client_secret", "access_token", "refresh_token"),
    },
    opens="connectors.twitter.client:open",
    base_url="https://api.x.com",
    refreshes="connectors.twitter.client:refresh",
    chains=lambda kind: kind is not Kind.DIRECT,
)
