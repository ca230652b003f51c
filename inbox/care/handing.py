"""Handing a conversation over to a colleague, who is asked first.

    offered ──accepted, or taken by the colleague in whatever way──> the colleague's
       │ declined | nobody answered in time | taken back | somebody else has it | one was disabled
       └──> stays whose it was; who asked is told

Until the answer nothing changes: it stays with whoever has it, or in its queue. While somebody is
away who stands in for them may offer theirs; they find it under their bell. At most one offer
waits in a conversation. Agents are locked first, then absences, the conversation, the offer.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Handover, NoticeKind, Outcome
from db.session import KEEP_KEYS
from inbox.care import audit, conversations, noticing, noting, offers, owning, passing
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.rights import SYSTEM, Actor, Right, require
from inbox.care.writers import writer
from inbox.queries.authority import decided, grants_of
from inbox.rules import clean
from inbox.rules.authority import Accepted, may

AT_ONCE = 200
"""Offers that come back in one transaction."""
WORD = 200
"""Characters of the word why; what is beyond is cut."""


class NoReason(ValueError):
    """Whoever will not decide says why; nothing was changed."""


class NoOffer(LookupError):
    """This offer does not wait for that agent's answer any more; nothing was changed."""


def offer(
    session: Session,
    actor: Actor,
    conversation_id: int,
    to: int,
    note: str,
    wait: timedelta,
    now: datetime,
    *,
    decides: Accepted | None = None,
) -> int:
    """Ask a colleague to take a conversation over; returns the offer. An older one ends.

    With `decides` they are asked to grant it as well (see `inbox.care.deciding`).
    Whoever has it asks, or who stands in for them; what lies in a queue, anybody may. The note,
    where there is one, stands in the thread. Raises HasIt, NobodyThere, Refused (for the note),
    NotAllowed, NoConversation.
    """
    agent = writer(session, actor)
    here = [owning.keep(session, one) for one in sorted({agent.id, to})]
    if to == agent.id or not all(here):
        raise NobodyThere(to)
    asks = _asks_for(session, agent.id)
    conversation = conversations.locked(session, conversation_id)
    if conversation.owner_id not in asks or conversation.owner_id == to:
        raise HasIt(owning.called(session, conversation.owner_id))
    offers.end_there(session, conversation_id, now)
    note_id = None
    if clean.visible(note):
        key = uuid.uuid4().hex
        note_id = noting.write(session, actor, conversation_id, note, key, now, drafted=False)
    row = Handover(
        conversation_id=conversation_id,
        from_id=agent.id,
        to_id=to,
        note_id=note_id,
        asked_at=now,
        until=now + wait,
        remedy=decides.remedy.value if decides else None,
        amount=decides.up_to.hundredths if decides and decides.up_to else None,
        currency=decides.up_to.currency if decides and decides.up_to else None,
    )
    session.add(row)
    session.flush()
    _tell(session, NoticeKind.OFFERED, row, now)
    audit.record(session, actor, "offered", f"conversations:{conversation_id}", now, agent=to)
    return row.id


def accept(session: Session, actor: Actor, handover_id: int, now: datetime) -> None:
    """Take over what one was offered; a second press changes nothing.

    Raises NoOffer, NotAllowed.
    """
    agent = writer(session, actor)
    if not owning.keep(session, agent.id):
        raise NoOffer(handover_id)
    asks = _asks_for(session, _by(session, handover_id))
    try:
        found, conversation = _waiting(session, handover_id, now)
    except NoOffer:
        if _has_taken(session, handover_id, agent.id):
            return
        raise
    if found.to_id != agent.id or conversation.owner_id not in asks:
        raise NoOffer(handover_id)
    if not _may_decide(session, agent.id, found):
        raise NoOffer(handover_id)
    had = Holder(conversation.owner_id, conversation.team_id)
    _answer(found, Outcome.ACCEPTED, now)
    _tell(session, NoticeKind.ACCEPTED, found, now)
    session.flush()
    to = Holder(agent.id, had.team_id)
    if found.remedy is not None:
        said = {"remedy": found.remedy, "amount": found.amount, "currency": found.currency}
        audit.record(session, actor, "decided", f"conversations:{conversation.id}", now, **said)
    owning.give(session, actor, conversation, to, now, by=found.from_id)


def decline(session: Session, actor: Actor, handover_id: int, word: str, now: datetime) -> None:
    """Leave it with whoever asked, with a word why; one who is to decide has to say it.

    Raises NoOffer, NoReason, NotAllowed.
    """
    agent = writer(session, actor)
    found, _ = _waiting(session, handover_id, now)
    if found.to_id != agent.id:
        raise NoOffer(handover_id)
    if found.remedy is not None and not clean.visible(word):
        raise NoReason(handover_id)
    found.word = clean.scrub(" ".join(word[: 10 * WORD].split()))[:WORD]
    _answer(found, Outcome.DECLINED, now)
    _tell(session, NoticeKind.DECLINED, found, now)
    _record(session, actor, "declined", found, now)


def take_back(session: Session, actor: Actor, handover_id: int, now: datetime) -> None:
    """Ask no longer. Raises NoOffer, NotAllowed."""
    agent = writer(session, actor)
    found, _ = _waiting(session, handover_id, now)
    if found.from_id != agent.id:
        raise NoOffer(handover_id)
    _answer(found, Outcome.ENDED, now)
    noticing.unsay(session, NoticeKind.OFFERED, found.conversation_id, f"handovers:{found.id}")
    _record(session, actor, "offer taken back", found, now)


def know(session: Session, actor: Actor, handover_id: int, now: datetime) -> None:
    """Note that who asked knows how it ended. Raises NotAllowed."""
    require(actor, Right.REPLY)
    session.execute(
        update(Handover)
        .where(Handover.id == handover_id, Handover.from_id == actor.agent_id)
        .where(Handover.outcome.is_not(None), Handover.told_at.is_(None))
        .values(told_at=now)
    )


def due(session: Session, now: datetime) -> bool:
    """Return whether an offer was not answered in time."""
    return session.scalar(_over(now).limit(1)) is not None


def expire(session: Session, now: datetime) -> int:
    """Let offers come back that nobody answered, `AT_ONCE` at most; returns how many."""
    first = _over(now).order_by(Handover.until).limit(AT_ONCE)
    # a CTE is asked once; a subquery that locks PostgreSQL may ask again, and find the next ones
    due = first.with_for_update(skip_locked=True).cte("due")
    ended = session.execute(
        update(Handover)
        .where(Handover.id.in_(select(due.c.id)))
        .values(outcome=Outcome.EXPIRED, answered_at=now)
        .returning(Handover.conversation_id, Handover.to_id, Handover.from_id, Handover.id)
        .execution_options(synchronize_session=False)
    ).all()
    for row in sorted(ended):
        subject = f"conversations:{row.conversation_id}"
        audit.record(session, SYSTEM, "offer expired", subject, now, agent=row.to_id)
        about, cause = row.conversation_id, f"handovers:{row.id}"
        noticing.unsay(session, NoticeKind.OFFERED, about, cause)
        noticing.tell(session, NoticeKind.EXPIRED, [row.from_id], about, cause, now)
    return len(ended)


def _asks_for(session: Session, agent_id: int) -> frozenset[int | None]:
    """Return whose conversations an agent may offer: a queue's, theirs, whom they stand in for."""
    return frozenset({None, agent_id, *passing.stood_for(session, agent_id)})


def _has_taken(session: Session, handover_id: int, agent_id: int) -> bool:
    """Return whether an agent has taken over by this very offer, and has it still."""
    found = (
        select(Handover.id)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .where(
            Handover.id == handover_id,
            Handover.to_id == agent_id,
            Handover.outcome == Outcome.ACCEPTED,
            Conversation.owner_id == agent_id,
        )
    )
    return session.scalar(found) is not None


def _may_decide(session: Session, agent_id: int, found: Handover) -> bool:
    """Return whether an agent may still grant what an offer asks them to decide."""
    decides = decided(found)
    if decides is None:
        return True
    return may(grants_of(session, agent_id), decides.remedy, decides.up_to).allowed


def _by(session: Session, handover_id: int) -> int:
    """Return who asks, which never changes."""
    found = session.scalar(select(Handover.from_id).where(Handover.id == handover_id))
    if found is None:
        raise NoOffer(handover_id)
    return found


def _over(now: datetime) -> Select[int]:
    return select(Handover.id).where(Handover.outcome.is_(None), Handover.until <= now)


def _waiting(session: Session, handover_id: int, now: datetime) -> tuple[Handover, Conversation]:
    """Return an offer that waits and its conversation, both locked."""
    about = session.scalar(select(Handover.conversation_id).where(Handover.id == handover_id))
    if about is None:
        raise NoOffer(handover_id)
    conversation = conversations.locked(session, about)
    found = session.get_one(
        Handover, handover_id, with_for_update=KEEP_KEYS, populate_existing=True
    )
    if found.outcome is not None or found.until <= now:
        raise NoOffer(handover_id)
    return found, conversation


def _answer(found: Handover, outcome: Outcome, now: datetime) -> None:
    found.outcome, found.answered_at = outcome, now
    if outcome is not Outcome.DECLINED:
        found.told_at = now


def _tell(session: Session, kind: NoticeKind, offer: Handover, now: datetime) -> None:
    """Tell the one who is asked, or the one who asked."""
    asks = kind is NoticeKind.OFFERED
    whom, by = (offer.to_id, offer.from_id) if asks else (offer.from_id, offer.to_id)
    cause = f"handovers:{offer.id}"
    noticing.tell(session, kind, [whom], offer.conversation_id, cause, now, by=by)


def _record(session: Session, actor: Actor, what: str, found: Handover, now: datetime) -> None:
    subject = f"conversations:{found.conversation_id}"
    audit.record(session, actor, what, subject, now, offer=found.id)
