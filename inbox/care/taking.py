"""Take and tell: a conversation is taken, and an answer begun that says by when there is more.

Nothing is written and nothing leaves: the words go into the composer, where their agent goes on.
Who tells of a promise that was moved or broken begins in the same way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import PromiseState
from inbox.care import owning
from inbox.care.owning import Holder
from inbox.care.promising import NoPromise
from inbox.care.rights import Actor
from inbox.care.writers import writer
from inbox.queries import opening, roster
from inbox.queries import taking as queries
from inbox.rules import due_times, taking
from inbox.rules.hours import Hours, read
from inbox.rules.taking import Words
from inbox.texts import Texts


def take(
    session: Session, actor: Actor, conversation_id: int, had: Holder, t: Texts, now: datetime
) -> Words:
    """Take a conversation and return how its answer begins, with a time that can be kept.

    `had` is who had it when the agent looked. Raises HasIt, Writing, NobodyThere, NotAllowed,
    NoConversation.
    """
    agent = writer(session, actor)
    owning.hand(session, actor, conversation_id, Holder(agent.id, had.team_id), had, now)
    known = due_times.calendar(now, _week(session, agent.id, had.team_id, t.zone), t.zone)
    waiting = queries.waiting_for(session, agent.id, conversation_id)
    away, sign_at = queries.away(session, agent.id, now), queries.hears(session, conversation_id)
    until = taking.due(known, waiting, away)
    if not waiting:
        until = taking.agreed(until, sign_at, known, away)
    until = taking.within(until, queries.closes(session, conversation_id), now)
    words = taking.take(queries.customer(session, conversation_id), known, until, t.language)
    late = sign_at is not None and now < sign_at < until
    return replace(words, before=sign_at) if late else words


def _week(session: Session, agent_id: int, team_id: int | None, zone: str) -> Hours:
    """Return when an agent works: who said nothing, while it is open, as the next sign counts."""
    said = roster.week_of(session, agent_id)
    if said is not None and said.spans:
        return said
    kept = opening.calendars(session).of(team_id)
    return kept.opening.hours if kept is not None else read(taking.ALWAYS, zone)


def tell(
    session: Session, actor: Actor, promise_id: int, was: datetime | None, t: Texts, now: datetime
) -> Words:
    """Return how a note begins that something promised comes later, or not at all.

    `was` is when it was due before it was moved. Raises NoPromise, NotAllowed.
    """
    agent = writer(session, actor)
    row = queries.promise(session, promise_id)
    if row is None:
        raise NoPromise(promise_id)
    known = roster.calendar(session, agent.id, t.zone, now)
    whom = queries.customer(session, row.conversation_id)
    if row.state == PromiseState.BROKEN:
        return taking.broken(whom, known, row.what, row.due_at, t.language)
    return taking.moved(whom, known, row.what, was or row.first_due_at, row.due_at, t.language)
