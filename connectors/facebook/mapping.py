"""From the Graph API's JSON to our records.

Pure; whatever JSON comes, nothing is raised but `Malformed`, and that only where an answer
is no page at all.
Field names: Meta's api_specs (Business SDK); shapes: developers.facebook.com, Graph API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from connectors.base import Answerable, Author, InboundMessage, Kind, Skipped
from connectors.facebook.attachments import of_comment, of_message, of_post

WINDOW = timedelta(hours=24)
"""How long a person's message may be answered (Messenger Platform Policy)."""

UNKNOWN = "?"
"""Stands for a visitor whom Facebook does not name."""

_ID = re.compile(r"(?=.*[A-Za-z0-9])[!-~]{1,512}")
P = ParamSpec("P")
T = TypeVar("T")


class Malformed(ValueError):
    """An answer that is no page: without it the poll has failed. The text says what was wrong."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edge. `after` leads on; None on the last page."""

    records: tuple[Any, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class PostRead:
    """A post with the newest of its comments; `by` is "" for the page's own."""

    message: InboundMessage
    by: str
    comments: Page


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """A Messenger thread with the newest of its messages (None: none were told)."""

    key: str
    updated: datetime
    closed: bool
    messages: Page | None


@dataclass(frozen=True, slots=True)
class Faded:
    """A message too old for its details: only that it was there, and since when."""

    created_at: datetime | None


class _Unreadable(ValueError):
    """A record that cannot be read; the text says why."""


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


def _guarded(read: Callable[P, T]) -> Callable[P, T | Skipped]:
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Skipped:
        try:
            return read(*args, **kwargs)
        except (_Unreadable, Malformed) as error:
            return Skipped(_bytes(args[0]), str(error))

    return guarded


@_guarded
def read_post(record: Any, us: str) -> PostRead:
    """Read a post of the feed with its nested comments; `us` is the page's id."""
    key, created = _identity(record)
    author = _author(record)
    writer = author.external_id if author else UNKNOWN
    message = InboundMessage(
        external_id=key,
        thread_id=key,
        kind=Kind.POST,
        author=author,
        text=_text(record),
        created_at=created,
        permalink=_link(record),
        attachments=of_post(record),
        raw={name: value for name, value in record.items() if name != "comments"},
    )
    comments = record.get("comments")
    nested = Page(()) if comments is None else page(comments)
    return PostRead(message, "" if writer == us else writer, nested)


@_guarded
def read_comment(record: Any, us: str, post: str, by: str) -> InboundMessage:
    """Read a comment on a post that `by` wrote ("" for the page itself).

    A thread is a visitor's post with all that is below it; below the page's own posts it is
    a top-level comment with its replies.
    """
    key, created = _identity(record)
    above = record.get("parent")
    parent = _key(above) if above is not None else None
    author = _author(record)
    asked = _author(above) if above is not None else None
    ours = author is not None and author.external_id == us
    answered = asked.external_id if asked else (by if parent is None else "")
    return InboundMessage(
        external_id=key,
        thread_id=post if by else (parent or key),
        kind=Kind.COMMENT,
        author=author,
        text=_text(record),
        created_at=created,
        parent_id=parent or post,
        permalink=_link(record),
        attachments=of_comment(record),
        answerable=Answerable.RESTRICTED if record.get("can_comment") is False else Answerable.YES,
        recipient_id=answered if ours and answered not in ("", UNKNOWN, us) else None,
        raw=dict(record),
    )


@_guarded
def read_thread(record: Any) -> ThreadRead:
    """Read a Messenger thread of the list."""
    key = _key(record)
    messages = record.get("messages")
    return ThreadRead(
        key,
        _time(record.get("updated_time"), "updated_time"),
        record.get("can_reply") is False,
        None if messages is None else page(messages),
    )


@_guarded
def read_message(record: Any, us: str, thread: str, *, closed: bool) -> InboundMessage | Faded:
    """Read a message of a thread; `closed`: Facebook takes no answer there any more."""
    if isinstance(record, dict) and not record.keys() - {"id", "created_time"}:
        known = "created_time" in record
        return Faded(_time(record["created_time"], "created_time") if known else None)
    key, created = _identity(record)
    author = _author(record)
    ours = author is not None and author.external_id == us
    return InboundMessage(
        external_id=key,
        thread_id=thread,
        kind=Kind.DIRECT,
        author=author,
        text=_text(record),
        created_at=created,
        attachments=of_message(record),
        answerable=Answerable.CLOSED if closed else Answerable.YES,
        answer_until=None if ours else _until(created),
        recipient_id=_recipient(record) if ours else None,
        raw=dict(record),
    )


def _until(created: datetime) -> datetime | None:
    try:
        return created + WINDOW
    except OverflowError:
        return None


def _bytes(record: Any) -> bytes:
    """Return a record as bytes: escaped, so that lone surrogates survive."""
    try:
        return json.dumps(record).encode()
    except (ValueError, TypeError, RecursionError):
        return repr(type(record)).encode()


def _key(record: Any) -> str:
    key = record.get("id") if isinstance(record, dict) else None
    if not isinstance(key, str) or not _ID.fullmatch(key):
        raise _Unreadable("the record has no id")
    return key


def _identity(record: Any) -> tuple[str, datetime]:
    return _key(record), _time(record.get("created_time"), "created_time")


def _time(value: Any, name: str) -> datetime:
    """Read `2026-02-12T16:27:12+0000`; whole seconds, with a zone."""
    try:
        time = datetime.fromisoformat(value)
        aware = time.astimezone(UTC) if time.tzinfo else None
    except (TypeError, ValueError, OverflowError) as error:
        raise _Unreadable(f"{name} is no time") from error
    if aware is None:
        raise _Unreadable(f"{name} has no time zone")
    return aware


def _text(record: Mapping[str, Any]) -> str:
    text = record.get("message", "")
    if not isinstance(text, str):
        raise _Unreadable("message is no text")
    return text


def _author(record: Mapping[str, Any]) -> Author | None:
    """Return who wrote, None where permission or privacy forbids to tell."""
    given = record.get("from")
    if not isinstance(given, dict):
        return None
    key, name = given.get("id"), given.get("name")
    if not isinstance(key, str) or not _ID.fullmatch(key):
        return None
    return Author(key, name if isinstance(name, str) else "")


def _recipient(record: Mapping[str, Any]) -> str | None:
    to = record.get("to")
    people = to.get("data") if isinstance(to, dict) else None
    first = people[0] if isinstance(people, list) and people else None
    key = first.get("id") if isinstance(first, dict) else None
    return key if isinstance(key, str) and _ID.fullmatch(key) else None


def _link(record: Mapping[str, Any]) -> str | None:
    link = record.get("permalink_url")
    return link if isinstance(link, str) and link.startswith("https://") else None
