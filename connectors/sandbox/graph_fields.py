"""`fields` of the Graph API, read: `id,from{name},comments.filter(stream).limit(5){id}`.

Source: developers.facebook.com, Graph API, Field Expansion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NAME = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*", re.IGNORECASE)
_MODIFIER = re.compile(r"\.([a-z_]+)\(([^()]*)\)", re.IGNORECASE)
DEPTH = 6
"""Levels of braces that are read: the platform limits them too."""


class WrongFields(ValueError):
    """`fields` cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Field:
    """One asked-for field with its modifiers and, for objects and edges, its own fields."""

    name: str
    modifiers: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Field, ...] = ()


def parse(text: str) -> tuple[Field, ...]:
    """Read a list of fields. Raises WrongFields."""
    found, at = _list(text, 0, 1)
    if at != len(text):
        raise WrongFields(f"Expected end of string at character {at}: {text}")
    return found


def _list(text: str, at: int, depth: int) -> tuple[tuple[Field, ...], int]:
    if depth > DEPTH:
        raise WrongFields(f"Nested too deeply at character {at}")
    found: list[Field] = []
    while True:
        one, at = _one(text, at, depth)
        found.append(one)
        if at < len(text) and text[at] == ",":
            at += 1
            continue
        return tuple(found), at


def _one(text: str, at: int, depth: int) -> tuple[Field, int]:
    named = _NAME.match(text, at)
    if named is None:
        raise WrongFields(f"Expected name at character {at}: {text}")
    at = named.end()
    modifiers: dict[str, str] = {}
    while modifier := _MODIFIER.match(text, at):
        modifiers[modifier[1]] = modifier[2].strip()
        at = modifier.end()
    inner: tuple[Field, ...] = ()
    if at < len(text) and text[at] == "{":
        inner, at = _list(text, at + 1, depth + 1)
        if at >= len(text) or text[at] != "}":
            raise WrongFields(f"Expected }} at character {at}: {text}")
        at += 1
    return Field(named[1].lower(), modifiers, inner), at


def project(value: Any, inner: tuple[Field, ...]) -> Any:
    """Return an object, or each of a `{"data": [...]}` list, with only the asked-for fields."""
    if not inner or not isinstance(value, dict):
        return value
    if isinstance(value.get("data"), list):
        return {**value, "data": [project(item, inner) for item in value["data"]]}
    return {f.name: project(value[f.name], f.inner) for f in inner if f.name in value}
