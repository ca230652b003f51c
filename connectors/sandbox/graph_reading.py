"""What a reading of an object holds, whoever's it is: only asked-for fields, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_fields import Field, project
from connectors.sandbox.graph_paging import Row, paged
from connectors.sandbox.graph_truth import MESSAGES, AWorld, stamp
from connectors.sandbox.shelf import Document


@dataclass(frozen=True)
class Reading(Generic[AWorld]):
    """One call that reads: the world, and the start of every `next` link it answers with."""

    world: AWorld
    base: str
    token: str


Read = Callable[[Reading[AWorld], Document], Any]


def key(_: Reading[Any], doc: Document) -> Any:
    """Return an object's id."""
    return doc["id"]


def text(_: Reading[Any], doc: Document) -> Any:
    """Return what was written."""
    return doc["text"]


def created(_: Reading[Any], doc: Document) -> str:
    """Return when it was written."""
    return stamp(doc["at"])


def updated(reading: Reading[Any], doc: Document) -> str:
    """Return when a thread's last message was written."""
    return stamp(reading.world.messages(doc["id"])[0]["at"])


def can_reply(reading: Reading[Any], doc: Document) -> bool:
    """Return whether the person of a thread wrote lately enough to be answered."""
    days = reading.world.since_they_wrote(doc["person"])
    return days is not None and days <= 7


def shown(
    reading: Reading[AWorld],
    doc: Document,
    fields: Sequence[Field],
    known: Mapping[str, Read[AWorld]],
    below: Callable[[Field], dict[str, Any] | None],
    label: str,
) -> dict[str, Any]:
    """Return what a reading of one object shows; empty fields and edges are left out.

    `below` gives the page of an edge, None for what is a field. Raises GraphError.
    """
    found: dict[str, Any] = {}
    for field in fields:
        edge = below(field)
        if edge is not None:
            found |= {field.name: edge} if edge["data"] else {}
            continue
        if field.name not in known:
            raise unknown(field.name, label)
        value = known[field.name](reading, doc)
        if value is not None:
            found[field.name] = project(value, field.inner)
    return found


def page(
    reading: Reading[AWorld],
    path: str,
    kind: str,
    rows: Sequence[Row],
    field: Field,
    read: Callable[[Document, Sequence[Field]], dict[str, Any]],
    **how: Any,
) -> dict[str, Any]:
    """Return one page of an ordered edge; messages beyond the newest have lost their details."""
    messages = kind == reading.world.kind(MESSAGES)
    newest = rows[: reading.world.setting("detail_limit")] if messages else rows
    details = {doc["id"] for _, doc in newest}
    short = [one for one in field.inner if one.name in ("id", "created_time")]

    def one(doc: Document) -> dict[str, Any]:
        return read(doc, field.inner if doc["id"] in details else short)

    return paged(rows, field.modifiers, f"{reading.base}/{path}", reading.token, one, **how)


def unknown(name: str, label: str) -> GraphError:
    """Return what is said of a field that an object has not."""
    said = f"(#100) Tried accessing nonexisting field ({name}) on node type ({label})"
    return GraphError(100, said)
