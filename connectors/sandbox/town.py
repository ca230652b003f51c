"""What all stand-ins share: the shelf, the clock, the switched faults and each one's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.faults import Faults
from connectors.sandbox.shelf import Shelf


class WrongSetting(ValueError):
    """A setting that the platform does not have, or of another type; the text names it."""


def utc_now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)


@dataclass
class Town:
    """One sandbox. `forgets` are called when the town is emptied between two tests.

    `mail_port` is where it takes e-mails while it runs.
    """

    shelf: Shelf = field(default_factory=Shelf)
    faults: Faults = field(default_factory=Faults)
    now: Callable[[], datetime] = utc_now
    forgets: list[Callable[[], None]] = field(default_factory=list)
    mail_port: int = 0
    _defaults: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def offers(self, platform: str, defaults: Mapping[str, Any]) -> None:
        """Say which settings a platform has, with their defaults (their types hold)."""
        self._defaults[platform] = dict(defaults)

    def platforms(self) -> list[str]:
        """Return the platforms that stand in this town."""
        return sorted(self._defaults)

    def settings(self, platform: str) -> dict[str, Any]:
        """Return a platform's settings as they are now."""
        return {
            **self._defaults.get(platform, {}),
            **(self.shelf.get("settings", platform) or {}),
        }

    def change(self, platform: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Change settings of a platform; the rest stays. Raises WrongSetting, nothing changed."""
        defaults = self._defaults.get(platform, {})
        for name, value in given.items():
            if name not in defaults:
                raise WrongSetting(f"{platform} has no setting {name}; it has {sorted(defaults)}")
            wanted = type(defaults[name])
            number = wanted is float and type(value) is int
            if type(value) is not wanted and not number:
                raise WrongSetting(f"{platform}.{name} must be of type {wanted.__name__}")
        changed = {**(self.shelf.get("settings", platform) or {}), **given}
        self.shelf.put("settings", platform, changed)
        return self.settings(platform)

    def empty(self) -> None:
        """Forget every message, setting and fault; example accounts work as on the first day."""
        self.shelf.clear()
        self.faults.clear()
        for forget in self.forgets:
            forget()
