"""Who of us has thanked a person for their matter, on whatever channel; whether it ended well.

A matter is what they wrote last in this conversation, thanks aside; what has thanked them since
counts in all conversations of all their contacts, also while it still waits for its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from db.models import Account, Agent, Contact, Conversation, Direction, Message, Reply
from inbox.queries.replies import Place, leaves
from inbox.rules import thanks
from inbox.rules.objections import Thanked

NEWEST = 20
"""Our newest words to a person that are looked through."""

MOST = 100
"""Conversations of one person that are looked at, the newest first."""

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def known(
    session: Session, here: Place, conversation_id: int, draft: str, but: str | None = None
) -> Place:
    """Return a place with what a draft may say once more there, `but` the reply of that key."""
    if not draft.strip():
        return here
    asked = {"conversation": conversation_id}
    ended = session.execute(_newest(), asked).one_or_none()
    before = _thanked(session, conversation_id, but) if thanks.courtesy(draft) else None
    good = ended is not None and ended.filed is True
    return replace(here, thanked=before, ended_at=ended.created_at if good and ended else None)


def beside(session: Session, conversation_id: int, draft: str) -> list[int]:
    """Return the conversations to lock before a draft is queued, in the order of everybody.

    Two who thank one person at once, on two channels, are told of each other by that.
    """
    if not thanks.courtesy(draft):
        return [conversation_id]
    found = session.scalars(_theirs(), {"conversation": conversation_id})
    return sorted({conversation_id, *found})


def _thanked(session: Session, conversation_id: int, but: str | None) -> Thanked | None:
    asked = {"conversation": conversation_id}
    since = session.scalar(_last_real(), asked) or _EVER
    said = session.execute(_said(), {**asked, "since": since, "but": but or ""})
    return _first(Thanked(row.who, row.at, bool(thanks.courtesy(row.text))) for row in said
                  if thanks.courtesy(row.text) or thanks.thanks(row.text))  # fmt: skip


def _first(found: Iterable[Thanked]) -> Thanked | None:
    """Return the newest that said nothing else, or the newest of all."""
    those = list(found)
    return next((one for one in those if one.only), those[0] if those else None)


@cache  # to build a statement takes longer than to ask it
def _newest() -> Select[datetime, bool | None]:
    """Select the customer's last message where they wait for nothing, nor for a promise."""
    return (
        select(Message.created_at, Message.filed)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.conversation_id == bindparam("conversation"),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Conversation.waiting_since.is_(None),
            Conversation.promise_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )


@cache
def _last_real() -> Select[datetime | None]:
    return select(func.max(Message.created_at)).where(
        Message.conversation_id == bindparam("conversation"),
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
        Message.filed.is_not(True),
    )


@cache
def _theirs() -> Select[int]:
    """Select the conversations of a person, over all their contacts."""
    own, here = aliased(Contact), aliased(Conversation)
    same = or_(
        Contact.id == own.id, and_(own.person_id.is_not(None), Contact.person_id == own.person_id)
    )
    return (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(own, same)
        .join(here, here.contact_id == own.id)
        .where(here.id == bindparam("conversation"))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(MOST)
    )


@cache
def _said() -> CompoundSelect[*tuple[Any, ...]]:
    """Select what we have said to a person since then, here or in a platform's own app."""
    theirs = _theirs().subquery()
    replied = (
        select(
            Agent.work_name.label("who"),
            Reply.queued_at.label("at"),
            func.coalesce(Reply.typed, Reply.body).label("text"),
        )
        .join(Agent, Agent.id == Reply.agent_id)
        .where(
            Reply.conversation_id.in_(select(theirs.c.id)),
            Reply.part == 1,
            Reply.queued_at >= bindparam("since"),
            Reply.draft_key != bindparam("but"),
            leaves(),
        )
    )
    elsewhere = (
        select(Account.name.label("who"), Message.created_at.label("at"), Message.text)
        .join(Account, Account.id == Message.account_id)
        .where(
            Message.conversation_id.in_(select(theirs.c.id)),
            Message.direction == Direction.OUTBOUND,
            Message.reply_id.is_(None),
            Message.deleted_at.is_(None),
            Message.created_at >= bindparam("since"),
        )
    )
    both = union_all(replied, elsewhere)
    return both.order_by(both.selected_columns["at"].desc()).limit(NEWEST)
