"""The survey: what it asks, who could be drawn, and what was answered once there are enough.

An agent's page never asks for any of it, nor does a conversation's.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import (
    Account,
    AccountState,
    Contact,
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    Message,
    Person,
    Promise,
    PromiseState,
    Survey,
    SurveyAnswer,
)
from inbox.queries import channels
from inbox.rules import heat
from inbox.rules.heat import Said
from inbox.rules.lot import LOOKED_BACK, RECENT, Candidate, drawn

ENOUGH = 10
"""Answers from which on anything of them is shown."""

MOST = 500
"""Conversations that are looked at for one draw, the newest."""

SHOWN = 200
"""Open answers that are shown at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a survey asks in a language: an open question first, then one with buttons."""

    open: str = ""
    ask: str = ""
    choices: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Words:
        """Return the words as a row keeps them."""
        return cls(kept["open"], kept["ask"], tuple(kept["choices"]))

    def kept(self) -> dict[str, Any]:
        """Return the words as a row keeps them."""
        return {"open": self.open, "ask": self.ask, "choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class SurveyView:
    """The survey as an admin set it; before that it is off and asks nothing."""

    on: bool = False
    share: int = 25
    seed: str = ""
    words: dict[str, Words] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """What was answered to the words as they are now; nothing of it below ENOUGH answers.

    `counts` has a number for each button and, last, for nobody's choice.
    """

    enough: bool
    total: int = 0
    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


def survey(session: Session) -> SurveyView:
    """Return the survey."""
    row = session.get(Survey, 1)
    if row is None:
        return SurveyView()
    words = {language: Words.read(kept) for language, kept in row.words.items()}
    return SurveyView(row.on, row.share, row.seed, words, row.version)


def to_ask(session: Session, now: datetime) -> tuple[Candidate, ...]:
    """Return who is drawn and can be written to just now; nobody while the survey is off."""
    view = survey(session)
    if not view.on:
        return ()
    found = drawn(view.seed, view.share, candidates(session, now), now)
    return tuple(one for one in found if reachable(session, one.conversation, now))


def reachable(session: Session, conversation_id: int, now: datetime) -> bool:
    """Return whether their private thread takes a word of ours that is no answer any more."""
    ways = channels.channels(session, conversation_id, now)
    if ways is None:
        return False
    way = ways.ways[0]
    late = way.people_since is not None and now >= way.people_since
    return way.shut is None and not late


def candidates(session: Session, now: datetime) -> tuple[Candidate, ...]:
    """Return the people whose private matter has ended with an answer of ours, and what is so."""
    answered = (
        select(Message.id)
        .where(Message.conversation_id == Conversation.id, Message.direction == Direction.OUTBOUND)
        .exists()
    )
    ended = session.execute(
        select(Conversation.id, Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(
            Conversation.state == ConversationState.DONE,
            Conversation.last_message_at >= now - RECENT,
            Conversation.kind == Kind.DIRECT,
            Conversation.waiting_since.is_(None),
            Conversation.unsent_at.is_(None),
            Account.state == AccountState.ACTIVE,
            or_(Conversation.answer_until.is_(None), Conversation.answer_until > now),
            answered,
        )
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(MOST)
    ).all()
    of = _people(session, {row.contact_id for row in ended})
    contacts = {contact for some in of.values() for contact in some}
    cold = _cared(session, contacts), _abused(session, contacts), _broken(session, contacts, now)
    asked, hot = _asked(session, contacts), _heated(session, contacts, now)
    barred = _blocked(session, contacts)
    found = []
    for number, contact in ended:
        theirs = of[contact]
        cared, abused, broken = (bool(theirs & each) for each in cold)
        insulted = any("insults" in hot.get(each, ()) for each in theirs)
        found.append(
            Candidate(
                person=f"c{min(theirs)}",
                conversation=number,
                asked_at=max((asked[each] for each in theirs if each in asked), default=None),
                care=cared,
                heat=any(hot.get(each) for each in theirs),
                abuse=abused or insulted,
                broken=broken,
                blocked=bool(theirs & barred),
            )
        )
    return tuple(found)


def results(session: Session) -> Results:
    """Return what was answered, in no order and of nobody; nothing before there are enough."""
    view = survey(session)
    rows = session.execute(
        select(SurveyAnswer.choice, SurveyAnswer.text).where(SurveyAnswer.version == view.version)
    ).all()
    if len(rows) < ENOUGH:
        return Results(enough=False)
    known = next(iter(view.words.values()), Words())
    chosen = Counter(row.choice for row in rows)
    counts = tuple(chosen[place] for place in (*range(len(known.choices)), None))
    texts = [row.text for row in rows if row.text]
    secrets.SystemRandom().shuffle(texts)
    return Results(True, len(rows), counts, tuple(texts[:SHOWN]))


def _people(session: Session, contact_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each contact all contacts of its person, itself among them."""
    rows = session.execute(
        select(Contact.id, Contact.person_id).where(Contact.id.in_(sorted(contact_ids)))
    ).all()
    persons = {row.person_id for row in rows if row.person_id is not None}
    every: dict[int, set[int]] = defaultdict(set)
    beside = select(Contact.id, Contact.person_id).where(Contact.person_id.in_(sorted(persons)))
    for number, person in session.execute(beside):
        every[person or 0].add(number)
    return {
        row.id: frozenset(every[row.person_id] if row.person_id is not None else {row.id})
        for row in rows
    }


def _cared(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Return whom an agent has ever said to be treated with care."""
    flagged = or_(Contact.care.is_not(None), Contact.cared_at.is_not(None))
    found = select(Contact.id).where(Contact.id.in_(sorted(contact_ids)), flagged)
    return set(session.scalars(found))


def _abused(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Return from whom an agent was shielded: the team's line goes there."""
    found = select(Contact.id).where(Contact.id.in_(sorted(contact_ids)), Contact.team_line)
    return set(session.scalars(found))


def _broken(session: Session, contact_ids: Collection[int], now: datetime) -> set[int]:
    """Return to whom a promise was broken, or is late, or was kept late."""
    gone = Promise.state == PromiseState.BROKEN
    late = and_(
        Promise.state.in_((PromiseState.OPEN, PromiseState.KEPT)),
        Promise.due_at < func.coalesce(Promise.settled_at, now),
    )
    found = (
        select(Conversation.contact_id)
        .join(Promise, Promise.conversation_id == Conversation.id)
        .where(
            Conversation.contact_id.in_(sorted(contact_ids)),
            Promise.due_at >= now - LOOKED_BACK,
            or_(gone, late),
        )
    )
    return set(session.scalars(found))


def _blocked(session: Session, contact_ids: Collection[int]) -> set[int]:
    found = (
        select(Contact.id)
        .join(Person, Person.id == Contact.person_id)
        .where(Contact.id.in_(sorted(contact_ids)), Person.blocked_until.is_not(None))
    )
    return set(session.scalars(found))


def _asked(session: Session, contact_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each was asked last."""
    found = (
        select(Invitation.contact_id, func.max(Invitation.at))
        .where(Invitation.contact_id.in_(sorted(contact_ids)))
        .group_by(Invitation.contact_id)
    )
    return dict(session.execute(found).all())


def _heated(
    session: Session, contact_ids: Collection[int], now: datetime
) -> dict[int, frozenset[str]]:
    """Return the signs of heat in what each wrote lately, answered or not."""
    said: dict[int, list[Said]] = defaultdict(list)
    rows = session.execute(
        select(Message.contact_id, func.substr(Message.text, 1, heat.LOOKED_AT), Message.created_at)
        .where(
            Message.contact_id.in_(sorted(contact_ids)),
            Message.direction == Direction.INBOUND,
            Message.created_at >= now - RECENT * 4,
        )
        .order_by(Message.created_at)
    )
    for contact, text, at in rows:
        said[contact or 0].append(Said(text, at))
    return {
        contact: frozenset(
            seen.sign.value
            for start in range(0, len(texts), heat.NEWEST)
            for seen in heat.signs(texts[start : start + heat.NEWEST])
        )
        for contact, texts in said.items()
    }
