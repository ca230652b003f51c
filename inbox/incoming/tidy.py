"""A platform's JSON made fit for both databases, and its bytes for the quarantine. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from connectors.base import InboundMessage

DEEPEST = 40
"""Levels of nesting that are kept: no platform's record is nearly as deep."""


def tidy(value: Any, depth: int = 0) -> Any:
    """Return JSON that PostgreSQL and SQLite both take: no NUL, half surrogate, NaN or abyss."""
    if isinstance(value, Mapping | list | tuple):
        return _nested(value, depth + 1) if depth < DEEPEST else "…"
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else float(value) if abs(value) < 10**300 else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _text(str(value))


def _nested(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> Any:
    if isinstance(value, Mapping):
        return {_text(str(name)): tidy(inner, depth) for name, inner in value.items()}
    return [tidy(inner, depth) for inner in value]


def _text(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\ufffd")


def raw_bytes(message: InboundMessage) -> bytes:
    """Return a message as bytes for the quarantine: what the platform sent, else what we read."""
    told: Any = message.raw or {
        "external_id": message.external_id,
        "thread_id": message.thread_id,
        "kind": message.kind,
        "author": message.author.external_id if message.author else None,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
    }
    try:
        return json.dumps(told, default=str).encode()
    except (ValueError, TypeError, RecursionError):
        return json.dumps(tidy(told), default=str).encode()
