"""Somebody is blocked until a day: what they write is kept and shown, but calls nobody.

    writes while blocked ──> in its conversation, whose state stays; a new one begins as done
    the block is over    ──> who still waits is open again, since they wrote, as urgent as ever

`blocked_until` alone says that somebody is blocked: the clock empties it when its time has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationState, Person, Role
from inbox.care import audit, conversations, owning, people
from inbox.care.conversations import Event
from inbox.care.rights import SYSTEM, Actor, Right, require
from inbox.rules import blocking, clean

AT_ONCE = 50
"""People whose block ends in one transaction."""

ASLEEP = (ConversationState.WAITING, ConversationState.DONE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block as an agent saw it: until when, and why."""

    until: datetime
    reason: str


class NoReason(ValueError):
    """Nobody is blocked without a reason that colleagues can read."""


def block(
    session: Session,
    actor: Actor,
    contact_id: int,
    asked: str,
    reason: str,
    zone: str,
    now: datetime,
    *,
    seen: Block | None = None,
) -> datetime:
    """Block somebody until the end of a day of the agent's; returns the moment.

    Who was `seen` to be blocked is from now on blocked until then, for that reason; a block that
    was not seen stays. Raises Changed, NoDay, NoReason, NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    until = blocking.ends(asked, now, zone, admin=actor.role is Role.ADMIN)
    said = " ".join(clean.scrub(reason[:2_000]).split())[: blocking.LONGEST_REASON]
    if not clean.visible(said):
        raise NoReason
    person = people.held(session, contact_id, None, now)
    _expect(session, person, seen, now)
    person.blocked_until, person.blocked_reason = until, said
    person.blocked_by = actor.agent_id
    people.wrote(session, actor, person, now)
    weigh(session, people.of(session, person.id))
    subject = f"people:{person.id}"
    audit.record(session, actor, "blocked", subject, now, until=until.isoformat())
    return until


def lift(session: Session, actor: Actor, contact_id: int, seen: Block, now: datetime) -> None:
    """Let somebody be heard again whose block was `seen`; who is not blocked stays so.

    Raises Changed, NoContact, NotAllowed.
    """
    require(actor, Right.REPLY)
    person = people.held(session, contact_id, None, now)
    _expect(session, person, seen, now)
    if person.blocked_until is not None:
        _lift(session, actor, person, now)


def over(session: Session, now: datetime) -> bool:
    """Return whether a block has to end."""
    return session.scalar(_over(now).limit(1)) is not None


def lift_over(session: Session, now: datetime) -> int:
    """End the blocks whose time has come, `AT_ONCE` at most; returns how many."""
    first = _over(now).order_by(Person.blocked_until, Person.id).limit(AT_ONCE)
    ids = session.scalars(first.with_for_update(skip_locked=True, key_share=True)).all()
    for number in sorted(ids):
        _lift(session, SYSTEM, people.locked(session, number), now)
    return len(ids)


def weigh(session: Session, contact_ids: Sequence[int]) -> None:
    """Weigh anew the conversations in which these contacts wait, after a block came or went."""
    waits = (
        select(Conversation)
        .where(Conversation.contact_id.in_(contact_ids), Conversation.waiting_since.is_not(None))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for conversation in session.scalars(waits).all():
        if conversation.state in ASLEEP and not _blocked(session, conversation):
            conversation.state = conversations.after(conversation.state, Event.CUSTOMER_WROTE)
        conversations.weigh(session, conversation)
    session.flush()


def _expect(session: Session, person: Person, seen: Block | None, now: datetime) -> None:
    """Raise Changed where a block stands that the agent has not seen."""
    until = person.blocked_until
    if until is not None and until > now and Block(until, person.blocked_reason or "") != seen:
        raise people.Changed(owning.called(session, person.blocked_by))


def _blocked(session: Session, conversation: Conversation) -> bool:
    return bool(conversations.blocked(session, [conversation.id]))


def _lift(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    person.blocked_until = person.blocked_reason = person.blocked_by = None
    people.wrote(session, actor, person, now)
    weigh(session, people.of(session, person.id))
    audit.record(session, actor, "unblocked", f"people:{person.id}", now)


def _over(now: datetime) -> Select[int]:
    return select(Person.id).where(Person.blocked_until <= now)
