"""What a reading of each kind of object holds: only asked-for fields, edges a page at a time.

Field names as in Meta's api_specs (Business SDK) and on developers.facebook.com.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.sandbox import graph_media, graph_reading
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_fields import Field
from connectors.sandbox.graph_paging import Row
from connectors.sandbox.graph_reading import can_reply, created, key, shown, text, updated
from connectors.sandbox.graph_truth import stamp
from connectors.sandbox.graph_world import (
    COMMENTS,
    MESSAGES,
    POSTS,
    REVIEWS,
    THREADS,
    GraphWorld,
)
from connectors.sandbox.shelf import Document

WWW = "https://www.facebook.com"
_DEFAULTS = {
    "page": "id,name",
    POSTS: "id,created_time,message",
    REVIEWS: "created_time,recommendation_type,review_text",
    COMMENTS: "id,created_time,from,message",
    THREADS: "id,link,updated_time",
    MESSAGES: "id,created_time",
}


Reading = graph_reading.Reading[GraphWorld]
Read = graph_reading.Read[GraphWorld]


def _author(reading: Reading, doc: Document) -> Any:
    if not reading.world.shows_name(doc["author"]):
        return None
    person = reading.world.named(doc["author"])
    return {"name": person["name"], "id": person["id"]}


def _permalink(_: Reading, doc: Document) -> str:
    post = doc.get("post", doc["id"]).partition("_")[2]
    link = f"{WWW}/{FACEBOOK.id}/posts/{post}"
    return f"{link}?comment_id={doc['id'].partition('_')[2]}" if "post" in doc else link


def _post_attachments(reading: Reading, doc: Document) -> Any:
    found = graph_media.story(reading.base, doc)
    return {"data": [found | {"media_type": found["type"]}]} if found else None


def _parent(reading: Reading, doc: Document) -> Any:
    if doc["parent"] is None:
        return None
    above = reading.world.commentable(doc["parent"])
    return {
        "created_time": stamp(above["at"]),
        "from": _author(reading, above),
        "message": above["text"],
        "id": above["id"],
    }


def _other(reading: Reading, doc: Document) -> Document:
    return reading.world.named(reading.world.seen(doc["thread"])[1]["person"])


def _mail(person: Document) -> dict[str, str]:
    return {
        "name": person["name"],
        "email": f"{person['id']}@facebook.com",
        "id": person["id"],
    }


def _from_messenger(reading: Reading, doc: Document) -> Any:
    shown = reading.world.shows_name(doc["author"])
    return _mail(reading.world.named(doc["author"])) if shown else None


def _to(reading: Reading, doc: Document) -> Any:
    ours = doc["author"] == FACEBOOK.id
    person = _other(reading, doc) if ours else reading.world.named(FACEBOOK.id)
    return {"data": [_mail(person)]}


def _participants(reading: Reading, doc: Document) -> Any:
    person = reading.world.named(doc["person"])
    return {"data": [_mail(person), _mail(reading.world.named(FACEBOOK.id))]}


def _can_reply_privately(reading: Reading, doc: Document) -> bool:
    young = reading.world.now() - doc["at"] <= 7 * 86_400
    return young and doc["author"] != FACEBOOK.id and not doc.get("privately")


def _private(reading: Reading, doc: Document) -> Any:
    if not doc.get("privately"):
        return None
    return {"id": reading.world.seen(doc["privately"])[1]["thread"]}


def _newest(reading: Reading, doc: Document) -> Document:
    return reading.world.messages(doc["id"])[0]


_FIELDS: dict[str, dict[str, Read]] = {
    "page": {
        "id": key,
        "name": lambda _, doc: doc["name"],
        "link": lambda _, doc: f"{WWW}/{doc['id']}",
        "instagram_business_account": lambda _, doc: {
            "id": INSTAGRAM.id,
            "username": INSTAGRAM.handle,
            "name": INSTAGRAM.name,
        },
    },
    POSTS: {
        "id": key,
        "message": lambda _, doc: doc["text"] or None,
        "created_time": created,
        "updated_time": created,
        "from": _author,
        "permalink_url": _permalink,
        "attachments": _post_attachments,
        "is_hidden": lambda _, doc: doc["hidden"],
        "full_picture": lambda _, doc: doc["photo"],
    },
    COMMENTS: {
        "id": key,
        "message": text,
        "created_time": created,
        "from": _author,
        "parent": _parent,
        "object": lambda _, doc: {"id": doc["post"]},
        "attachment": lambda reading, doc: graph_media.story(reading.base, doc),
        "permalink_url": _permalink,
        "comment_count": lambda reading, doc: len(
            reading.world.comments(doc["id"], stream=True, backwards=False)
        ),
        "is_hidden": lambda _, doc: doc["hidden"],
        "is_private": lambda _, doc: False,
        "can_comment": lambda _, doc: not doc["closed"],
        "can_hide": lambda _, doc: doc["author"] != FACEBOOK.id,
        "can_remove": lambda _, doc: True,
        "can_like": lambda _, doc: True,
        "can_reply_privately": _can_reply_privately,
        "private_reply_conversation": _private,
        "like_count": lambda _, doc: int(doc.get("liked", False)),
        "user_likes": lambda _, doc: doc.get("liked", False),
    },
    REVIEWS: {
        "created_time": created,
        "has_rating": lambda _, doc: False,
        "has_review": lambda _, doc: bool(doc["text"]),
        "rating": lambda _, doc: None,
        "recommendation_type": lambda _, doc: "positive" if doc["recommends"] else "negative",
        "review_text": lambda _, doc: doc["text"] or None,
        "reviewer": _author,
        "open_graph_story": lambda reading, doc: (
            {"id": doc["id"]} if reading.world.setting("names_stories") else None
        ),
    },
    THREADS: {
        "id": key,
        "link": lambda _, doc: f"/{FACEBOOK.id}/inbox/{doc['id'].removeprefix('t_')}/",
        "updated_time": updated,
        "message_count": lambda reading, doc: len(reading.world.messages(doc["id"])),
        "unread_count": lambda _, doc: 0,
        "snippet": lambda reading, doc: _newest(reading, doc)["text"][:80],
        "participants": _participants,
        "can_reply": can_reply,
    },
    MESSAGES: {
        "id": key,
        "created_time": created,
        "message": text,
        "from": _from_messenger,
        "to": _to,
        "attachments": lambda reading, doc: graph_media.sent(reading.base, doc),
        "sticker": lambda reading, doc: graph_media.sticker(reading.base, doc),
        "tags": lambda _, doc: {"data": [{"name": "inbox"}, {"name": "source:mobile"}]},
    },
}
_LABELS = {
    POSTS: "Post",
    REVIEWS: "Recommendation",
    COMMENTS: "Comment",
    THREADS: "UnifiedThread",
    MESSAGES: "Message",
}


def default(kind: str) -> str:
    """Return the fields of a reading that asks for none."""
    return _DEFAULTS[kind]


def read(reading: Reading, kind: str, doc: Document, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a reading of one object shows; empty fields are left out, `id` never is.

    A review has no id of its own, only a story that names it.
    """

    def below(field: Field) -> dict[str, Any] | None:
        known = field.name in ("comments", "messages")
        return edge(reading, kind, doc, field) if known else None

    label = _LABELS.get(kind, "Page")
    found = shown(reading, doc, fields, _FIELDS[kind], below, label)
    return found if kind == REVIEWS else {**found, "id": doc["id"]}


def edge(reading: Reading, kind: str, doc: Document, field: Field) -> dict[str, Any]:
    """Return one page of an object's comments or messages. Raises GraphError."""
    rows, inside = _below(reading, kind, doc, field)
    return page(reading, f"{doc['id']}/{field.name}", inside, rows, field)


def _below(reading: Reading, kind: str, doc: Document, field: Field) -> tuple[list[Row], str]:
    wanted = field.modifiers
    if kind == REVIEWS and not reading.world.setting("reads_reviews"):
        raise GraphError(10, "(#10) Application does not have permission for this action", 403)
    if field.name == "comments" and kind in (POSTS, REVIEWS, COMMENTS):
        comments = reading.world.comments(
            doc["id"],
            stream=wanted.get("filter", "toplevel") == "stream",
            backwards=wanted.get("order", "chronological") == "reverse_chronological",
        )
        return [(comment["at"], comment) for comment in comments], COMMENTS
    if field.name == "messages" and kind == THREADS:
        return [(m["at"], m) for m in reading.world.messages(doc["id"])], MESSAGES
    said = f"(#100) Tried accessing nonexisting field ({field.name})"
    raise GraphError(100, said)


def page(
    reading: Reading, path: str, kind: str, rows: Sequence[Row], field: Field
) -> dict[str, Any]:
    """Return one page of an ordered edge."""
    falling = kind != COMMENTS or field.modifiers.get("order") == "reverse_chronological"

    def one(doc: Document, fields: Sequence[Field]) -> dict[str, Any]:
        return read(reading, kind, doc, fields)

    return graph_reading.page(reading, path, kind, rows, field, one, falling=falling)
