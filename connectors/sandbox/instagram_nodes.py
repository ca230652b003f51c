"""What a reading of each kind of Instagram's objects holds: only asked-for fields.

Field names as in Meta's api_specs (Business SDK): IGUser, IGMedia, IGComment, UnifiedThread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.sandbox import graph_media, graph_reading
from connectors.sandbox.accounts import INSTAGRAM
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_fields import Field
from connectors.sandbox.graph_paging import Row
from connectors.sandbox.graph_reading import can_reply, created, key, shown, text, unknown, updated
from connectors.sandbox.instagram_world import (
    COMMENTS,
    MEDIA,
    MESSAGES,
    THREADS,
    InstagramWorld,
)
from connectors.sandbox.shelf import Document

MOST = 50
USER = "instagram.user"
SCOPED = "9876500000000001"
"""Our own id as other accounts' apps see it."""

_DEFAULTS = {
    USER: "id",
    MEDIA: "id",
    COMMENTS: "id,timestamp,text",
    THREADS: "id,updated_time",
    MESSAGES: "id,created_time",
}
_EDGES = {
    (MEDIA, "comments"): COMMENTS,
    (COMMENTS, "replies"): COMMENTS,
    (THREADS, "messages"): MESSAGES,
    (USER, "media"): MEDIA,
    (USER, "tags"): MEDIA,
}
_LABELS = {USER: "IGUser", MEDIA: "IGMedia", COMMENTS: "IGComment"}


Glance = graph_reading.Reading[InstagramWorld]
Read = graph_reading.Read[InstagramWorld]


def _from(glance: Glance, doc: Document) -> Any:
    if not glance.world.shows_name(doc["author"]):
        return None
    person = glance.world.named(doc["author"])
    ours = person["id"] == INSTAGRAM.id and glance.world.setting("scoped_us")
    return {"id": SCOPED if ours else person["id"], "username": person["handle"]}


def _username(glance: Glance, doc: Document) -> Any:
    shown = _from(glance, doc)
    return shown and shown["username"]


def _user(_: Glance, doc: Document) -> Any:
    return {"id": INSTAGRAM.id} if doc["author"] == INSTAGRAM.id else None


def _to(glance: Glance, doc: Document) -> Any:
    other = glance.world.seen(doc["thread"])[1]["person"]
    to = other if doc["author"] == INSTAGRAM.id else INSTAGRAM.id
    person = glance.world.named(to)
    return {"data": [{"id": person["id"], "username": person["handle"]}]}


_FIELDS: dict[str, dict[str, Read]] = {
    USER: {
        "id": key,
        "username": lambda _, doc: doc["handle"],
        "name": lambda _, doc: INSTAGRAM.name,
        "profile_picture_url": lambda _, doc: None,
        "media_count": lambda glance, doc: len(glance.world.published(tags=False)),
    },
    MEDIA: {
        "id": key,
        "caption": lambda _, doc: doc["text"] or None,
        "timestamp": created,
        "username": _username,
        "permalink": lambda _, doc: f"https://www.instagram.com/p/{doc['id']}/",
        "media_type": lambda _, doc: "IMAGE",
        "media_url": lambda glance, doc: (
            graph_media.address(glance.base, doc["photo"]) if doc["photo"] else None
        ),
        "thumbnail_url": lambda _, doc: None,
        "comments_count": lambda glance, doc: glance.world.count(doc["id"]),
        "is_comment_enabled": lambda _, doc: True,
        "like_count": lambda _, doc: 0,
    },
    COMMENTS: {
        "id": key,
        "text": text,
        "timestamp": created,
        "username": _username,
        "from": _from,
        "user": _user,
        "hidden": lambda _, doc: doc["hidden"],
        "like_count": lambda _, doc: 0,
        "parent_id": lambda _, doc: doc["parent"],
        "media": lambda _, doc: {"id": doc["media"], "media_product_type": "FEED"},
    },
    THREADS: {
        "id": key,
        "updated_time": updated,
        "can_reply": can_reply,
    },
    MESSAGES: {
        "id": key,
        "created_time": created,
        "message": text,
        "from": _from,
        "to": _to,
        "attachments": lambda glance, doc: graph_media.sent(glance.base, doc),
        "sticker": lambda _, doc: None,
    },
}


def default(kind: str) -> str:
    """Return the fields of a reading that asks for none."""
    return _DEFAULTS[kind]


def inside(kind: str, name: str) -> str:
    """Return what an edge holds. Raises GraphError where there is none of that name."""
    if (kind, name) not in _EDGES:
        raise unknown(name, _LABELS.get(kind, "Node"))
    return _EDGES[(kind, name)]


def read(glance: Glance, kind: str, doc: Document, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a reading of one object shows; empty fields are left out, `id` never is."""

    def below(field: Field) -> dict[str, Any] | None:
        return edge(glance, kind, doc, field) if (kind, field.name) in _EDGES else None

    label = _LABELS.get(kind, "Node")
    return {**shown(glance, doc, fields, _FIELDS[kind], below, label), "id": doc["id"]}


def edge(glance: Glance, kind: str, doc: Document, field: Field) -> dict[str, Any]:
    """Return one page of what hangs on an object. Raises GraphError."""
    world, rows, falling = glance.world, list[Row](), True
    if kind == USER:
        rows = [(one["at"], one) for one in world.published(tags=field.name == "tags")]
    elif kind == THREADS:
        rows = [(one["at"], one) for one in world.messages(doc["id"])]
    else:
        _may_read(world, doc)
        parent = doc["id"] if kind == COMMENTS else None
        rows = [(one["at"], one) for one in world.comments(doc.get("media", doc["id"]), parent)]
        if kind == COMMENTS and world.setting("replies_first"):
            rows, falling = rows[::-1], False
    return page(glance, f"{doc['id']}/{field.name}", inside(kind, field.name), rows, field, falling)


def page(
    glance: Glance, path: str, kind: str, rows: Sequence[Row], field: Field, falling: bool = True
) -> dict[str, Any]:
    """Return one page of an ordered edge."""

    def one(doc: Document, fields: Sequence[Field]) -> dict[str, Any]:
        return read(glance, kind, doc, fields)

    return graph_reading.page(glance, path, kind, rows, field, one, falling=falling, most=MOST)


def _may_read(world: InstagramWorld, doc: Document) -> None:
    media = world.seen(doc.get("media", doc["id"]))[1]
    ours = media["author"] == INSTAGRAM.id
    if not world.setting("reads_comments" if ours else "reads_tagged"):
        raise GraphError(10, "(#10) Application does not have permission for this action", 403)
