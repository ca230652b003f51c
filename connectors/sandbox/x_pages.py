"""How a call to X says what it wants: fields, expansions, bounds, pages.

Every parameter has to be known, as by X; unknown names of fields are ignored, as by X.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from starlette.requests import Request

from connectors.sandbox.shelf import Document
from connectors.sandbox.x_errors import BadRequest
from connectors.sandbox.x_view import RENAMED, Wanted

_OLDER = {
    **{new: old for old, new in RENAMED.items()},
    "referenced_posts": "referenced_tweets.id",
}
"""Names of expansions in spec 2.167 -> older ones."""
_EXPANDED = {
    "author_id",
    "in_reply_to_user_id",
    "referenced_tweets",
    "edit_history_tweet_ids",
}
"""What spec 2.168 gives only to who asks for it as an expansion, never as a field."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; ids are exclusive."""

    size: int
    since: int = 0
    until: int | None = None
    below: int | None = None

    POSTS: ClassVar[tuple[str, ...]] = (
        "since_id",
        "until_id",
        "start_time",
        "end_time",
        "max_results",
        "pagination_token",
    )
    DMS: ClassVar[tuple[str, ...]] = ("max_results", "pagination_token", "event_types")
    SEARCH: ClassVar[tuple[str, ...]] = (*POSTS, "next_token", "query", "sort_order")


def wanted(request: Request, spelling: str, parameters: Sequence[str]) -> Wanted:
    """Return what is asked to be seen. Raises BadRequest for a parameter nobody knows."""
    posts = {"tweet": ["tweet.fields"], "post": ["post.fields"]}.get(
        spelling, ["tweet.fields", "post.fields"]
    )
    known = {*parameters, *posts, "user.fields", "media.fields", "dm_event.fields", "expansions"}
    for name in request.query_params:
        if name not in known:
            raise BadRequest(
                name, f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]"
            )
    older = {new: old for old, new in RENAMED.items()}
    fields = {older.get(name, name) for part in posts for name in _names(request, part)}
    asked = _names(request, "expansions")
    if "post.fields" in request.query_params:
        fields = (fields - _EXPANDED) | (_EXPANDED & {older.get(name, name) for name in asked})
    expansions = {_OLDER.get(name, name) for name in asked}
    return Wanted(
        post=frozenset(fields),
        user=frozenset(_names(request, "user.fields")),
        media=frozenset(_names(request, "media.fields")),
        dm=frozenset(_names(request, "dm_event.fields")),
        expansions=frozenset(expansions),
        origin=f"{request.url.scheme}://{request.url.netloc}",
    )


def _names(request: Request, parameter: str) -> list[str]:
    return [name for name in request.query_params.get(parameter, "").split(",") if name]


def page_of(request: Request, least: int, most: int, usual: int) -> Page:
    """Return the asked page. Raises BadRequest when out of bounds or not readable."""
    size = _number(request, "max_results", usual)
    if size is None or not least <= size <= most:
        raise BadRequest(
            "max_results",
            f"The `max_results` query parameter value [{size}] is not between {least} and {most}",
        )
    tokens = [request.query_params.get(name) for name in ("pagination_token", "next_token")]
    if all(tokens):
        raise BadRequest("next_token", "only one of next_token and pagination_token is allowed")
    token = tokens[0] if tokens[0] is not None else tokens[1]
    return Page(
        size=size,
        since=_number(request, "since_id", 0) or 0,
        until=_number(request, "until_id", None),
        below=_below(token) if token is not None else None,
    )


def _number(request: Request, name: str, usual: int | None) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return usual
    if not (given.isascii() and given.isdigit() and len(given) <= 19):
        raise BadRequest(name, f"The `{name}` query parameter value [{given}] is not valid")
    return int(given)


def moment_of(request: Request, name: str, usual: datetime) -> datetime:
    """Return an asked time. Raises BadRequest when it is none in X's form."""
    given = request.query_params.get(name)
    if given is None:
        return usual
    try:
        return datetime.strptime(given, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        said = f"The `{name}` query parameter value [{given}] is not valid"
        raise BadRequest(name, said) from error


def _token(oldest: int) -> str:
    """Return the token of the page below an id: opaque, of at least 16 characters."""
    return base64.b32hexencode(f"below:{oldest:020d}".encode()).decode().rstrip("=").lower()


def _below(token: str) -> int:
    try:
        padded = token.upper() + "=" * (-len(token) % 8)
        word, _, number = base64.b32hexdecode(padded).decode().partition(":")
        if word != "below":
            raise ValueError(word)
        return int(number)
    except ValueError as error:
        said = f"The `pagination_token` query parameter value [{token}] is not valid"
        raise BadRequest("pagination_token", said) from error


def paged(
    found: Sequence[Document], page: Page, history: int | None = None
) -> tuple[list[Document], dict[str, Any]]:
    """Return a page of what is newest first, and its meta with a token when there is more.

    Beyond `history` entries a page is promised all the same, and is empty: as X does.
    """
    rows = [
        (number, row)
        for number, row in enumerate(found)
        if int(row["id"]) > page.since
        and (page.until is None or int(row["id"]) < page.until)
        and (page.below is None or int(row["id"]) < page.below)
    ]
    shown = [row for number, row in rows[: page.size] if history is None or number < history]
    meta: dict[str, Any] = {"result_count": len(shown)}
    if shown and len(rows) > len(shown):
        meta["next_token"] = _token(int(shown[-1]["id"]))
    return shown, meta
