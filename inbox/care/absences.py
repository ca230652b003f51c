"""An agent is away for some days, and a deputy does their work meanwhile.

    planned ──its first day──> under way ──its last day is over | ended──> over
                                  │ what is open stays theirs and is shown to who stands in;
                                  └ where nobody does it passes to its queue

The clock begins and ends it. Who stands in is written in the row, and anew whenever somebody
comes, goes or is disabled: the deputy, or the deputy's deputy; a chain that turns in a circle
leads to nobody. Absences are locked by id, before any conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from db.models import Absence, Agent
from db.session import KEEP_KEYS
from inbox.care import audit, noticing, offers, passing
from inbox.care.rights import SYSTEM, Actor, Right, require
from inbox.rules import absence, clean
from inbox.rules.absence import NoAbsence


class Wrong(StrEnum):
    """What is wrong with an absence."""

    DAYS = "days"
    BACKWARDS = "backwards"
    DEPUTY = "deputy"
    TWICE = "twice"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NotThere(LookupError):
    """There is no such absence that is not over; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of an absence: whole days on the agent's clock, the last one included."""

    first: date
    last: date
    zone: str
    deputy_id: int | None = None
    note: str = ""


def plan(session: Session, actor: Actor, agent_id: int, given: Given, now: datetime) -> int:
    """Plan an absence, an agent their own, an admin anybody's; returns its id.

    One whose first day has come begins at once. Raises Refused, NotAllowed.
    """
    _may(actor, agent_id)
    agent = session.get(Agent, agent_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if agent is None or agent.disabled_at is not None:
        raise LookupError(f"no agent {agent_id} works here")
    if given.last < given.first:
        raise Refused(Wrong.BACKWARDS)
    try:
        begins, ends = absence.span(given.first, given.last, given.zone, now)
    except NoAbsence:
        raise Refused(Wrong.DAYS) from None
    if given.deputy_id is not None and not _can_stand_in(session, given.deputy_id, agent_id):
        raise Refused(Wrong.DEPUTY)
    meets = (Absence.begins_at < ends) & (Absence.ends_at > begins) & Absence.ended_at.is_(None)
    if session.scalar(select(Absence.id).where(Absence.agent_id == agent_id, meets)) is not None:
        raise Refused(Wrong.TWICE)
    row = Absence(
        agent_id=agent_id,
        deputy_id=given.deputy_id,
        zone=given.zone,
        begins_at=begins,
        ends_at=ends,
        note=clean.scrub(" ".join(given.note[: 10 * absence.NOTE].split()))[: absence.NOTE],
        created_at=now,
    )
    session.add(row)
    session.flush()
    said = {"first": given.first.isoformat(), "last": given.last.isoformat()}
    audit.record(
        session, actor, "absence planned", _of(agent_id), now, deputy=given.deputy_id, **said
    )
    if begins <= now:
        turn(session, now)
    return row.id


def end(session: Session, actor: Actor, absence_id: int, now: datetime) -> None:
    """End an absence, or drop a planned one. Raises NotThere, NotAllowed."""
    whose = session.scalar(select(Absence.agent_id).where(Absence.id == absence_id))
    _may(actor, -1 if whose is None else whose)
    found = session.get(Absence, absence_id, with_for_update=True, populate_existing=True)
    if found is None or found.ended_at is not None:
        raise NotThere(absence_id)
    found.ended_at = now
    session.flush()
    audit.record(session, actor, "absence ended", _of(found.agent_id), now)
    _over_for(session, found, now)
    follow(session, now)


def due(session: Session, now: datetime) -> bool:
    """Return whether something begins or is over, or lies with somebody absent and alone."""
    changes = select(Absence.id).where(or_(_over(now), _begins(now))).limit(1)
    return session.scalar(changes) is not None or bool(passing.left(session))


def turn(session: Session, now: datetime) -> None:
    """Begin and end what the clock says; put right who stands in for whom."""
    steps = (
        ("absence over", _over(now), Absence.ended_at),
        ("absence began", _begins(now), Absence.began_at),
    )
    for what, those, when in steps:
        turned = session.scalars(
            update(Absence)
            .where(those)
            .values({when: now})
            .returning(Absence)
            .execution_options(synchronize_session=False, populate_existing=True)
        ).all()
        for row in sorted(turned, key=lambda one: one.agent_id):
            audit.record(session, SYSTEM, what, _of(row.agent_id), now)
            if row.ended_at is not None:
                _over_for(session, row, now)
    follow(session, now)


def follow(session: Session, now: datetime) -> None:
    """Write who stands in for whom by now; pass on what nobody does."""
    rows = session.scalars(
        select(Absence)
        .where(passing.under_way())
        .order_by(Absence.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return
    here = set(session.scalars(select(Agent.id).where(Agent.disabled_at.is_(None))))
    absent = {row.agent_id: row.deputy_id for row in rows}
    for row in rows:
        found = absence.stand_in(row.agent_id, absent, here)
        if found != row.stand_in_id:
            offers.end_for(session, row.stand_in_id, row.agent_id, now)
            row.stand_in_id = found
            noticing.stands_in(session, row, now)
            audit.record(session, SYSTEM, "stands in", _of(row.agent_id), now, agent=found)
    session.flush()
    for row in rows:
        freed = passing.let_go(session, row.agent_id) if row.stand_in_id is None else 0
        if freed:
            audit.record(session, SYSTEM, "passed on", _of(row.agent_id), now, freed=freed)


def _over_for(session: Session, row: Absence, now: datetime) -> None:
    """Let who stood in ask nobody any more, and know no more of it. The absence is locked."""
    offers.end_for(session, row.stand_in_id, row.agent_id, now)
    noticing.stands_in(session, row, now)


def _over(now: datetime) -> ColumnElement[bool]:
    return Absence.ended_at.is_(None) & (Absence.ends_at <= now)


def _begins(now: datetime) -> ColumnElement[bool]:
    waits = Absence.ended_at.is_(None) & Absence.began_at.is_(None)
    return waits & (Absence.begins_at <= now) & (Absence.ends_at > now)


def _can_stand_in(session: Session, deputy_id: int, agent_id: int) -> bool:
    here = select(Agent.id).where(Agent.id == deputy_id, Agent.disabled_at.is_(None))
    return deputy_id != agent_id and session.scalar(here.with_for_update(read=True)) is not None


def _may(actor: Actor, agent_id: int) -> None:
    require(actor, Right.OWN_PROFILE if actor.agent_id == agent_id else Right.PEOPLE)


def _of(agent_id: int) -> str:
    return f"agents:{agent_id}"
