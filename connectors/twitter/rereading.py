"""A record that was skipped, read once more from its bytes: what stood around it is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import Batch, Connection, Cursor, Skipped
from connectors.twitter import mapping
from connectors.twitter.shapes import Malformed, Us

READ: Mapping[str, Callable[[Any, Us], mapping.Page]] = {
    "mentions": mapping.read_mentions,
    "search": mapping.read_search,
    "direct": mapping.read_direct,
}


def reread(connection: Connection, stream: str, raw: bytes) -> Batch:
    """Read one post or event; its author is known by id alone, since names came beside it."""
    country = connection.options.get("country") or "DE"
    us = Us(connection.external_id, connection.handle, country.upper())
    read = READ.get(stream, mapping.read_mentions)
    try:
        found = read({"data": [json.loads(raw)], "meta": {"result_count": 1}}, us)
    except (ValueError, RecursionError, Malformed) as error:
        return Batch((), Cursor(""), skipped=(Skipped(raw, str(error)),))
    return Batch(found.messages, Cursor(""), skipped=found.skipped)
