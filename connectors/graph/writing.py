"""A private message on its way: Messenger's and Instagram's Send API, and the look for it.

    less than 24 hours after they wrote   RESPONSE
    up to 7 days                          MESSAGE_TAG HUMAN_AGENT, where a person sends and the
                                          account may (option "human_agent" is "on")
    later                                 nothing is called
    once per comment, within 7 days       a private reply to its author

Sources: developers.facebook.com, Messenger Platform: Send API, Attachment Upload API, Message
Tags, Private Replies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.base import (
    ConnectorError,
    OutboundReply,
    OutcomeUnknown,
    Picture,
    Receipt,
    Refusal,
    Rejected,
)
from connectors.graph.client import GraphClient
from connectors.graph.looking import find
from connectors.graph.messages import read_message
from connectors.graph.walking import Ask
from connectors.graph.windows import HUMAN_WINDOW, WINDOW

_SHOWN = "id,message,created_time,from,to"
_RESPONSE = {"messaging_type": "RESPONSE"}
_HUMAN = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: `home` is a page's id or "me", `us` the id that we write under there.

    `with_upload` is sent along with an image (Instagram: {"platform": "instagram"}).
    """

    client: GraphClient
    home: str
    us: str
    human_agent: bool = False
    with_upload: Mapping[str, str] = field(default_factory=dict)

    def send(self, reply: OutboundReply) -> Receipt:
        """Write to a person, once; a picture goes first, as a message of its own."""
        if reply.recipient_id is None:
            raise Rejected("the platform does not say who wrote this", Refusal.UNREACHABLE)
        to = {"id": reply.recipient_id}
        given = _typed(reply, self.client.now(), human_agent=self.human_agent)
        images = [self._upload(picture) for picture in reply.pictures]
        for image in images:
            payload = {"attachment_id": image}
            self._post(to, {"attachment": {"type": "image", "payload": payload}}, given)
        try:
            return self._post(to, {"text": reply.text}, given)
        except ConnectorError as error:
            if not images or isinstance(error, Rejected | OutcomeUnknown):
                raise
            failure = OutcomeUnknown(f"the picture is out, the text is not: {error.reason}")
        raise failure

    def privately(self, reply: OutboundReply, to: Mapping[str, str]) -> Receipt:
        """Write once to whoever wrote in public; `to` names the comment or post."""
        if reply.pictures:
            raise Rejected("a private reply is one message of text", Refusal.PICTURE)
        if reply.answer_until is not None and self.client.now() >= reply.answer_until:
            raise Rejected("more than 7 days after the comment", Refusal.WINDOW_CLOSED)
        return self._post(to, {"text": reply.text}, {})

    def find_sent(self, reply: OutboundReply, thread: str) -> Receipt | None:
        """Look whether a thread shows a message of ours."""
        ask = Ask(thread, "messages", {"fields": _SHOWN, "limit": "100"})
        return find(
            self.client,
            ask,
            self.us,
            reply,
            lambda record: read_message(record, self.us, thread, closed=False),
        )

    def _post(
        self, to: Mapping[str, str], message: Mapping[str, Any], given: Mapping[str, str]
    ) -> Receipt:
        answer = self.client.post(
            self.home, "messages", recipient=json.dumps(to), message=json.dumps(message), **given
        )
        return self.client.receipt(answer.get("message_id"))

    def _upload(self, picture: Picture) -> str:
        """Hand over an image for one message; nobody sees it until the message refers to it."""
        message = json.dumps({"attachment": {"type": "image", "payload": {"is_reusable": False}}})
        form = {"message": message, **self.with_upload}
        answer = self.client.upload(self.home, "message_attachments", picture, "filedata", form)
        return uploaded(answer.get("attachment_id"))


def uploaded(key: Any) -> str:
    """Return the id of an image that was handed over. Raises Rejected."""
    if not isinstance(key, str) or not key:
        raise Rejected("the platform did not take the picture", Refusal.PICTURE)
    return key


def _typed(reply: OutboundReply, now: datetime, *, human_agent: bool) -> Mapping[str, str]:
    """Return by which right a message may be sent now. Raises Rejected when there is none."""
    if reply.answer_until is not None and now >= reply.answer_until:
        raise Rejected("too long after their last message", Refusal.WINDOW_CLOSED)
    if reply.heard_at is None or now < reply.heard_at + WINDOW:
        return _RESPONSE
    if human_agent and reply.by_person and now < reply.heard_at + HUMAN_WINDOW:
        return _HUMAN
    raise Rejected("more than 24 hours after their last message", Refusal.WINDOW_CLOSED)
