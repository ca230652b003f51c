"""Those who were drawn are asked: by an admin's click, shown by their number and never by name.

The admin's name stands below, as below every word of ours. Whom a rule keeps from being written
to is left out, and may be drawn another time.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Contact, Conversation, Person
from inbox.care import audit, surveys
from inbox.care.closing import StillPromised
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, Right, require
from inbox.care.writers import writer
from inbox.outgoing import replying
from inbox.outgoing.replying import Objected
from inbox.queries import surveys as queries
from inbox.rules import inviting
from inbox.rules.have_read import HaveRead
from inbox.settings import Settings

AT_ONCE = 20
"""People who are asked by one click."""


def invite(session: Session, actor: Actor, base: str, settings: Settings, now: datetime) -> int:
    """Ask those who are drawn, some at a time; returns how many messages stand in line now.

    `base` is the address that customers reach us by. Raises NotAllowed.
    """
    require(actor, Right.PEOPLE)
    writer(session, actor)
    version, done = queries.survey(session).version, 0
    some = queries.to_ask(session, now)[:AT_ONCE]
    for one in sorted(some, key=lambda one: one.conversation):
        try:
            with session.begin_nested():
                _ask(session, actor, one.conversation, version, base, settings, now)
            done += 1
        except (Objected, NoConversation, StillPromised):
            continue
    if done:
        audit.record(session, actor, "survey invited", "surveys:1", now, people=done)
    return done


def _ask(
    session: Session,
    actor: Actor,
    conversation_id: int,
    version: int,
    base: str,
    settings: Settings,
    now: datetime,
) -> None:
    contact_id, spoken, language, address = session.execute(
        select(Contact.id, Conversation.language, Person.language, Person.address)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Conversation.id == conversation_id)
    ).one()
    token = surveys.invite(session, contact_id, version, now)
    link = f"{base.rstrip('/')}/survey?token={token}"
    text = inviting.words(link, language or spoken, address)
    key = uuid.uuid4().hex
    replying.queue(
        session, actor, conversation_id, text, key, settings, now, despite=inviting.REASON,
        read=HaveRead(answer=now),
    )  # fmt: skip
