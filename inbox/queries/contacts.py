"""Who the customer of a conversation is, as the person pane shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Account, Contact, Conversation, ConversationState, Message

EARLIER = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another conversation of the same contact."""

    id: int
    kind: str
    state: ConversationState
    preview: str
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """A contact, the conversation in front of the agent, and the contact's others."""

    conversation_id: int
    name: str
    handle: str | None
    platform: str
    account: str
    kind: str
    state: ConversationState
    known_since: datetime
    began_at: datetime
    waiting_since: datetime | None
    answer_until: datetime | None
    earlier: tuple[Earlier, ...]
    more: bool


def person(session: Session, conversation_id: int, limit: int = EARLIER) -> PersonView | None:
    """Return who stands behind a conversation, with their other ones, newest first."""
    found = session.execute(
        select(Conversation, Contact, Account.platform, Account.name)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if found is None:
        return None
    here, contact, platform, account = found
    others = session.scalars(
        select(Conversation)
        .where(Conversation.contact_id == contact.id, Conversation.id != conversation_id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    ).all()
    first = session.scalar(
        select(Message.created_at)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.created_at)
        .limit(1)
    )
    began = min(here.created_at, first or here.created_at)
    return PersonView(
        conversation_id=here.id,
        name=contact.name,
        handle=contact.handle,
        platform=platform,
        account=account,
        kind=here.kind,
        state=ConversationState(here.state),
        known_since=min(contact.created_at, began),
        began_at=began,
        waiting_since=here.waiting_since,
        answer_until=here.answer_until,
        earlier=tuple(_earlier(other) for other in others[:limit]),
        more=len(others) > limit,
    )


def _earlier(row: Conversation) -> Earlier:
    return Earlier(row.id, row.kind, ConversationState(row.state), row.preview, row.last_message_at)
