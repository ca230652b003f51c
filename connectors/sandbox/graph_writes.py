"""What a page may write through the Graph API: comments, their upkeep, and Messenger.

The 24-hour window and HUMAN_AGENT: developers.facebook.com, Messenger Platform Policy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.sandbox import graph_errors, graph_media
from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_world import COMMENTS, GraphWorld, NotThere

COMMENT_MOST, MESSAGE_MOST = 8_000, 2_000
WINDOW, HUMAN_WINDOW, PRIVATE_WINDOW = 1.0, 7.0, 7.0
"""Days after the person's last message, and after the comment that is answered privately."""

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
        return _message(world, given)
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
        photo = _image(world, given["attachment_id"])
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


def _image(world: GraphWorld, key: Any) -> str:
    try:
        return graph_media.UPLOAD + str(world.uploaded(str(key))["id"])
    except NotThere as error:
        raise GraphError(100, "(#100) Invalid parameter: no such attachment") from error


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


def _nested(given: Given, name: str) -> dict[str, Any]:
    """Return a nested object, which travels as JSON text in a form."""
    try:
        value = json.loads(given.get(name, "{}"))
    except ValueError as error:
        raise GraphError(100, f"(#100) Param {name} must be JSON") from error
    if not isinstance(value, dict):
        raise GraphError(100, f"(#100) Param {name} must be an object")
    return value


def _message(world: GraphWorld, given: Given) -> dict[str, Any]:
    recipient = _nested(given, "recipient")
    person, private = _recipient(world, recipient)
    if "sender_action" in given:
        return {"recipient_id": person}
    message = _nested(given, "message")
    photo = _sent_image(world, message)
    text = _text(message) if photo is None else ""
    if private is None:
        _window(world, person, given)
    sent = world.message(person, text, ours=True, source="api", photo=photo)
    if private is not None:
        world.change(private, privately=sent["id"])
    return {"recipient_id": person, "message_id": sent["id"]}


def _recipient(world: GraphWorld, recipient: dict[str, Any]) -> tuple[str, str | None]:
    """Return the person, and the comment or post that is answered privately."""
    commented = recipient.get("comment_id") or recipient.get("post_id")
    if commented is None:
        try:
            return str(world.named(str(recipient.get("id", "")))["id"]), None
        except NotThere as error:
            said = "(#100) No matching user found"
            raise GraphError(100, said, subcode=2018001) from error
    comment = world.commentable(str(commented))
    if comment.get("privately"):
        raise GraphError(10900, "(#10900) Activity already replied to")
    old = world.now() - comment["at"] > PRIVATE_WINDOW * 86_400
    if old or comment["author"] == FACEBOOK.id:
        raise GraphError(10903, "(#10903) This user can't reply to this activity")
    return str(comment["author"]), str(comment["id"])


def _sent_image(world: GraphWorld, message: dict[str, Any]) -> str | None:
    """Return the image of a message that is one: it is either text or an attachment."""
    attachment = message.get("attachment")
    if attachment is None:
        return None
    if "text" in message or not isinstance(attachment, dict):
        raise GraphError(100, "(#100) Must send either text or an attachment")
    payload = attachment.get("payload")
    given = payload if isinstance(payload, dict) else {}
    if "url" in given:
        return str(given["url"])
    return _image(world, given.get("attachment_id"))


def _text(message: dict[str, Any]) -> str:
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise GraphError(100, "(#100) Param message[text] must be a non-empty string")
    if len(text) > MESSAGE_MOST:
        said = f"(#100) Length of param message[text] must be less than or equal to {MESSAGE_MOST}"
        raise GraphError(100, said)
    return text


def _window(world: GraphWorld, person: str, given: Given) -> None:
    days = world.since_they_wrote(person)
    tagged = given.get("messaging_type") == "MESSAGE_TAG" and given.get("tag") == "HUMAN_AGENT"
    if days is None or days > (HUMAN_WINDOW if tagged else WINDOW):
        raise graph_errors.outside_window()
