"""Who the customer of a conversation is, as the person pane shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from db.models import Account, Contact, Conversation, ConversationState, Message
from inbox.queries import people
from inbox.queries.people import Behind
from inbox.queries.position import Position

EARLIER = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another conversation of the same person, on whatever platform."""

    id: int
    kind: str
    state: ConversationState
    preview: str
    last_message_at: datetime
    platform: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A contact, the conversation in front of the agent, and the person's others.

    `older` is where the next page of these begins. `behind` is what the team knows.
    """

    conversation_id: int
    contact_id: int
    name: str
    handle: str | None
    platform: str
    account: str
    kind: str
    state: ConversationState
    known_since: datetime
    began_at: datetime
    waiting_since: datetime | None
    sign_at: datetime | None
    answer_until: datetime | None
    earlier: tuple[Earlier, ...]
    older: Position | None
    behind: Behind

    @property
    def more(self) -> bool:
        """Return whether there are other conversations further back."""
        return self.older is not None


def person(session: Session, conversation_id: int, limit: int = EARLIER) -> PersonView | None:
    """Return who stands behind a conversation, with their other ones, newest first."""
    found = session.execute(_here(), {"here": conversation_id}).one_or_none()
    if found is None:
        return None
    here, contact, platform, account, first = found
    behind = people.behind(session, contact)
    earlier, older = _history(session, here.id, [one.id for one in behind.contacts], None, limit)
    began = min(here.created_at, first or here.created_at)
    return PersonView(
        conversation_id=here.id,
        contact_id=contact.id,
        name=contact.name,
        handle=contact.handle,
        platform=platform,
        account=account,
        kind=here.kind,
        state=ConversationState(here.state),
        known_since=min(contact.created_at, began),
        began_at=began,
        waiting_since=here.waiting_since,
        sign_at=here.sign_at,
        answer_until=here.answer_until,
        earlier=earlier,
        older=older,
        behind=behind,
    )


@cache  # to build it takes longer than to ask it
def _here() -> Select[*tuple[Any, ...]]:
    first = select(func.min(Message.created_at)).where(Message.conversation_id == Conversation.id)
    return (
        select(Conversation, Contact, Account.platform, Account.name, first.scalar_subquery())
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == bindparam("here"))
    )


def history(
    session: Session, conversation_id: int, before: Position, limit: int = EARLIER
) -> tuple[tuple[Earlier, ...], Position | None]:
    """Return a page of a person's other conversations, and where the next one begins."""
    contact = session.scalar(
        select(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    )
    if contact is None:
        return (), None
    mine = people.contact_ids(session, contact)
    return _history(session, conversation_id, mine, before, limit)


def _history(
    session: Session, but: int, mine: Sequence[int], before: Position | None, limit: int
) -> tuple[tuple[Earlier, ...], Position | None]:
    """Read along each contact's own index, so that a page costs what it shows."""
    asked = {f"of{place}": one for place, one in enumerate(mine)}
    since = {"at": before.at, "id": before.id} if before is not None else {}
    rows = session.execute(
        _others(len(mine), further=before is not None),
        {"but": but, "most": limit + 1, **asked, **since},
    ).all()
    shown = tuple(_earlier(row, platform) for row, platform in rows[:limit])
    more = len(rows) > limit
    return shown, Position(shown[-1].last_message_at, shown[-1].id) if more else None


@cache
def _others(contacts: int, *, further: bool) -> Select[*tuple[Any, ...]]:
    here = tuple_(Conversation.last_message_at, Conversation.id)
    before = tuple_(bindparam("at", type_=Conversation.last_message_at.type), bindparam("id"))
    newest = [
        select(
            select(Conversation.id)
            .where(
                Conversation.contact_id == bindparam(f"of{place}"),
                Conversation.id != bindparam("but"),
                *([here < before] if further else []),
            )
            .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
            .limit(bindparam("most"))
            .subquery()
        )
        for place in range(contacts)
    ]
    return (
        select(Conversation, Account.platform)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id.in_(union_all(*newest).scalar_subquery()))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(bindparam("most"))
    )


def _earlier(row: Conversation, platform: str) -> Earlier:
    state = ConversationState(row.state)
    return Earlier(row.id, row.kind, state, row.preview, row.last_message_at, platform)
