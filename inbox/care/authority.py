"""What colleagues may decide alone: set by admins, for a role or for one agent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import Agent, Role
from db.models import Grant as Row
from db.upsert import insert_into
from inbox.care import audit
from inbox.care.promising import MOST_AMOUNT, Flaw, Unclear
from inbox.care.rights import Actor, Right, require
from inbox.queries import authority as granted
from inbox.rules.authority import COUNTED, Grant, Remedy


def set_role(
    session: Session, actor: Actor, role: Role, remedy: Remedy, grant: Grant | None, now: datetime
) -> None:
    """Say what everybody with a role may decide; None sets no limit. Raises Unclear, NotAllowed."""
    require(actor, Right.PEOPLE)
    before = granted.of_role(session, role).get(remedy)
    if before == grant:
        return
    _write(session, {"role": role.value}, remedy, grant)
    _record(session, actor, f"roles:{role.value}", remedy, grant, now)


def set_own(
    session: Session,
    actor: Actor,
    agent_id: int,
    remedy: Remedy,
    grant: Grant | None,
    now: datetime,
) -> None:
    """Say what one agent may decide, whatever their role may; None: as their role.

    Raises Unclear, NotAllowed, LookupError.
    """
    require(actor, Right.PEOPLE)
    if session.get(Agent, agent_id) is None:
        raise LookupError(f"there is no agent {agent_id}")
    before = granted.own(session, agent_id).get(remedy)
    if before == grant:
        return
    _write(session, {"agent_id": agent_id}, remedy, grant)
    _record(session, actor, f"agents:{agent_id}", remedy, grant, now)


def _write(
    session: Session, holder: dict[str, str | int], remedy: Remedy, grant: Grant | None
) -> None:
    if grant is None:
        session.execute(delete(Row).filter_by(**holder, remedy=remedy.value))
        return
    up_to = grant.up_to
    if up_to is not None:
        known = remedy in COUNTED and grant.allowed
        if not known or not 0 < up_to.hundredths <= MOST_AMOUNT:
            raise Unclear(Flaw.AMOUNT)
    said = {
        "allowed": grant.allowed,
        "amount": up_to.hundredths if up_to else None,
        "currency": up_to.currency if up_to else None,
    }
    row = insert_into(session, Row).values(**holder, remedy=remedy.value, **said)
    same = row.on_conflict_do_update(index_elements=[*holder, "remedy"], set_=said)
    session.execute(same)


def _record(
    session: Session,
    actor: Actor,
    subject: str,
    remedy: Remedy,
    grant: Grant | None,
    now: datetime,
) -> None:
    up_to = grant.up_to if grant else None
    audit.record(
        session,
        actor,
        "authority",
        subject,
        now,
        remedy=remedy.value,
        allowed=grant.allowed if grant else None,
        amount=up_to.hundredths if up_to else None,
        currency=up_to.currency if up_to else None,
    )
