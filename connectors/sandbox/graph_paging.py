"""One page of an ordered edge, as the Graph API gives it: cursors, and `next` with the token.

Source: developers.facebook.com, Graph API, Paginated Results.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.shelf import Document

MOST = 100
Row = tuple[float, Document]


def paged(
    rows: Sequence[Row],
    wanted: Mapping[str, str],
    link: str,
    token: str,
    read: Callable[[Document], dict[str, Any]],
    *,
    falling: bool,
    most: int = MOST,
) -> dict[str, Any]:
    """Return the page behind `wanted["after"]`: `next` is absent at the end."""
    limit = min(_limit(wanted), most)
    start = _after(rows, wanted.get("after"), falling=falling)
    shown = rows[start : start + limit]
    if not shown:
        return {"data": []}
    data = [read(doc) for _, doc in shown]
    cursors = {"before": _cursor(shown[0]), "after": _cursor(shown[-1])}
    paging: dict[str, Any] = {"cursors": cursors}
    if start + limit < len(rows):
        query = {"access_token": token, **_rest(wanted), "limit": limit}
        paging["next"] = f"{link}?{urlencode(query | {'after': cursors['after']})}"
    return {"data": data, "paging": paging}


def _rest(wanted: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in wanted.items() if k not in ("limit", "after", "access_token")}


def _limit(wanted: Mapping[str, str]) -> int:
    given = wanted.get("limit", "25")
    if not given.isdecimal() or int(given) < 1:
        raise GraphError(100, "(#100) Param limit must be a positive integer")
    return min(int(given), MOST)


def _cursor(row: Row) -> str:
    at, doc = row
    return base64.urlsafe_b64encode(f"{at!r} {doc['id']}".encode()).decode().rstrip("=")


def _after(rows: Sequence[Row], cursor: str | None, *, falling: bool) -> int:
    """Return where the page behind a cursor starts, also when its object is gone by now."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, key = text.split(" ")
        edge_of = (float(at), key)
    except ValueError as error:
        raise GraphError(100, "Invalid parameter: after is not a cursor") from error
    keys = [(at, doc["id"]) for at, doc in rows]
    beyond = [i for i, k in enumerate(keys) if (k < edge_of if falling else k > edge_of)]
    return beyond[0] if beyond else len(rows)
