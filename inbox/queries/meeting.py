"""Whether an agent and a customer have met, over all contacts of the person, and by which name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from connectors.base import Kind
from db.models import (
    Absence,
    Agent,
    Contact,
    Conversation,
    Direction,
    Message,
    Person,
    Reply,
    ReplyState,
)
from inbox.rules import introductions, taking
from inbox.rules.meeting import Meeting

LOOKED_AT = 20
"""Our newest replies to somebody that are looked through for the question of their name."""

WORDS = 5
"""Their newest messages by which their language is told."""

_LEFT = (
    ReplyState.SCHEDULED,
    ReplyState.QUEUED,
    ReplyState.SENDING,
    ReplyState.UNKNOWN,
    ReplyState.DELIVERED,
)


def meeting(session: Session, agent_id: int, conversation_id: int, house: str = "de") -> Meeting:
    """Return how an agent meets the customer of a conversation; `house`: our own language."""
    asked = {"conversation": conversation_id, "agent": agent_id}
    rows = session.execute(_contacts(), asked).all()
    if not rows:
        return Meeting()
    here = rows[0]
    names = tuple(
        dict.fromkeys(
            row.name
            for row in rows
            if not row.withheld and introductions.is_name(row.name, row.handle)
        )
    )
    chosen = (here.chosen,) if here.chosen else ()
    ids = {"contacts": [row.id for row in rows]}
    made = Meeting(
        first=not session.scalar(_met(), asked | ids),
        names=(*chosen, *names),
        handles=tuple(dict.fromkeys(row.handle for row in rows if row.handle)),
        address=here.address,
        channel=here.channel,
        pace=here.pace,
        private=here.kind == Kind.DIRECT,
    )
    if not made.names:
        said = session.scalars(_ours(), ids).all()
        made = replace(made, nameless=not any(introductions.asks(one) for one in said))
    if not made.first and not made.nameless:
        return made
    if made.first:
        made = replace(made, instead_of=session.scalar(_instead(), asked | ids))
    wrote = tuple(session.scalars(_theirs(), asked))
    spoken = taking.Customer(
        language=here.language, platform_language=here.platform_language, wrote=wrote
    )
    return replace(made, spoken=taking.language(spoken, house))


@cache  # to build a statement takes longer than to ask it
def _contacts() -> Select[*tuple[Any, ...]]:
    """All contacts of the person, that of the conversation first."""
    own = aliased(Contact)
    return (
        select(
            Contact.id,
            Contact.name,
            Contact.handle,
            Contact.withheld,
            Person.name.label("chosen"),
            Person.address,
            Person.language,
            Person.channel,
            Person.pace,
            Conversation.kind,
            Conversation.language.label("platform_language"),
        )
        .select_from(Conversation)
        .join(own, own.id == Conversation.contact_id)
        .join(
            Contact,
            or_(
                Contact.id == own.id,
                and_(own.person_id.is_not(None), Contact.person_id == own.person_id),
            ),
        )
        .outerjoin(Person, Person.id == own.person_id)
        .where(Conversation.id == bindparam("conversation"))
        .order_by(Contact.id != own.id, Contact.id)
    )


@cache
def _met() -> Select[bool]:
    """Asked along the conversations of these contacts: there are few, and very many replies."""
    found = (
        select(Reply.id)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(
            Conversation.contact_id.in_(bindparam("contacts", expanding=True)),
            Reply.agent_id == bindparam("agent"),
            Reply.state.in_(_LEFT),
        )
    )
    return select(exists(found))


@cache
def _ours() -> Select[str]:
    return (
        select(Reply.body)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(
            Conversation.contact_id.in_(bindparam("contacts", expanding=True)),
            Reply.state.in_(_LEFT),
        )
        .order_by(Reply.id.desc())
        .limit(LOOKED_AT)
    )


@cache
def _instead() -> Select[str]:
    """The name of whoever answered these contacts last, where this agent stands in for them."""
    # said so that no database begins at all that was ever delivered: theirs are few
    delivered = func.coalesce(Reply.state, "") == ReplyState.DELIVERED
    newest = (
        select(func.max(Reply.id))
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(Conversation.contact_id.in_(bindparam("contacts", expanding=True)), delivered)
        .correlate(None)
        .scalar_subquery()
    )
    last = select(Reply.agent_id).where(Reply.id == newest).scalar_subquery()
    away = (
        select(Absence.agent_id)
        .where(
            Absence.stand_in_id == bindparam("agent"),
            Absence.began_at.is_not(None),
            Absence.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    return select(Agent.work_name).where(Agent.id == last, Agent.id.in_(away))


@cache
def _theirs() -> Select[str]:
    return (
        select(func.substr(Message.text, 1, 2_000))
        .where(
            Message.conversation_id == bindparam("conversation"),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(WORDS)
    )
