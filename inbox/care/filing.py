"""Thanks that filed themselves: an agent says that one was a question, and may take that back.

Intake files them (`inbox.incoming.filing`). What is opened waits since it was written, not since
somebody noticed; the turn that its conversation had is kept with it, for the undo.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import Conversation, ConversationState, Message
from inbox.care import audit, conversations, passing
from inbox.care.acting import NoMessage
from inbox.care.rights import Actor, Right, require
from inbox.rules import urgency


class NotNow(Exception):
    """Somebody else has decided it meanwhile, or it is gone; nothing was changed."""


def unfile(session: Session, actor: Actor, message_id: int, now: datetime) -> None:
    """Say that a message was a question after all: its conversation waits since it was written.

    Raises NotNow, NotAllowed, NoMessage.
    """
    require(actor, Right.REPLY)
    message, conversation = _held(session, message_id)
    if message.filed is not True:
        raise NotNow(message_id)
    message.filed, message.unfiled = False, turn(conversation)
    conversations.heard(session, conversation.id, _since(message))
    passing.pass_on(session, [conversation.id])
    audit.record(session, actor, "question after all", f"messages:{message_id}", now)


def refile(session: Session, actor: Actor, message_id: int, now: datetime) -> None:
    """Take that back: it only thanked. Its conversation has the turn again that it had.

    Where something has happened there meanwhile, that counts. Raises NotNow, NotAllowed, NoMessage.
    """
    require(actor, Right.REPLY)
    message, conversation = _held(session, message_id)
    before = message.unfiled
    if message.filed is not False or before is None:
        raise NotNow(message_id)
    message.filed, message.unfiled = True, None
    waited = time(before["waiting"])
    left = {
        "state": ConversationState.OPEN.value,
        "waiting": urgency.waiting_since(waited, _since(message)).isoformat(),
        "snoozed": None,
        "inbound": before["inbound"],
    }
    if turn(conversation) == left:
        state, until = ConversationState(before["state"]), time(before["snoozed"])
        conversations.restore(session, conversation, state, waited, until)
    else:
        conversations.taken_back(session, conversation.id, _since(message))
    audit.record(session, actor, "thanks after all", f"messages:{message_id}", now)


def _held(session: Session, message_id: int) -> tuple[Message, Conversation]:
    """Return a message of a customer and its conversation, locked first."""
    found = session.get(Message, message_id)
    if found is None or found.conversation_id is None:
        raise NoMessage(message_id)
    conversation = conversations.locked(session, found.conversation_id)
    message = session.get(Message, message_id, populate_existing=True)
    if message is None:
        raise NoMessage(message_id)
    if message.deleted_at is not None:
        raise NotNow(message_id)
    return message, conversation


def _since(message: Message) -> datetime:
    return urgency.waits_from(message.created_at, message.stored_at)


def turn(of: Conversation) -> dict[str, Any]:
    """Return whose turn it is in a conversation, as a row keeps it."""
    return {
        "state": ConversationState(of.state).value,
        "waiting": of.waiting_since.isoformat() if of.waiting_since else None,
        "snoozed": of.snoozed_until.isoformat() if of.snoozed_until else None,
        "inbound": of.last_inbound_id,
    }


def time(text: str | None) -> datetime | None:
    """Return a time as a row keeps it."""
    return datetime.fromisoformat(text) if text else None
