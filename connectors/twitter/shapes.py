"""The shapes that X's answers share: the page round the records, and what came along with it.

Pure, and careful: every value may be of any type, and nothing is raised but `Malformed`
(no page at all) and `Unfit` (one record).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.base import Attachment, Author
from connectors.twitter.ids import id_of, time_of


class Malformed(ValueError):
    """An answer that is not a page at all; the text says what is wrong, never what it holds."""


class Unfit(ValueError):
    """A record that cannot be stored; the text is the reason that is kept."""


@dataclass(frozen=True, slots=True)
class Us:
    """Our account, as records name it; `country` is where what X withholds must not be shown."""

    id: str
    handle: str | None = None
    country: str = "DE"


@dataclass(frozen=True, slots=True)
class Around:
    """What came along with a page: users, media and posts by id, and who is gone."""

    users: Mapping[str, Mapping[str, Any]]
    media: Mapping[str, Mapping[str, Any]]
    posts: Mapping[str, Mapping[str, Any]]
    gone: frozenset[str]


def envelope(payload: Any) -> tuple[list[Any], str | None, Around]:
    """Return the records of a page, the token of the next one, and what came along.

    Raises Malformed when this is no page: what is cut off or an error must not count as empty.
    """
    if not isinstance(payload, Mapping):
        raise Malformed("the answer is no object")
    data, meta = payload.get("data"), payload.get("meta")
    if not isinstance(meta, Mapping):
        raise Malformed("the answer has no meta")
    if "data" in payload and not isinstance(data, list):
        raise Malformed("data is no list")
    if data is None and meta.get("result_count") != 0:
        raise Malformed("the answer promises records and has none")
    token = meta.get("next_token")
    if token is not None and not (isinstance(token, str) and token):
        raise Malformed("the next page has no readable token")
    return data or [], token, _around(payload)


def _around(payload: Mapping[str, Any]) -> Around:
    includes = mapping_of(payload.get("includes"))
    posts = [*list_of(includes.get("tweets")), *list_of(includes.get("posts"))]
    gone = {
        key
        for error in list_of(payload.get("errors"))
        if isinstance(error, Mapping) and error.get("resource_type") == "user"
        for key in [id_of(error.get("resource_id")) or id_of(error.get("value"))]
        if key
    }
    return Around(
        users=_by_key(list_of(includes.get("users")), "id"),
        media=_by_key(list_of(includes.get("media")), "media_key"),
        posts=_by_key(posts, "id"),
        gone=frozenset(gone),
    )


def looked(payload: Any) -> tuple[list[Any], list[Mapping[str, Any]], Around]:
    """Return the records of a look at ids, what X says of the missing ones, and what came along.

    Raises Malformed when this is no answer to a look: then it says nothing of anybody.
    """
    if not isinstance(payload, Mapping):
        raise Malformed("the answer is no object")
    data, errors = payload.get("data", []), payload.get("errors", [])
    if not isinstance(data, list) or not isinstance(errors, list) or not (data or errors):
        raise Malformed("the answer has neither records nor errors")
    return data, [mapping_of(error) for error in errors], _around(payload)


def withheld(record: Mapping[str, Any], country: str) -> bool:
    """Return whether X withholds a record where we are, everywhere, or for its copyright."""
    told = mapping_of(record.get("withheld"))
    codes = {code for code in list_of(told.get("country_codes")) if isinstance(code, str)}
    return bool(told) and (not codes or bool(codes & {country, "XX", "XY"}))


def _by_key(records: Sequence[Any], name: str) -> dict[str, Mapping[str, Any]]:
    found = {}
    for record in records:
        key = record.get(name) if isinstance(record, Mapping) else None
        if isinstance(key, str):
            found[key] = record
    return found


def mapping_of(value: Any) -> Mapping[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def list_of(value: Any) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str | None:
    """Return a text that is not empty, None for anything else."""
    return value if isinstance(value, str) and value else None


def record_of(record: Any) -> tuple[Mapping[str, Any], str]:
    """Return a record and its id. Raises Unfit."""
    if not isinstance(record, Mapping):
        raise Unfit("not an object")
    key = id_of(record.get("id"))
    if key is None:
        raise Unfit("no readable id")
    return record, key


def created(record: Mapping[str, Any], key: str) -> datetime:
    """Return when it was written: as told, for an edited post by its first id."""
    by_id = time_of(int(key))
    if by_id is not None and key != id_of(record.get("id")):
        return by_id
    written = text_of(record.get("created_at"))
    try:
        moment = datetime.fromisoformat(written) if written else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    if by_id is None:
        raise Unfit("no readable time")
    return by_id


def person(key: str, users: Mapping[str, Mapping[str, Any]]) -> Author:
    """Return a user as far as known; an unknown one has an id and no name."""
    user = users.get(key, {})
    return Author(
        external_id=key,
        name=text_of(user.get("name")) or "",
        handle=text_of(user.get("username")),
        avatar_url=text_of(user.get("profile_image_url")),
    )


def attachments(record: Mapping[str, Any], around: Around) -> tuple[Attachment, ...]:
    """Return what hangs on a record, as far as it came along."""
    keys = list_of(mapping_of(record.get("attachments")).get("media_keys"))
    return tuple(_found_media(keys, around))


def _found_media(keys: Sequence[Any], around: Around) -> Iterator[Attachment]:
    for key in keys:
        media = around.media.get(key) if isinstance(key, str) else None
        if media is None:
            continue
        kind = {"animated_gif": "gif", "video": "video"}.get(str(media.get("type")), "photo")
        url = text_of(media.get("url")) or _best(media) or text_of(media.get("preview_image_url"))
        if url:
            yield Attachment(kind, url, text_of(media.get("alt_text")))


def _best(media: Mapping[str, Any]) -> str | None:
    """Return the film of the highest bit rate."""
    films = [
        (rate, url)
        for variant in map(mapping_of, list_of(media.get("variants")))
        for rate, url in [(variant.get("bit_rate", 0), text_of(variant.get("url")))]
        if url and isinstance(rate, int)
    ]
    return max(films)[1] if films else None


def numbers(records: Sequence[Any]) -> tuple[int, ...]:
    """Return the readable ids of records, as numbers."""
    found = (id_of(mapping_of(record).get("id")) for record in records)
    return tuple(int(key) for key in found if key)
