"""Platforms by name. An SDK is imported only when a connector of its platform is opened."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from connectors import facebook, instagram, memory, twitter
from connectors.base import (
    Batch,
    Clock,
    Connection,
    Connector,
    Cursor,
    Login,
    Platform,
    Refreshed,
    Skipped,
    utc_now,
)

PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (twitter.PLATFORM, facebook.PLATFORM, instagram.PLATFORM, memory.PLATFORM)
}

OFFERED = tuple(name for name in PLATFORMS if name != memory.PLATFORM.name)
"""What a person may connect: memory is for those who write a connector, and for tests."""


def _load(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def open_connector(connection: Connection, now: Clock = utc_now) -> Connector:
    """Open an account; nothing is asked of the platform yet. KeyError for an unknown platform."""
    opened: Connector = _load(PLATFORMS[connection.platform].opens)(connection, now)
    return opened


def login(platform: str) -> Login | None:
    """Return how accounts of a platform are connected and checked; None where nothing asks.

    KeyError for an unknown platform.
    """
    where = PLATFORMS[platform].connects
    if where is None:
        return None
    module: Any = import_module(where)
    found: Login = module
    return found


def refresh(connection: Connection, now: Clock = utc_now) -> Refreshed | None:
    """Renew a login ahead of its end; None where the platform's logins do not end.

    Raises ReauthRequired when the platform refuses; call it under the account's lock only,
    and commit the answer before anything else: the old refresh token is dead by then.
    """
    where = PLATFORMS[connection.platform].refreshes
    if where is None:
        return None
    renewed: Refreshed | None = _load(where)(connection, now)
    return renewed


def revoke(connection: Connection, now: Clock = utc_now) -> bool:
    """Give a login back to its platform; False where that is nothing we can do.

    Raises ConnectorError: then it may go on until it ends by itself.
    """
    where = PLATFORMS[connection.platform].revokes
    if where is None:
        return False
    given_back: bool = _load(where)(connection, now)
    return given_back


def authorize(connection: Connection, url: str) -> Mapping[str, str]:
    """Return the headers by which this account fetches media, none where it needs no login."""
    where = PLATFORMS[connection.platform].authorizes
    headers: Mapping[str, str] = _load(where)(connection, url) if where else {}
    return headers


def reread(connection: Connection, stream: str, raw: bytes) -> Batch | None:
    """Read a skipped record once more; None where the platform cannot read single records.

    Whatever a reader makes of bytes that nobody foresaw, it is one more skipped record.
    """
    where = PLATFORMS[connection.platform].rereads
    if where is None:
        return None
    try:
        read: Batch = _load(where)(connection, stream, raw)
    except Exception as error:  # a fix that is none must not break the page it is tried on
        return Batch((), Cursor(""), skipped=(Skipped(raw, type(error).__name__),))
    return read
