"""Texts that did not leave go back to who wrote them: nothing typed is ever lost.

A long answer comes back from the part that did not leave on, in the agent's own words as
they were typed, its paragraphs included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from connectors.base import Refusal
from db.models import Conversation, HeldFor, Reply, ReplyState
from inbox.care import conversations, drafts, following, noting, owed, pictures
from inbox.care.delivery import Event, hold_conversation, later_parts, move
from inbox.queries import loose_ends
from inbox.queries.drafts import Kept, Told, Why


def fail(
    session: Session, reply: Reply, event: Event, code: Refusal, note: str | None, now: datetime
) -> None:
    """Note that a reply cannot leave; its text and that of the parts behind it come back.

    The parts behind stay held until their agent's next reply: they never go without this one.
    """
    reply.refusal, reply.refusal_note = code, note
    move(session, reply, event, now, note=note)
    following.reopen(session, reply, now)
    give_back(session, [reply, *later_parts(session, reply)], now)


def overtaken(session: Session, conversation_ids: Collection[int], now: datetime) -> None:
    """Take back what waits in conversations whose customers wrote again: it knows too little.

    That is what waits for its time, for a colleague's eyes or for its agent to look at it again.
    The conversations are locked.
    """
    waits = select(Reply).where(Reply.conversation_id.in_(sorted(conversation_ids)), _waiting())
    _take_back(session, waits, Event.OVERTAKEN, Told(Why.WROTE_AGAIN), now)


def withdraw_of(session: Session, agent_id: int, now: datetime) -> int:
    """Take back what of an agent waits, and lock all they have; returns how many answers it was.

    For somebody who is disabled, their row locked: nobody stands behind these words any more.
    They stay in the thread as a note, for whoever answers instead.
    """
    waits = select(Reply).where(Reply.agent_id == agent_id, _waiting())
    here = select(Conversation.id).where(
        or_(
            Conversation.owner_id == agent_id,
            Conversation.id.in_(waits.with_only_columns(Reply.conversation_id)),
        )
    )
    for conversation_id in session.scalars(here.order_by(Conversation.id)).all():
        hold_conversation(session, conversation_id)
    return _take_back(session, waits, Event.LEFT, Told(Why.LEFT), now)


def _waiting() -> ColumnElement[bool]:
    """Hold for what no rule of the platform keeps, but a time or somebody's eyes."""
    return or_(
        Reply.state == ReplyState.SCHEDULED,
        and_(Reply.state == ReplyState.HELD, Reply.held_for.in_(list(HeldFor))),
    )


def _take_back(
    session: Session, those: Select[Reply], event: Event, told: Told, now: datetime
) -> int:
    ordered = those.order_by(Reply.conversation_id, Reply.draft_key, Reply.part)
    locked = ordered.with_for_update(key_share=True).execution_options(populate_existing=True)
    answers = [list(parts) for _, parts in groupby(session.scalars(locked).all(), _answer)]
    for parts in answers:
        for part in parts:
            move(session, part, event, now)
        if event is Event.LEFT:
            noting.leave(session, parts[0], words(session, parts), now)
        give_back(session, parts, now, told)
    return len(answers)


def _answer(reply: Reply) -> str:
    return reply.draft_key


def give_back(
    session: Session, parts: Sequence[Reply], now: datetime, told: Told | None = None
) -> Kept:
    """Put the words of these parts into their agent's draft, above what is typed there by now.

    What was put away as done with them is open again: their customer has no answer.
    """
    first = parts[0]
    conversations.came_back(session, first.conversation_id, now)
    text = words(session, parts)
    for conversation_id in owed.dropped(session, [part.id for part in parts]):
        conversations.promised(session, conversation_id)
    whose = first.agent_id, first.conversation_id
    said = session.scalar(
        select(Reply.promised).where(Reply.draft_key == first.draft_key, Reply.part == 1)
    )
    kept = drafts.put_back(
        session, *whose, text, now,
        private=first.private, split=len(parts) > 1, told=told, promised=said,
    )  # fmt: skip
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
    for part in list(session.scalars(_held(), {"agent": agent_id, "here": conversation_id})):
        if came_back(session, part):
            move(session, part, Event.OVERTAKEN, now)


@cache  # to build it takes longer than to ask it
def _held() -> Select[Reply]:
    return (
        select(Reply)
        .where(
            Reply.agent_id == bindparam("agent"),
            Reply.conversation_id == bindparam("here"),
            Reply.state == ReplyState.HELD,
        )
        .order_by(Reply.id)
        .with_for_update(key_share=True)
    )


def came_back(session: Session, part: Reply) -> bool:
    """Return whether a part before this one failed, so that its words are in the draft."""
    failed = select(Reply.id).where(Reply.id == part.id, loose_ends.came_back())
    return session.scalar(failed) is not None
