"""What X takes through its API, and the words in which it refuses the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from connectors.sandbox import x_text
from connectors.sandbox.shelf import Document
from connectors.sandbox.x_media import Photo
from connectors.sandbox.x_world import DMS, POSTS, XWorld, stamp

DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or"
    " otherwise engaged by the author of the post you are replying to."
)
DELETED = "You attempted to reply to a Tweet that is deleted or not visible to you."
TOO_LONG = "Your Tweet text is too long."
NO_DM = "You cannot send messages to this user."
FORBIDDEN = "You are not permitted to perform this action."
NOT_FOUND = "Could not find tweet with id: [{}]."
MOST_PHOTOS = 4
INVALID = "One or more parameters to your request was invalid."


class Refused(Exception):
    """X says no; `status` and `detail` as its API gives them."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def take(
    world: XWorld,
    author_id: str,
    text: str,
    reply_to: str | None,
    photos: Sequence[Photo] = (),
) -> Document:
    """Take a post that comes through the API. Raises Refused."""
    if (not text.strip() and not photos) or len(photos) > MOST_PHOTOS:
        raise Refused(400, INVALID)
    if x_text.weight(text) > int(world.setting("max_weight")):
        raise Refused(403, TOO_LONG)
    parent = _answerable(world, author_id, reply_to) if reply_to is not None else None
    if world.setting("duplicates") and _said_before(world, author_id, text, parent):
        raise Refused(403, DUPLICATE)
    return world.post(author_id, text, reply_to=reply_to, photos=photos, source="api")


def hide(world: XWorld, user_id: str, key: str, *, hidden: bool) -> None:
    """Hide a reply in a conversation that this user began, or show it again. Raises Refused."""
    post = _standing(world, key)
    root = world.town.shelf.get(POSTS, post["conversation_id"]) or {}
    if not post["reply_to"] or root.get("author_id") != user_id:
        raise Refused(403, FORBIDDEN)
    world.hide(key, hidden=hidden)


def delete(world: XWorld, user_id: str, key: str) -> None:
    """Delete a post of this user's own. Raises Refused."""
    if _standing(world, key)["author_id"] != user_id:
        raise Refused(403, FORBIDDEN)
    world.delete(key)


def delete_dm(world: XWorld, user_id: str, key: str) -> None:
    """Take a message of this user's own out of their view. Raises Refused."""
    dm = world.town.shelf.get(DMS, key)
    if dm is None or user_id in dm.get("deleted_for", ()):
        raise Refused(404, NOT_FOUND.format(key))
    if dm["sender_id"] != user_id:
        raise Refused(403, FORBIDDEN)
    world.delete_dm(key, user_id)


def _standing(world: XWorld, key: str) -> Document:
    post = world.found(key)
    if post is None:
        raise Refused(404, NOT_FOUND.format(key))
    return post


def _answerable(world: XWorld, author_id: str, reply_to: str) -> Document:
    parent = world.found(reply_to)
    if parent is None or world.user(parent["author_id"]) is None:
        raise Refused(403, DELETED)
    if parent["author_id"] == author_id:
        summoned = bool(world.setting("own_parts"))
    else:
        summoned = world.summons(parent, author_id)
    if not summoned:
        raise Refused(403, NOT_SUMMONED)
    return parent


def _said_before(world: XWorld, author_id: str, text: str, parent: Document | None) -> bool:
    said = (world.prefix(author_id, text, parent) + text.strip()).casefold()
    since = stamp(world.town.now() - timedelta(days=1))
    return any(
        (post["prefix"] + post["text"].strip()).casefold() == said
        for post in world.visible()
        if post["author_id"] == author_id and post["created_at"] >= since
    )


def take_dm(
    world: XWorld,
    sender_id: str,
    conversation_id: str,
    text: str,
    photos: Sequence[Photo] = (),
) -> Document:
    """Take a direct message that comes through the API. Raises Refused."""
    if (not text.strip() and not photos) or len(text) > 10_000 or len(photos) > 1:
        raise Refused(400, INVALID)
    people = conversation_id.split("-")
    others = [key for key in people if key != sender_id]
    if len(people) == 2 and (len(others) != 1 or world.user(others[0]) is None):
        raise Refused(403, NO_DM)
    if len(people) == 1 and not world.messages(sender_id, conversation_id):
        raise Refused(403, FORBIDDEN)
    return world.dm(
        sender_id, None, text, conversation_id=conversation_id, photos=photos, source="api"
    )
