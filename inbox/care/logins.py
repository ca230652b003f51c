"""Which accounts the environment names: pure, nothing is asked of a platform or a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import connectors
from connectors.base import Credentials
from inbox.settings import Settings

_STAND_INS = {"twitter": "x", "facebook": "graph"}
MAY_BE_EMPTY = frozenset({"client_secret"})
"""What a platform does not give to every app: X gives a public client no secret."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Login:
    """One account's credentials as given; `external_id` where they already say whose they are."""

    platform: str
    base_url: str
    credentials: Credentials
    sandbox: bool
    external_id: str | None = None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        told = json.dumps([self.platform, self.base_url, dict(self.credentials)], sort_keys=True)
        object.__setattr__(self, "digest", hashlib.sha256(told.encode()).hexdigest())


def of_environment(settings: Settings) -> tuple[Login, ...]:
    """Return the accounts whose credentials the environment holds completely."""
    found = [_x_oauth1(settings), _x_oauth2(settings), _facebook(settings)]
    return tuple(login for login in found if login is not None)


def options(settings: Settings, platform: str) -> Mapping[str, str]:
    """Return a platform's own settings as text, as `Connection.options` wants them."""
    platform = _reached(platform)
    if platform == "twitter":
        return {
            "field_names": settings.x_field_names,
            "expansions": "on" if settings.x_expansions else "off",
            "max_length": str(settings.x_max_length),
        }
    if platform == "facebook":
        return {"graph_version": settings.facebook_graph_version}
    return {}


def base_url(settings: Settings, platform: str) -> str:
    """Return where an account of that platform is reached: the stand-in, or as configured."""
    platform = _reached(platform)
    if settings.sandbox and platform in _STAND_INS:
        return f"http://127.0.0.1:{settings.sandbox_port}/{_STAND_INS[platform]}"
    given = {"twitter": settings.x_api_url, "facebook": settings.facebook_graph_url}
    return given.get(platform, f"{platform}://town")


def is_local(url: str) -> bool:
    """Return whether a URL stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "memory" or (parts.hostname or "") in LOOPBACK


def _reached(platform: str) -> str:
    known = connectors.PLATFORMS.get(platform)
    return known.through or platform if known else platform


def _complete(**named: str) -> Credentials | None:
    return Credentials(named) if all(named.values()) else None


def _x_oauth1(settings: Settings) -> Login | None:
    token = settings.x_access_token.get_secret_value()
    found = _complete(
        api_key=settings.x_api_key.get_secret_value(),
        api_secret=settings.x_api_secret.get_secret_value(),
        access_token=token,
        access_token_secret=settings.x_access_token_secret.get_secret_value(),
    )
    if found is None:
        return None
    owner, _, rest = token.partition("-")
    known = owner if rest and owner.isdigit() else None
    return Login("twitter", settings.x_api_url, found, sandbox=False, external_id=known)


def _x_oauth2(settings: Settings) -> Login | None:
    found = _complete(
        client_id=settings.x_client_id.get_secret_value(),
        access_token=settings.x_oauth2_access_token.get_secret_value(),
        refresh_token=settings.x_oauth2_refresh_token.get_secret_value(),
    )
    if found is None:
        return None
    secret = {"client_secret": settings.x_client_secret.get_secret_value()}
    whole = Credentials({**found, **secret})
    return Login("twitter", settings.x_api_url, whole, sandbox=False)


def _facebook(settings: Settings) -> Login | None:
    found = _complete(
        page_token=settings.facebook_page_token.get_secret_value(),
        app_secret=settings.facebook_app_secret.get_secret_value(),
    )
    if found is None:
        return None
    page = settings.facebook_page_id or None
    return Login("facebook", settings.facebook_graph_url, found, sandbox=False, external_id=page)
