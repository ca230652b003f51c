"""Our apps on the platforms: which of them accounts can be connected with, and by what ways.

An app of the environment; in the sandbox the example one of the stand-ins. Instagram accounts
come with the Facebook pages that they hang on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import connectors
from connectors.base import App, Credentials
from connectors.sandbox import accounts as examples
from inbox.care import logins
from inbox.settings import Settings

_SITES = {"twitter": "x", "facebook": "facebook"}


@dataclass(frozen=True, slots=True)
class Way:
    """How accounts of a platform are connected: by consent where `consents`, by pasted `keys`.

    `keys` are the names of the secrets of each kind of login; `needs` the variables of the
    environment without which nobody can be asked for consent. `brings` are the labels of the
    platforms whose accounts come along.
    """

    platform: str
    label: str
    consents: bool
    keys: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    brings: tuple[str, ...]


def ways(settings: Settings) -> tuple[Way, ...]:
    """Return how accounts can be connected here, by platform in the order of the registry."""
    found = []
    for name in connectors.OFFERED:
        platform = connectors.PLATFORMS[name]
        if platform.app:
            can = app(settings, name, "") is not None
            needs = tuple(_variables(name)[each].upper() for each in platform.app)
            found.append(Way(name, platform.label, can, platform.secrets, needs, _brought(name)))
    return tuple(found)


def _brought(name: str) -> tuple[str, ...]:
    others = (connectors.PLATFORMS[each] for each in connectors.OFFERED)
    return tuple(other.label for other in others if other.through == name)


def through(platform: str) -> str:
    """Return the platform on whose page an account of a platform is connected."""
    return connectors.PLATFORMS[platform].through or platform


def app(settings: Settings, platform: str, return_url: str) -> App | None:
    """Return our app on a platform, None where the environment names none."""
    names = connectors.PLATFORMS[platform].app
    secrets = _examples(platform) if settings.sandbox else _named(settings, platform)
    missing = [name for name in names if not secrets.get(name) and name not in logins.MAY_BE_EMPTY]
    if not names or missing:
        return None
    return App(
        base_url=logins.base_url(settings, platform),
        login_url=_login_url(settings, platform),
        return_url=return_url,
        credentials=Credentials({name: secrets[name] for name in names}),
        options={
            **logins.options(settings, platform),
            "platforms": " ".join(connectors.PLATFORMS),
        },
        deadlines=settings.deadlines,
    )


def return_url(settings: Settings, platform: str, host: str, *, secure: bool) -> str | None:
    """Return the address that a platform sends people back to, None where it cannot be known.

    Under PUBLIC_URL; without one under the name that a browser on this machine came by.
    """
    base = settings.public_url.rstrip("/")
    if not base:
        if not _local(host):
            return None
        base = f"{'https' if secure else 'http'}://{host}"
    return f"{base}/connect/{platform}/return"


def _local(host: str) -> bool:
    try:
        return logins.is_local(f"http://{host}")
    except ValueError:
        return False


def _variables(platform: str) -> Mapping[str, str]:
    """Return which setting holds which of an app's credentials."""
    prefix = {"twitter": "x"}.get(platform, platform)
    return {name: f"{prefix}_{name}" for name in connectors.PLATFORMS[platform].app}


def _named(settings: Settings, platform: str) -> Mapping[str, str]:
    found = {}
    for name, variable in _variables(platform).items():
        value = getattr(settings, variable, "")
        found[name] = value if isinstance(value, str) else value.get_secret_value()
    return found


def _examples(platform: str) -> Mapping[str, str]:
    example = {"twitter": examples.X, "facebook": examples.FACEBOOK}.get(platform)
    names = connectors.PLATFORMS[platform].app
    return {name: getattr(example, name, "") for name in names}


def _login_url(settings: Settings, platform: str) -> str:
    if settings.sandbox:
        return f"http://127.0.0.1:{settings.sandbox_port}/sites/{_SITES.get(platform, platform)}"
    return str(getattr(settings, {"twitter": "x_login_url"}.get(platform, f"{platform}_login_url")))
