"""Causes: what goes wrong for several customers, from the first complaint to the last one told.

    open ──> being fixed ──> fixed ──> everybody who complained is told, each by a person
      └────────────┴────────────┘      any way back is one press

A cause is linked to conversations by agents alone. Nobody is told by itself: a note is begun in
the conversation of each, and whoever has sent one says so.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db.models import Agent, Cause, CauseState, Complaint, Contact, Conversation
from db.upsert import insert_into
from inbox.care import audit, conversations
from inbox.care.rights import Actor, Right, require
from inbox.care.writers import writer
from inbox.queries import taking as whom
from inbox.rules import clean, folding, making_good
from inbox.rules.taking import Words
from inbox.texts import Texts

NAME, CHANGE = 80, 300
"""Characters of a cause's name, and of the sentence on what changes."""

MOST = 1_000
"""Causes that are kept at most: more, nobody finds anything in."""


class Flaw(StrEnum):
    """What is wrong with what was typed about a cause."""

    NAME = "name"
    NAME_LONG = "name_long"
    CHANGE = "change"
    CHANGE_LONG = "change_long"
    SAME = "same"
    FULL = "full"


class Unclear(ValueError):
    """Nothing was written; `flaw` says what is missing or wrong."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class NoCause(LookupError):
    """There is no such cause, or nobody complained about it there; nothing was changed."""


def found(session: Session, actor: Actor, name: str, change: str, now: datetime) -> int:
    """Open a cause and return its id; one of that name that is there already is that one.

    Raises Unclear, NotAllowed.
    """
    agent = writer(session, actor)
    called, folded, said = _checked(name, change)
    known = session.scalar(select(Cause.id).where(Cause.folded == folded))
    if known is not None:
        return known
    if (session.scalar(select(func.count()).select_from(Cause)) or 0) >= MOST:
        raise Unclear(Flaw.FULL)
    values = {
        "name": called,
        "folded": folded,
        "change": said,
        "state": CauseState.OPEN,
        "since": now,
        "owner_id": agent.id,
        "opened_by": agent.id,
        "opened_at": now,
    }
    row = insert_into(session, Cause).values(**values).on_conflict_do_nothing()
    number: int | None = session.scalar(row.returning(Cause.id))
    if number is None:  # a colleague opened it in this moment
        return session.scalars(select(Cause.id).where(Cause.folded == folded)).one()
    audit.record(session, actor, "cause opened", f"causes:{number}", now, name=called)
    return number


def reword(
    session: Session, actor: Actor, cause_id: int, name: str, change: str, now: datetime
) -> None:
    """Say anew what a cause is called and what changes. Raises Unclear, NoCause, NotAllowed."""
    require(actor, Right.REPLY)
    called, folded, said = _checked(name, change)
    row = _held(session, cause_id)
    other = select(Cause.id).where(Cause.folded == folded, Cause.id != cause_id)
    if session.scalar(other) is not None:
        raise Unclear(Flaw.SAME)
    row.name, row.folded, row.change = called, folded, said
    audit.record(session, actor, "cause reworded", f"causes:{cause_id}", now, name=called)


def turn(session: Session, actor: Actor, cause_id: int, state: CauseState, now: datetime) -> None:
    """Say how far a cause is mended; any way back is allowed. Raises NoCause, NotAllowed."""
    require(actor, Right.REPLY)
    row = _held(session, cause_id)
    if row.state == state:
        return
    was, row.state, row.since = row.state, state, now
    audit.record(
        session, actor, "cause turned", f"causes:{cause_id}", now, was=was, state=state.value
    )


def entrust(
    session: Session, actor: Actor, cause_id: int, agent_id: int | None, now: datetime
) -> None:
    """Say who sees that it changes; None: nobody. Raises NoCause, LookupError, NotAllowed."""
    require(actor, Right.REPLY)
    row = _held(session, cause_id)
    agent = session.get(Agent, agent_id) if agent_id is not None else None
    if agent_id is not None and (agent is None or agent.disabled_at is not None):
        raise LookupError(f"nobody works here as {agent_id}")
    row.owner_id = agent_id
    audit.record(session, actor, "cause entrusted", f"causes:{cause_id}", now, agent=agent_id)


def link(
    session: Session, actor: Actor, conversation_id: int, cause_id: int, now: datetime
) -> None:
    """Note that somebody complained about a cause; who does so again is to be told again.

    Raises NoCause, NoConversation, NotAllowed.
    """
    require(actor, Right.REPLY)
    conversations.locked(session, conversation_id)
    _held(session, cause_id)
    row = _complaint(session, conversation_id, cause_id)
    if row is None:
        row = Complaint(cause_id=cause_id, conversation_id=conversation_id)
        session.add(row)
    row.at, row.by_id, row.told_at, row.told_by = now, actor.agent_id, None, None
    session.flush()
    _record(session, actor, "complaint", conversation_id, cause_id, now)


def unlink(
    session: Session, actor: Actor, conversation_id: int, cause_id: int, now: datetime
) -> None:
    """Take back that somebody complained about a cause.

    Raises NoCause, NoConversation, NotAllowed.
    """
    require(actor, Right.REPLY)
    conversations.locked(session, conversation_id)
    row = _complaint(session, conversation_id, cause_id)
    if row is None:
        raise NoCause(cause_id)
    session.delete(row)
    _record(session, actor, "complaint taken back", conversation_id, cause_id, now)


def told(
    session: Session,
    actor: Actor,
    conversation_id: int,
    cause_id: int,
    now: datetime,
    *,
    yes: bool = True,
) -> None:
    """Note that somebody was told that it is fixed, on whatever channel; or that they were not.

    It holds for all conversations of this person about the cause. Raises NoCause,
    NoConversation, NotAllowed.
    """
    require(actor, Right.REPLY)
    conversations.locked(session, conversation_id)
    if _complaint(session, conversation_id, cause_id) is None:
        raise NoCause(cause_id)
    for row in session.scalars(_theirs(session, conversation_id, cause_id)):
        row.told_at = now if yes else None
        row.told_by = actor.agent_id if yes else None
    session.flush()
    _record(session, actor, "told" if yes else "not told", conversation_id, cause_id, now)


def begin(session: Session, actor: Actor, conversation_id: int, cause_id: int, t: Texts) -> Words:
    """Return how a note begins that something is fixed; nothing is written, nothing leaves.

    Raises NoCause, NotAllowed.
    """
    writer(session, actor)
    row = session.get(Cause, cause_id)
    if row is None or _complaint(session, conversation_id, cause_id) is None:
        raise NoCause(cause_id)
    customer = whom.customer(session, conversation_id)
    return making_good.fixed(customer, row.change, t.language)


def _checked(name: str, change: str) -> tuple[str, str, str]:
    """Return a cause's name, what it is told from others by, and its sentence; or raise."""
    called = clean.name(name)
    said = clean.scrub(" ".join(change[: 10 * CHANGE].split())).strip()
    folded = " ".join(folding.folded(called))
    for flaw, is_so in (
        (Flaw.NAME, not folded),
        (Flaw.NAME_LONG, len(called) > NAME),
        (Flaw.CHANGE, not clean.visible(said)),
        (Flaw.CHANGE_LONG, len(said) > CHANGE),
    ):
        if is_so:
            raise Unclear(flaw)
    return called, folded, said


def _held(session: Session, cause_id: int) -> Cause:
    row = session.get(Cause, cause_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoCause(cause_id)
    return row


def _complaint(session: Session, conversation_id: int, cause_id: int) -> Complaint | None:
    return session.scalar(
        select(Complaint).where(
            Complaint.conversation_id == conversation_id, Complaint.cause_id == cause_id
        )
    )


def _theirs(session: Session, conversation_id: int, cause_id: int) -> Select[Complaint]:
    """Return what finds the complaints of whoever wrote there about a cause."""
    here = (
        select(Contact.id, Contact.person_id)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    )
    contact_id, person_id = session.execute(here).one()
    same = [Contact.id == contact_id, *([Contact.person_id == person_id] if person_id else [])]
    return (
        select(Complaint)
        .join(Conversation, Conversation.id == Complaint.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Complaint.cause_id == cause_id, or_(*same))
    )


def _record(
    session: Session, actor: Actor, what: str, conversation_id: int, cause_id: int, now: datetime
) -> None:
    audit.record(session, actor, what, f"conversations:{conversation_id}", now, cause=cause_id)
