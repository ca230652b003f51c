"""Posts read again by their ids: edited, gone, or as they were; pure but for the two asks.

    ids ──ask──> as they were      a record under its first id
                 edited since      an older version: the newest is asked for, once more
                 gone              an error in the 200, by its type
                 quotes somebody   asked for with all around it: is it a post of ours?

A post's id leads to the version that had it; its history names the newest one (docs.x.com,
edit posts). An error that is not understood says nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import Found, Gone, InboundMessage, Kind, Usage
from connectors.twitter.ids import id_of
from connectors.twitter.mapping import named, post_of, references, versions
from connectors.twitter.shapes import Around, Us, looked, record_of

Ask = Callable[[Sequence[str], bool], Any]
"""Ask for posts by their ids; with all that stands around them, or without."""

_WHY = {
    "resource-not-found": Gone.DELETED,
    "not-authorized-for-resource": Gone.PROTECTED,
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One answer: what was read by the id that brought it, and what is gone."""

    messages: Mapping[str, InboundMessage]
    gone: Mapping[str, Gone]
    records: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, int]


def look(external_ids: Sequence[str], us: Us, ask: Ask) -> Found:
    """Return what became of posts. Raises Malformed and whatever `ask` raises."""
    keys = [key for key in dict.fromkeys(external_ids) if id_of(key)]
    if not keys:
        return Found()
    first = _read(ask(keys, False), us)
    closer = list(dict.fromkeys(_closer(first.records, us)))
    second = _read(ask(closer, True), us) if closer else _Seen({}, {}, {}, {})
    outdated = {key for key, record in first.records.items() if versions(record)[-1] != key}
    kept = {key: message for key, message in first.messages.items() if key not in outdated}
    messages = {m.external_id: m for m in (kept | dict(second.messages)).values()}
    withheld = {key: m.gone for key, m in messages.items() if m.gone is not None}
    gone = {key: why for key, why in first.gone.items() if key in keys}
    items = {
        name: first.items.get(name, 0) + second.items.get(name, 0) for name in ("post", "user")
    }
    return Found(
        tuple(message for message in messages.values() if message.gone is None),
        {**gone, **withheld},
        Usage(items),
    )


def _closer(records: Mapping[str, Mapping[str, Any]], us: Us) -> list[str]:
    """Return the ids that need a second ask: newer versions, and quotes that do not name us."""
    found = []
    for key, record in records.items():
        newest = versions(record)[-1]
        quotes = "quoted" in references(record) and not named(record, us)
        if newest != key or quotes:
            found.append(newest)
    return found


def _read(payload: Any, us: Us) -> _Seen:
    data, errors, around = looked(payload)
    found = [one for one in (_one(record, us, around) for record in data) if one]
    messages = {key: message for key, message, _ in found}
    records = {key: record for key, _, record in found}
    return _Seen(messages, _gone(errors), records, _billed(records, around))


def _one(
    record: Any, us: Us, around: Around
) -> tuple[str, InboundMessage, Mapping[str, Any]] | None:
    try:
        post, key = record_of(record)
        return key, post_of(post, us, around, Kind.MENTION), post
    except Exception:  # one record that nobody foresaw must not hold back the others
        return None


def _gone(errors: Sequence[Mapping[str, Any]]) -> dict[str, Gone]:
    """Return the posts that X no longer shows, by the id that was asked for."""
    found = {}
    for error in errors:
        key = id_of(error.get("resource_id")) or id_of(error.get("value"))
        kind = error.get("type")
        why = _WHY.get(kind.rpartition("/")[2]) if isinstance(kind, str) else None
        if key and why and error.get("parameter") in ("ids", "id"):
            found[key] = why
    return found


def _billed(records: Mapping[str, Any], around: Around) -> dict[str, int]:
    others = [key for key in around.posts if key not in records]
    return {"post": len(records) + len(others), "user": len(around.users)}
