"""What a page may write through the Graph API: comments, their upkeep, and Messenger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox import graph_errors, graph_media, graph_messages
from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_world import COMMENTS, GraphWorld

COMMENT_MOST, MESSAGE_MOST = 8_000, 2_000
_UPLOADS = {"photos": ("source", "id"), "message_attachments": ("filedata", "attachment_id")}
"""Edges that take an image: the field of the form, and how the answer names it."""

Given = Mapping[str, str]


def write(world: GraphWorld, method: str, path: tuple[str, ...], given: Given) -> dict[str, Any]:
    """Do what a POST or DELETE asks. Raises GraphError or NotThere."""
    key, name = path[0], path[1] if len(path) == 2 else None
    if method == "DELETE" and name is None:
        return _delete(world, key)
    if method == "POST" and name == "comments":
        return _comment(world, key, given)
    if method == "POST" and name == "messages" and key in ("me", FACEBOOK.id):
        return graph_messages.send(world, world.uploaded, given, FACEBOOK.id, len, MESSAGE_MOST)
    if method == "POST" and key in ("me", FACEBOOK.id) and name in _UPLOADS:
        field, said = _UPLOADS[name]
        return {said: graph_media.take(world, given, field)}
    if name == "likes":
        world.commentable(key)
        world.change(key, liked=method == "POST")
        return {"success": True}
    if method == "POST" and name is None:
        return _change(world, key, given)
    raise graph_errors.missing(key, method.lower())


def _comment(world: GraphWorld, on: str, given: Given) -> dict[str, Any]:
    text, photo = given.get("message", ""), given.get("attachment_url")
    if "attachment_id" in given:
        photo = graph_messages.image(world.uploaded, given["attachment_id"])
    above = world.commentable(on)
    if above["closed"]:
        raise GraphError(200, "(#200) Commenting on this object is switched off", 403)
    if not text.strip() and not photo:
        raise GraphError(100, "(#100) A comment needs a message or an attachment")
    if len(text) > COMMENT_MOST:
        raise GraphError(100, f"(#100) Param message must be at most {COMMENT_MOST} characters")
    if world.setting("refuses_duplicates") and _said_before(world, above, text):
        raise GraphError(506, "Duplicate status message", 400)
    return {"id": world.comment(FACEBOOK.id, on, text, photo=photo, source="api")["id"]}


def _said_before(world: GraphWorld, above: Mapping[str, Any], text: str) -> bool:
    post = above.get("post", above["id"])
    return any(
        c["author"] == FACEBOOK.id and c["text"] == text and c["post"] == post and not c["deleted"]
        for c in world.everything(COMMENTS)
    )


def _ours(world: GraphWorld, key: str) -> None:
    if world.commentable(key)["author"] != FACEBOOK.id:
        raise GraphError(200, "(#200) Permissions error", 403)


def _change(world: GraphWorld, key: str, given: Given) -> dict[str, Any]:
    world.commentable(key)
    if "is_hidden" in given:
        world.change(key, hidden=given["is_hidden"] == "true")
    elif "message" in given:
        _ours(world, key)
        world.change(key, text=given["message"])
    return {"success": True}


def _delete(world: GraphWorld, key: str) -> dict[str, Any]:
    world.commentable(key)
    world.change(key, deleted=True)
    return {"success": True}
