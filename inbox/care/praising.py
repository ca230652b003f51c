"""Praise on its way to the colleagues it is for: delivered once each, with the customer's words.

Who has a login reads it under their bell. Who has none (a driver) is told by one of us, in person,
and that is noted here: who told them, and when.

Only what lies here may be said to have been passed on: see `inbox.rules.praise_told`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agent, Direction, Message, Praise
from db.upsert import insert_into
from inbox.care import audit, conversations, noticing
from inbox.care.acting import NoMessage
from inbox.care.owning import NobodyThere
from inbox.care.rights import Actor, Right, require
from inbox.rules import clean, folding, praise

MOST = 50
"""Colleagues to whom one message's praise goes."""

LONGEST = 60
"""Characters by which somebody without a login is called: "die Fahrerin Anna"."""


class NotNow(Exception):
    """The message is gone meanwhile: its words are nobody's to hand on."""


class NoName(Exception):
    """Nobody is called like that: say who it is, in a few words."""


class HasLogin(Exception):
    """A colleague of that name works here: they are to read it themselves."""


class NotTold(Exception):
    """Nobody has told them yet: tell them first."""


def deliver(
    session: Session, actor: Actor, message_id: int, to: Collection[int], now: datetime
) -> str:
    """Deliver a message's praise to these colleagues, who are told; returns the words.

    Who has it already is not told again. Any message of a customer may be praise: what the rule
    does not see, an agent does. Raises NoMessage, NotNow, NobodyThere, NotAllowed.
    """
    require(actor, Right.REPLY)
    message = _held(session, message_id)
    whom = set(to)
    working = select(Agent.id).where(Agent.id.in_(whom), Agent.disabled_at.is_(None))
    if not whom or len(whom) > MOST or set(session.scalars(working)) != whom:
        raise NobodyThere
    words = praise.quoted(message.text)
    rows = [
        {
            "message_id": message_id,
            "conversation_id": message.conversation_id,
            "to_id": one,
            "by_id": actor.agent_id,
            "words": words,
            "at": now,
        }
        for one in sorted(whom)
    ]
    new = insert_into(session, Praise).values(rows)
    new = new.on_conflict_do_nothing(index_elements=["message_id", "to_id"])
    written = session.execute(new.returning(Praise.id, Praise.to_id)).all()
    noticing.praised(session, dict(tuple(row) for row in written), message, actor.agent_id, now)
    if written:
        told = [str(row.to_id) for row in written]
        audit.record(session, actor, "praise passed on", f"messages:{message_id}", now, to=told)
    return words


def told(
    session: Session, actor: Actor, message_id: int, name: str, by_id: int | None, now: datetime
) -> str:
    """Note that somebody without a login was told of a message's praise; returns its words.

    `by_id` is the agent who told them. Who was told is not noted again. Raises NoMessage, NotNow,
    NoName, HasLogin, NotTold, NotAllowed.
    """
    require(actor, Right.REPLY)
    message = _held(session, message_id)
    called = clean.name(name)
    if not folding.folded(called) or len(called) > LONGEST:
        raise NoName
    working = select(Agent.id, Agent.work_name).where(Agent.disabled_at.is_(None))
    works = {one: folding.folded(theirs or "") for one, theirs in session.execute(working)}
    if folding.folded(called) in works.values():
        raise HasLogin
    if by_id not in works:
        raise NotTold
    words = praise.quoted(message.text)
    row = {
        "message_id": message_id,
        "conversation_id": message.conversation_id,
        "to_name": called,
        "by_id": actor.agent_id,
        "told_by_id": by_id,
        "words": words,
        "at": now,
    }
    new = insert_into(session, Praise).values(row)
    new = new.on_conflict_do_nothing(index_elements=["message_id", "to_name"])
    if session.execute(new.returning(Praise.id)).first():
        where, said = f"messages:{message_id}", [called]
        audit.record(session, actor, "praise told", where, now, to=said, by=str(by_id))
    return words


def _held(session: Session, message_id: int) -> Message:
    """Return a message of a customer; its conversation is locked."""
    found = session.get(Message, message_id)
    if found is None or found.conversation_id is None or found.direction != Direction.INBOUND:
        raise NoMessage(message_id)
    conversations.locked(session, found.conversation_id)
    message = session.get(Message, message_id, populate_existing=True)
    if message is None:
        raise NoMessage(message_id)
    if message.gone is not None or message.deleted_at is not None:
        raise NotNow(message_id)
    return message
