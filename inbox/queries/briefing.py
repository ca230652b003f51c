"""What a briefing is made of, read in two statements beside what the person pane knows already.

It looks at the conversation and the person's others as that pane shows them, no further back: what
it costs does not grow with what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from db.models import Agent, Direction, Message, Promise, PromiseState
from inbox.queries.contacts import PersonView
from inbox.queries.teams import CALLED
from inbox.rules import briefing, heat, introductions, likeness
from inbox.rules.briefing import RECENT, Facts, Line, Matter, Missing, Pledge, Quote
from inbox.rules.heat import Said

SHOWN = 300
"""Characters of a message that are read for a line."""

SETTLED = timedelta(days=90)
"""How long ago a promise may have ended that is still told."""

READ = 50
"""Promises to one person that are looked through."""

FIRST, LAST, NOTE = "first", "last", "note"


def lines(session: Session, who: PersonView, now: datetime) -> tuple[Line, ...]:
    """Return what to know before writing to the person of a conversation."""
    matters = tuple(
        Matter(one.id, (one.platform, one.kind), one.state, one.last_message_at, one.preview)
        for one in who.earlier
    )
    last = briefing.settled(matters)
    about = who.conversation_id, last.conversation_id if last else None
    among = [who.conversation_id, *(one.conversation_id for one in matters)]
    said = _said(session, about, among, now - RECENT)
    closing = said[LAST]
    facts = Facts(
        now=now,
        conversation_id=who.conversation_id,
        channel=(who.platform, who.kind),
        since=who.known_since,
        matters=matters,
        more=who.more,
        first=said[FIRST][0] if said[FIRST] else None,
        closing=closing[0] if closing else None,
        signs=_signs(tuple(Said(one.text, one.at) for one in reversed(closing))),
        note=said[NOTE][0] if said[NOTE] else None,
        pledges=_pledges(session, among, who.conversation_id, now),
        missing=_missing(who, [one.text for one in (*said[FIRST], *closing)]),
    )
    return briefing.lines(facts)


@lru_cache(maxsize=512)  # the pane asks every few seconds, and what is over does not change
def _signs(said: tuple[Said, ...]) -> tuple[str, ...]:
    return tuple(seen.sign.value for seen in heat.signs(said))


def _missing(who: PersonView, texts: Sequence[str]) -> tuple[Missing, ...]:
    facts, contacts = who.behind.facts, who.behind.contacts
    named = facts.name or any(introductions.is_name(one.name, one.handle) for one in contacts)
    told = likeness.ways([facts.notes, facts.channel_address or "", *texts])
    known = {
        Missing.NAME: bool(named),
        Missing.ADDRESS: facts.address is not None,
        Missing.LANGUAGE: facts.language is not None,
        Missing.CHANNEL: facts.channel is not None,
        Missing.NUMBER: bool(told.phones or told.mails),
    }
    return tuple(one for one, is_known in known.items() if not is_known)


def _said(
    session: Session, about: tuple[int, int | None], among: Sequence[int], since: datetime
) -> dict[str, list[Quote]]:
    """Return how this matter began, the last words of the one before, the newest note."""
    found: dict[str, list[Quote]] = {FIRST: [], LAST: [], NOTE: []}
    here, last = about
    asked = {"here": here, "last": last, "among": list(among), "since": since}
    for row in session.execute(_words(), asked):
        quote = Quote(row.conversation_id, row.id, row.text, row.created_at, row.by)
        found[row.what].append(quote)
    for quotes in found.values():
        quotes.sort(key=lambda one: (one.at, one.message_id), reverse=True)
    return found


def _pledges(
    session: Session, among: Sequence[int], here: int, now: datetime
) -> tuple[Pledge, ...]:
    asked = {"among": list(among), "since": now - SETTLED}
    return tuple(
        Pledge(
            id=one.id,
            conversation_id=one.conversation_id,
            what=one.what,
            state=one.state,
            late=one.state != PromiseState.BROKEN and (one.settled_at or now) > one.due_at,
            due_at=one.due_at,
            settled_at=one.settled_at,
            here=one.conversation_id == here,
        )
        for one in session.execute(_promised(), asked)
    )


@cache  # to build a statement takes longer than to ask it
def _words() -> Select[*tuple[Any, ...]]:
    first = (
        select(Message.id)
        .where(
            Message.conversation_id == bindparam("here"),
            Message.direction == Direction.INBOUND,
            Message.created_at >= bindparam("since"),
        )
        .order_by(Message.created_at, Message.id)
        .limit(1)
        .subquery()
    )
    theirs = (
        select(Message.id)
        .where(Message.conversation_id == bindparam("last"), Message.direction == Direction.INBOUND)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(heat.NEWEST)
        .subquery()
    )
    noted = (
        select(Message.id)
        .where(
            Message.conversation_id.in_(bindparam("among", expanding=True)),
            Message.created_at >= bindparam("since"),
            Message.direction == Direction.NOTE,
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
        .subquery()
    )
    which = union_all(
        *(
            select(found.c.id, literal(what).label("what"))
            for what, found in ((FIRST, first), (LAST, theirs), (NOTE, noted))
        )
    ).subquery()
    return (
        select(
            which.c.what,
            Message.id,
            Message.conversation_id,
            Message.created_at,
            func.substr(Message.text, 1, SHOWN).label("text"),
            CALLED.label("by"),
        )
        .join(Message, Message.id == which.c.id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(Message.deleted_at.is_(None), Message.text != "")
    )


@cache
def _promised() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Promise.id,
            Promise.conversation_id,
            Promise.what,
            Promise.state,
            Promise.due_at,
            Promise.settled_at,
        )
        .where(
            Promise.conversation_id.in_(bindparam("among", expanding=True)),
            or_(
                Promise.state == PromiseState.OPEN,
                Promise.settled_at >= bindparam("since"),
            ),
        )
        .order_by(Promise.settled_at.desc(), Promise.id.desc())
        .limit(READ)
    )
