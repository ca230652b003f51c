"""The Send API of Messenger and Instagram: the window, HUMAN_AGENT, private replies, images.

Source: developers.facebook.com, Messenger Platform Policy, Send API, Private Replies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from connectors.sandbox import graph_errors, graph_media
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_truth import NotThere
from connectors.sandbox.shelf import Document

WINDOW, HUMAN_WINDOW, PRIVATE_WINDOW = 1.0, 7.0, 7.0
"""Days after the person's last message, and after the comment that is answered privately."""

Given = Mapping[str, str]
Uploads = Callable[[str], Document]


class Letters(Protocol):
    """A platform on which people write to us in private: Messenger, Instagram."""

    def now(self) -> float:
        """Return the platform's time."""

    def named(self, number: str) -> Document:
        """Return a person by id. Raises NotThere."""

    def commentable(self, key: str) -> Document:
        """Return what was written in public by its id. Raises NotThere."""

    def since_they_wrote(self, person: str) -> float | None:
        """Return the days since a person last wrote to us, None when never."""

    def message(self, person: str, text: str, *, ours: bool = False, **more: Any) -> Document:
        """Let us write to a person."""

    def change(self, key: str, **what: Any) -> Document:
        """Note something on what was written."""


def send(
    world: Letters,
    uploaded: Uploads,
    given: Given,
    us: str,
    measure: Callable[[str], int],
    most: int,
) -> dict[str, Any]:
    """Send what a form says to whom it says. Raises GraphError, NotThere."""
    person, private = _recipient(world, nested(given, "recipient"), us)
    if "sender_action" in given:
        return {"recipient_id": person}
    message = nested(given, "message")
    photo = _sent_image(uploaded, message)
    text = _text(message, measure, most) if photo is None else ""
    if private is None:
        _window(world, person, given)
    sent = world.message(person, text, ours=True, source="api", photo=photo)
    if private is not None:
        world.change(private, privately=sent["id"])
    return {"recipient_id": person, "message_id": sent["id"]}


def image(uploaded: Uploads, key: Any) -> str:
    """Return the address of an image that was handed over. Raises GraphError."""
    try:
        return graph_media.UPLOAD + str(uploaded(str(key))["id"])
    except NotThere as error:
        raise GraphError(100, "(#100) Invalid parameter: no such attachment") from error


def nested(given: Given, name: str) -> dict[str, Any]:
    """Return a nested object, which travels as JSON text in a form."""
    try:
        value = json.loads(given.get(name, "{}"))
    except ValueError as error:
        raise GraphError(100, f"(#100) Param {name} must be JSON") from error
    if not isinstance(value, dict):
        raise GraphError(100, f"(#100) Param {name} must be an object")
    return value


def _recipient(world: Letters, recipient: dict[str, Any], us: str) -> tuple[str, str | None]:
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
    if old or comment["author"] == us:
        raise GraphError(10903, "(#10903) This user can't reply to this activity")
    return str(comment["author"]), str(comment["id"])


def _sent_image(uploaded: Uploads, message: dict[str, Any]) -> str | None:
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
    return image(uploaded, given.get("attachment_id"))


def _text(message: dict[str, Any], measure: Callable[[str], int], most: int) -> str:
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise GraphError(100, "(#100) Param message[text] must be a non-empty string")
    if measure(text) > most:
        said = f"(#100) Length of param message[text] must be less than or equal to {most}"
        raise GraphError(100, said)
    return text


def _window(world: Letters, person: str, given: Given) -> None:
    days = world.since_they_wrote(person)
    tagged = given.get("messaging_type") == "MESSAGE_TAG" and given.get("tag") == "HUMAN_AGENT"
    if days is None or days > (HUMAN_WINDOW if tagged else WINDOW):
        raise graph_errors.outside_window()
