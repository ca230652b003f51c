"""What all of the Graph API's JSON has in common, read: pages, ids, times, authors.

Pure; whatever JSON comes, nothing is raised but `Malformed`, where an answer is no page, and
`Unfit`, where a record cannot be read; a reader behind `guarded` gives `Skipped` for both.
Field names: Meta's api_specs (Business SDK); shapes: developers.facebook.com, Graph API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from connectors.base import Author, Skipped

_ID = re.compile(r"(?=.*[A-Za-z0-9])[!-~]{1,512}")
P = ParamSpec("P")
T = TypeVar("T")


class Malformed(ValueError):
    """An answer that is no page: without it the poll has failed. The text says what was wrong."""


class Unfit(ValueError):
    """A record that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edge. `after` leads on; None on the last page."""

    records: tuple[Any, ...]
    after: str | None = None


def page(body: Any) -> Page:
    """Return an answer's page. Raises Malformed.

    `paging.next` only says whether there is more: the link holds the token, so it is never
    followed nor kept.
    """
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise Malformed("the answer holds no list of records")
    paging = body.get("paging", {})
    if not isinstance(paging, dict):
        raise Malformed("the answer's paging cannot be read")
    if paging.get("next") is None:
        return Page(tuple(body["data"]))
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not _ID.fullmatch(after):
        raise Malformed("there is a next page, but no cursor that leads to it")
    return Page(tuple(body["data"]), after)


def guarded(read: Callable[P, T]) -> Callable[P, T | Skipped]:
    """Let a reader skip what it cannot read; its first argument is the record."""

    def guard(*args: P.args, **kwargs: P.kwargs) -> T | Skipped:
        try:
            return read(*args, **kwargs)
        except (Unfit, Malformed) as error:
            return Skipped(_bytes(args[0]), str(error))

    return guard


def _bytes(record: Any) -> bytes:
    """Return a record as bytes: escaped, so that lone surrogates survive."""
    try:
        return json.dumps(record).encode()
    except (ValueError, TypeError, RecursionError):
        return repr(type(record)).encode()


def is_id(value: Any) -> bool:
    """Return whether a value can be an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def key_of(record: Any) -> str:
    """Return a record's id. Raises Unfit."""
    key = record.get("id") if isinstance(record, dict) else None
    if not isinstance(key, str) or not is_id(key):
        raise Unfit("the record has no id")
    return key


def identity(record: Any, created: str = "created_time") -> tuple[str, datetime]:
    """Return a record's id and when it was written. Raises Unfit."""
    return key_of(record), time(record.get(created), created)


def time(value: Any, name: str) -> datetime:
    """Read `2026-02-12T16:27:12+0000`; whole seconds, with a zone. Raises Unfit."""
    try:
        read = datetime.fromisoformat(value)
        aware = read.astimezone(UTC) if read.tzinfo else None
    except (TypeError, ValueError, OverflowError) as error:
        raise Unfit(f"{name} is no time") from error
    if aware is None:
        raise Unfit(f"{name} has no time zone")
    return aware


def text(record: Mapping[str, Any], name: str = "message") -> str:
    """Return a record's text, "" without one. Raises Unfit."""
    given = record.get(name)
    if given is not None and not isinstance(given, str):
        raise Unfit(f"{name} is no text")
    return given or ""


def person(given: Any) -> Author | None:
    """Return who wrote, None where permission or privacy forbids to tell.

    Facebook gives id and name, Instagram id and username.
    """
    if not isinstance(given, dict) or not is_id(given.get("id")):
        return None
    name, handle = given.get("name"), given.get("username")
    handle = handle if isinstance(handle, str) and handle else None
    return Author(given["id"], name if isinstance(name, str) else (handle or ""), handle)


def link(record: Mapping[str, Any], name: str = "permalink_url") -> str | None:
    """Return a record's public address, None without one."""
    given = record.get(name)
    return given if isinstance(given, str) and given.startswith("https://") else None


def url(value: Any, *path: str) -> str | None:
    """Return an address that a browser may be led to, None for anything else."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def items(edge: Any) -> list[dict[str, Any]]:
    """Return the objects of an edge that came along with its object."""
    data = edge.get("data") if isinstance(edge, dict) else None
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
