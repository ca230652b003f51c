"""Who could use a hand is found by the worker; a person takes it, or says that it is not for us.

    looked into, up to its last message ──a sign──> it stands in the queue
        ──taken | answered | put away──> an ordinary conversation; back in its queue and still
                                         waiting, it is looked into again
        ──not for us, with a reason──> put away; a new message is looked into again

Nothing is answered by itself, nor taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db.models import Need
from db.session import Database
from db.upsert import insert_into
from inbox.care import audit, closing, conversations
from inbox.care.rights import Actor, Right, require
from inbox.queries import needs
from inbox.rules.needs import REASON


class NoReason(ValueError):
    """Why it is not for us was not said; nothing was changed."""


class NotThere(LookupError):
    """It does not stand in the queue any more; nothing was changed."""


def carry_on(db: Database, now: Callable[[], datetime], stop: Callable[[], bool]) -> None:
    """Look into what was written since, some at a time, until all is seen or one has to stop."""
    with db.read() as session:
        left = bool(needs.unlooked(session, now()) or needs.gone(session))
    if left:
        db.in_pieces(lambda session: look(session, now()), stop, needs.SOME)


def look(session: Session, now: datetime) -> int:
    """Look into some conversations, and let go what was taken or answered; returns how many.

    Killed at any moment nothing is lost: what was not looked into is looked into again.
    """
    over = needs.gone(session)
    if over:
        session.execute(update(Need).where(Need.conversation_id.in_(over)).values(found_at=None))
    new = needs.unlooked(session, now)
    seen = needs.seen(session, [one.id for one in new], now)
    for one in sorted(new, key=lambda one: one.id):
        why = " ".join(each.sign for each in seen.get(one.id, ()))
        row = insert_into(session, Need).values(
            conversation_id=one.id,
            seen_id=one.seen_id,
            why=why,
            since=one.since,
            found_at=now if why else None,
            reason="",
        )
        known = {name: row.excluded[name] for name in ("seen_id", "why", "since", "found_at")}
        fresh = known | {"reason": "", "filed_at": None, "filed_by": None}
        session.execute(
            row.on_conflict_do_update(
                index_elements=["conversation_id"],
                set_=fresh,
                where=or_(Need.seen_id < row.excluded.seen_id, needs.let_go()),
            )
        )
    return max(len(over), len(new))


def not_for_us(
    session: Session, actor: Actor, conversation_id: int, reason: str, now: datetime
) -> None:
    """File what could have used a hand, with the reason why it is not for us.

    Raises NoReason, NotThere, NotAllowed, NoConversation, StillPromised.
    """
    require(actor, Right.REPLY)
    said = " ".join(reason.split())[:REASON]
    if not said:
        raise NoReason
    conversations.locked(session, conversation_id)
    there = select(Need).where(Need.conversation_id == conversation_id, Need.found_at.is_not(None))
    row = session.scalar(there.with_for_update())
    if row is None:
        raise NotThere(conversation_id)
    row.found_at, row.filed_at, row.filed_by, row.reason = None, now, actor.agent_id, said
    closing.close(session, actor, conversation_id, now)
    about = f"conversations:{conversation_id}"
    audit.record(session, actor, "not for us", about, now, reason=said)
