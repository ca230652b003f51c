"""Texts that did not leave go back to who wrote them: nothing typed is ever lost.

A long answer comes back from the part that did not leave on, in the agent's own words as
they were typed, its paragraphs included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.base import Refusal
from db.models import Reply, ReplyState
from inbox.care import drafts, pictures
from inbox.care.delivery import Event, later_parts, move
from inbox.queries import loose_ends
from inbox.queries.drafts import Kept


def fail(
    session: Session, reply: Reply, event: Event, code: Refusal, note: str | None, now: datetime
) -> None:
    """Note that a reply cannot leave; its text and that of the parts behind it come back.

    The parts behind stay held until their agent's next reply: they never go without this one.
    """
    reply.refusal, reply.refusal_note = code, note
    move(session, reply, event, now, note=note)
    give_back(session, [reply, *later_parts(session, reply)], now)


def give_back(session: Session, parts: Sequence[Reply], now: datetime) -> Kept:
    """Put the words of these parts into their agent's draft, above what is typed there by now."""
    first = parts[0]
    text = words(session, parts)
    kept = drafts.put_back(
        session, first.agent_id, first.conversation_id, text, now, private=first.private
    )
    pictures.come_back(session, first, kept.key, now)
    return kept


def words(session: Session, parts: Sequence[Reply]) -> str:
    """Return what the agent typed for these parts; where they are the end of it, as typed."""
    bodies = [part.body for part in parts]
    whole = session.scalar(
        select(Reply.typed).where(Reply.draft_key == parts[0].draft_key, Reply.part == 1)
    )
    at_the_end = len(parts) == parts[0].parts - parts[0].part + 1
    if whole is None or not at_the_end:
        return " ".join(bodies)
    start = len(whole)
    for body in reversed(bodies):
        start = whole.rfind(body, 0, start)
        if start < 0:
            return " ".join(bodies)
    return whole if parts[0].part == 1 else whole[start:]


def forget_held(session: Session, agent_id: int, conversation_id: int, now: datetime) -> None:
    """Withdraw held parts whose words came back: what their agent sends now takes their place."""
    held = session.scalars(
        select(Reply)
        .where(
            Reply.agent_id == agent_id,
            Reply.conversation_id == conversation_id,
            Reply.state == ReplyState.HELD,
        )
        .order_by(Reply.id)
        .with_for_update(key_share=True)
    )
    for part in list(held):
        if came_back(session, part):
            move(session, part, Event.OVERTAKEN, now)


def came_back(session: Session, part: Reply) -> bool:
    """Return whether a part before this one failed, so that its words are in the draft."""
    failed = select(Reply.id).where(Reply.id == part.id, loose_ends.came_back())
    return session.scalar(failed) is not None
