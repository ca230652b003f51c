"""Names in `.env` that no setting has: slips of the pen, or another program's business.

Only the file is looked at, never the whole environment, and no value of it is ever said. Nobody
is kept from starting: a file of this name often serves several programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic_settings import DotEnvSettingsSource

from inbox.settings import Settings

ALIKE = 0.75
"""How much of two names is the same, from 0 to 1, before one is taken for a slip of the other."""

_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}", re.ASCII)
"""What may be said aloud; anything else could be half of a key that was pasted."""


def unknown() -> list[str]:
    """Return a sentence for every slip in `.env`, and one for all names of other programs.

    The file has to be readable (see `load`, which says when it is not).
    """
    source = DotEnvSettingsSource(Settings, case_sensitive=True)
    return sentences(source.env_vars, [name.upper() for name in Settings.model_fields])


def sentences(found: Mapping[str, str | None], known: Iterable[str]) -> list[str]:
    """Return what to say of names as they stand in a file, by the names of all settings.

    A name without a value (None) stands on a line without "=". Pure.
    """
    settings = list(known)
    slips, foreign, others = [], [], 0
    for name, value in found.items():
        if name.upper() in settings and value is not None:
            continue
        near = get_close_matches(name.upper(), settings, 1, ALIKE)
        if near:
            slips.append(_slip(name, near[0], value))
        elif value is not None and _NAME.fullmatch(name):
            foreign.append(name)
        else:
            others += 1
    return [*slips, *_foreign(foreign), *_others(others)]


def _slip(name: str, near: str, value: str | None) -> str:
    if value is None:
        return f".env names {near} without a value: is {near}=... meant?"
    return f".env names {name}, which is no setting: did you mean {near}?"


def _foreign(names: list[str]) -> list[str]:
    if not names:
        return []
    what = "no setting" if len(names) == 1 else "no settings"
    return [f".env names {', '.join(names)}: {what}, not read here"]


def _others(count: int) -> list[str]:
    if not count:
        return []
    lines = "1 line that names" if count == 1 else f"{count} lines that name"
    return [f".env has {lines} no setting and may be a key: not shown here"]
