"""One act on many conversations: asked for once, carried out step by step, taken back as a whole.

    asked ──worker, AT_ONCE steps a transaction──> each done | same | refused ──undo──> undone

Every step is the use case that a single click is: it locks its row, checks the right and is
audited. A step and its effect are one commit, so whoever is killed loses and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db.models import Agent, BulkAct, BulkStep, BulkVerb, Conversation, Role, StepState
from db.session import Database
from inbox.care import audit, bulk_steps, noting, tagging
from inbox.care.bulk_steps import Known, Refusal, Way, refusal
from inbox.care.rights import Actor, NotAllowed, Right, Via, require
from inbox.rules import clean
from inbox.rules.snoozing import wakes_at
from inbox.settings import Settings

MOST = 1_000
"""Conversations of one act."""
OFFERED = 50
"""Conversations that a colleague is asked for at once: more nobody answers in time."""
AT_ONCE = 50
"""Steps of one transaction."""
UNDO = timedelta(minutes=10)


class Refused(Exception):
    """Nothing was begun: too many, none, or what cannot be."""


class NotNow(Exception):
    """This cannot be taken back any more, or is already; nothing was changed."""


def begin(
    session: Session,
    actor: Actor,
    verb: BulkVerb,
    conversation_ids: Sequence[int],
    how: Mapping[str, Any],
    now: datetime,
    chosen: Mapping[int, int] | None = None,
) -> int:
    """Ask for something to be done with many; returns the act's id. The worker carries it out.

    `chosen`: the customer's last message in each when it was chosen, where that was before now.
    `how`: `{agent, team}` to assign, `{agent, note}` to offer, `{tag}` a name, `{until, zone}` to
    put off. Raises Refused, tagging.Refused, noting.Refused, NoTime, NotAllowed.
    """
    require(actor, Right.REPLY)
    if actor.agent_id is None:
        raise NotAllowed("somebody has to be told what came of it")
    ids = sorted(set(conversation_ids))
    if not 0 < len(ids) <= most(verb) or verb is BulkVerb.UNDO:
        raise Refused(len(ids))
    kept = _checked(session, actor, verb, how, now)
    seen = session.execute(
        select(
            Conversation.id,
            Conversation.owner_id,
            Conversation.team_id,
            Conversation.last_inbound_id,
        )
        .where(Conversation.id.in_(ids))
        .order_by(Conversation.id)
    ).all()
    if not seen:
        raise Refused(0)
    last = {row.id: row.last_inbound_id or 0 for row in seen} | dict(chosen or {})
    steps = [
        {
            "conversation_id": row.id,
            "before": {"owner": row.owner_id, "team": row.team_id, "inbound": last[row.id]},
        }
        for row in seen
    ]
    return _ask(session, actor, verb, kept, steps, now)


def most(verb: BulkVerb) -> int:
    """Return of how many conversations an act may be."""
    return OFFERED if verb is BulkVerb.OFFER else MOST


def _checked(
    session: Session, actor: Actor, verb: BulkVerb, how: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return what the steps need to know; what no step could do is refused at once."""
    kept = dict(how)
    match verb:
        case BulkVerb.TAG:
            kept["tag_id"] = tagging.make(session, actor, str(how.get("tag", "")), now)
        case BulkVerb.SNOOZE:
            wakes_at(str(how.get("until", "")), now, str(how.get("zone", "UTC")))
            kept["asked_at"] = now.isoformat()
        case BulkVerb.OFFER if clean.visible(str(how.get("note", ""))):
            kept["note"] = noting.fit(str(how["note"]))
    return kept


def undo(session: Session, actor: Actor, bulk_id: int, now: datetime) -> int:
    """Ask for all steps that were done to be taken back; what waits is not begun any more.

    Raises NotNow, NotAllowed.
    """
    require(actor, Right.REPLY)
    act = session.get(BulkAct, bulk_id, with_for_update=True, populate_existing=True)
    if act is None or act.agent_id != actor.agent_id or act.verb == BulkVerb.UNDO:
        raise NotNow(bulk_id)
    again = select(BulkAct.id).where(BulkAct.undoes_id == bulk_id)
    if now - (act.finished_at or now) > UNDO or session.scalar(again) is not None:
        raise NotNow(bulk_id)
    for step in _steps(session, bulk_id, StepState.WAITING):
        step.state = StepState.UNDONE
    act.finished_at = act.finished_at or now
    steps = [
        {"conversation_id": step.conversation_id, "before": {}}
        for step in _steps(session, bulk_id, StepState.DONE)
    ]
    return _ask(session, actor, BulkVerb.UNDO, {}, steps, now, undoes=bulk_id)


def carry_on(
    db: Database, settings: Settings, now: Callable[[], datetime], stop: Callable[[], bool]
) -> int:
    """Carry out what was asked for, the oldest first; returns how many steps were gone."""
    with db.read() as session:
        if session.scalar(_open().limit(1)) is None:
            return 0
    return db.in_pieces(lambda session: _some(session, settings, now()), stop)


def _ask(
    session: Session,
    actor: Actor,
    verb: BulkVerb,
    how: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    now: datetime,
    undoes: int | None = None,
) -> int:
    act = BulkAct(
        agent_id=actor.agent_id,
        via=actor.via.value,
        verb=verb.value,
        how=dict(how),
        undoes_id=undoes,
        asked_at=now,
        finished_at=None if steps else now,
    )
    session.add(act)
    session.flush()
    rows = [{**step, "bulk_id": act.id, "state": StepState.WAITING, "after": {}} for step in steps]
    if rows:
        session.execute(insert(BulkStep), rows)
    audit.record(session, actor, f"bulk {verb}", f"bulk_acts:{act.id}", now, steps=len(rows))
    return act.id


def _some(session: Session, settings: Settings, now: datetime) -> int:
    """Carry out the next steps of one act; returns how many, 0 where nothing waits for us."""
    act = session.scalars(_open_acts().with_for_update(skip_locked=True).limit(1)).first()
    if act is None:
        return 0
    steps = _steps(session, act.id, StepState.WAITING, AT_ONCE)
    who = session.get_one(Agent, act.agent_id)
    actor = Actor(act.agent_id, Role(who.role), Via(act.via))
    known = Known(session, actor, act.how, settings, now, act.id)
    for step in steps:
        _step(known, act, step, works=who.disabled_at is None)
    session.flush()
    if not _steps(session, act.id, StepState.WAITING, 1):
        act.finished_at = now
    return len(steps)


def _step(known: Known, act: BulkAct, step: BulkStep, *, works: bool) -> None:
    """Carry out one step in a savepoint; whatever refuses it, the others go on."""
    session = known.session
    try:
        if not works:
            raise NotAllowed("does not work here any more")
        with session.begin_nested():
            done = _way(known, act, step)(known, step)
            session.flush()
    except OperationalError:
        raise
    except Exception as error:
        step.state = StepState.REFUSED
        step.reason, step.name = refusal(error)
        return
    step.state = StepState.DONE if done else StepState.SAME


def _way(known: Known, act: BulkAct, step: BulkStep) -> Way:
    if act.undoes_id is None:
        return bulk_steps.WAYS[BulkVerb(act.verb)]
    first = known.session.get_one(BulkAct, act.undoes_id)
    done = known.session.get_one(BulkStep, (act.undoes_id, step.conversation_id))

    def back(there: Known, _: BulkStep) -> bool:
        bulk_steps.put_back(there, BulkVerb(first.verb), first.how, done)
        done.state = StepState.UNDONE
        return True

    return back


def _open() -> Any:
    return select(BulkAct.id).where(BulkAct.finished_at.is_(None))


def _open_acts() -> Any:
    return select(BulkAct).where(BulkAct.finished_at.is_(None)).order_by(BulkAct.id)


def _steps(
    session: Session, bulk_id: int, state: StepState, limit: int | None = None
) -> list[BulkStep]:
    wanted = (
        select(BulkStep)
        .where(BulkStep.bulk_id == bulk_id, BulkStep.state == state)
        .order_by(BulkStep.conversation_id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(wanted))


__all__ = ["AT_ONCE", "MOST", "UNDO", "NotNow", "Refusal", "Refused", "begin", "carry_on", "undo"]
