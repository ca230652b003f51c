"""Who writes again within a month: another conversation of theirs, on whatever channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from db.models import Contact, Conversation, Direction, Message
from inbox.rules import needs, recurring
from inbox.rules.needs import BACK, LOOKED_AT

CONTACTS, NEWEST = 10, 10
"""Contacts of a person, and conversations of each, that are looked at."""

READ = 60
"""Messages of such conversations that are read, the newest."""


@dataclass(frozen=True, slots=True)
class Again:
    """An earlier conversation within a month, and what of now came up there.

    `asked` are questions of now, `complained` what they complained of then; one of them at least
    is there.
    """

    conversation_id: int
    at: datetime
    asked: tuple[str, ...] = ()
    complained: tuple[str, ...] = ()


def before(now: datetime) -> ColumnElement[bool]:
    """Return whether a conversation's customer has another one within `BACK`."""
    mine, other, theirs = aliased(Contact), aliased(Contact), aliased(Conversation)
    same = or_(
        other.id == mine.id, and_(mine.person_id.is_not(None), other.person_id == mine.person_id)
    )
    return exists(
        select(theirs.id)
        .select_from(mine)
        .join(other, same)
        .join(theirs, theirs.contact_id == other.id)
        .where(
            mine.id == Conversation.contact_id,
            theirs.id != Conversation.id,
            theirs.last_message_at > now - BACK,
        )
    )


def of_conversation(session: Session, conversation_id: int, now: datetime) -> tuple[Again, ...]:
    """Return earlier conversations in which they asked, or complained of, the same, newest first.

    Of each of their contacts the newest conversations alone are looked at.
    """
    mine = session.scalars(_contacts(), {"of": conversation_id}).all()
    here: list[str] = []
    there: dict[int, list[Any]] = {}
    asked_of: dict[str, Any] = {f"of{place}": one for place, one in enumerate(mine)}
    asked_of |= {"here": conversation_id, "since": now - BACK}
    for row in session.execute(_said(len(mine)), asked_of) if mine else ():
        if row.conversation_id == conversation_id:
            here.append(row.text[:LOOKED_AT])
        else:
            there.setdefault(row.conversation_id, []).append(row)
    found = []
    for number, said in there.items():
        texts = [one.text[:LOOKED_AT] for one in said]
        asked = dict.fromkeys(words for text in here for words in needs.again(text, texts))
        wrong = _complained(here, texts)
        if asked or wrong:
            at = max(one.created_at for one in said)
            found.append(Again(number, at, tuple(asked), wrong))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _complained(here: Sequence[str], then: Sequence[str]) -> tuple[str, ...]:
    """Return in which words they complained then of what they complain of now."""
    now = [text for text in here if recurring.again(text, then)]
    return tuple(dict.fromkeys(words for text in then for words in recurring.again(text, now)))


@cache  # to build it takes longer than to ask it
def _contacts() -> Select[int]:
    mine, other = aliased(Contact), aliased(Contact)
    return (
        select(other.id)
        .select_from(Conversation)
        .join(mine, mine.id == Conversation.contact_id)
        .join(other, or_(other.id == mine.id, other.person_id == mine.person_id))
        .where(Conversation.id == bindparam("of"))
        .order_by(other.id)
        .limit(CONTACTS)
    )


@cache
def _said(contacts: int) -> Select[*tuple[Any, ...]]:
    """Read along each contact's own index, so that it costs the same however much they wrote."""
    newest = [
        select(
            select(Conversation.id)
            .where(
                Conversation.contact_id == bindparam(f"of{place}"),
                Conversation.last_message_at > bindparam("since"),
            )
            .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
            .limit(NEWEST)
            .subquery()
        )
        for place in range(contacts)
    ]
    among = or_(
        Message.conversation_id == bindparam("here"),
        Message.conversation_id.in_(union_all(*newest).scalar_subquery()),
    )
    return (
        select(Message.conversation_id, Message.text, Message.created_at)
        .where(
            among,
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
            Message.created_at > bindparam("since"),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(READ)
    )
