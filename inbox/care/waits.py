"""How long customers waited for a first word on their matter: one row a wait, ended by an answer.

    wrote ──"we'll be in touch"──> acknowledged ──a word on the matter──> answered
      └──────────a word on the matter────────────────────────────────────────┘
    put away unanswered: ended, and taken up again as before; taken back by the customer: gone

What is an answer says `inbox.rules.relevance`; a call or an e-mail that an agent noted as one is.
The time is counted as the calendar stands then (`inbox.rules.opening`): for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from db.models import OUTSIDE, Conversation, Direction, Message, Reply, Wait
from inbox.care.patience import patience
from inbox.queries import outside
from inbox.rules import opening, relevance


@dataclass(frozen=True, slots=True)
class Said:
    """A word of ours to a customer; `answers`: it says something on their matter."""

    at: datetime
    answers: bool


def answered(session: Session, conversation: Conversation, *, elsewhere: bool) -> None:
    """Note what our words since somebody waits are: an answer, or that they are put off.

    The conversation is locked, and waits as it did before them.
    """
    row = _open(session, conversation.id)
    if row is None and conversation.waiting_since is None:
        row = _put_away(session, conversation)  # "send and done": the click comes before its words
    since = row.began_at if row is not None else conversation.waiting_since
    if since is None or (row is None and not _theirs(session, conversation.id, since)):
        return
    said = _ours(session, conversation.id, since)
    word = next((one for one in said if one.answers), None)
    if not said or (word is None and row is not None and row.ended_at is not None):
        return
    if row is None:
        row = _begin(session, conversation, since)
    kept = patience(session, conversation.account_id).opening(conversation.team_id)
    if word is None and row.acknowledged_at is None:
        row.acknowledged_at = said[0].at
        waited = opening.between(kept, since, said[0].at)
        row.acknowledged_seconds = int(waited.total_seconds())
    if word is not None:
        row.answered_at = row.ended_at = word.at
        row.seconds = int(opening.between(kept, since, word.at).total_seconds())
        row.elsewhere = elsewhere
    conversation.put_off_at = None if word is not None else said[-1].at
    session.flush()


def closed(session: Session, conversation: Conversation, now: datetime) -> None:
    """Note that a conversation was put away: whoever waited there got no answer. It is locked."""
    row, since = _open(session, conversation.id), conversation.waiting_since
    if row is None and since is not None and _theirs(session, conversation.id, since):
        row = _begin(session, conversation, since)
    if row is not None:
        row.ended_at = now
    session.flush()


def taken_up(session: Session, conversation: Conversation) -> datetime | None:
    """Let whoever was put away unanswered wait as before; returns since when, None for nobody.

    The conversation is locked.
    """
    row = _put_away(session, conversation)
    if row is None or any(one.answers for one in _ours(session, conversation.id, row.began_at)):
        return None
    _goes_on(session, conversation, row)
    return row.began_at


def gone(session: Session, conversation: Conversation) -> None:
    """Forget a wait whose customer took back what they wrote. The conversation is locked."""
    conversation.put_off_at = None
    here = Wait.conversation_id == conversation.id
    session.execute(delete(Wait).where(here, Wait.ended_at.is_(None)))


def unsaid(session: Session, conversation: Conversation, at: datetime) -> None:
    """Let somebody wait as before: what answered them then was no answer. It is locked."""
    row = session.scalar(
        select(Wait).where(Wait.conversation_id == conversation.id, Wait.answered_at == at)
    )
    if row is None or _open(session, conversation.id) is not None:
        return
    _goes_on(session, conversation, row)


def _goes_on(session: Session, conversation: Conversation, row: Wait) -> None:
    """Let a wait be as before it ended: one that nobody acknowledged has no row yet."""
    row.answered_at = row.ended_at = row.seconds = None
    conversation.put_off_at = row.acknowledged_at
    if row.acknowledged_at is None:
        session.delete(row)
    session.flush()


def _open(session: Session, conversation_id: int) -> Wait | None:
    return session.scalar(
        select(Wait).where(Wait.conversation_id == conversation_id, Wait.ended_at.is_(None))
    )


def _put_away(session: Session, conversation: Conversation) -> Wait | None:
    """Return the wait that was ended last, if it had no answer and its customer said no more."""
    last = select(Wait).where(Wait.conversation_id == conversation.id).order_by(Wait.id.desc())
    row = session.scalar(last.limit(1))
    if row is None or row.ended_at is None or row.answered_at is not None:
        return None
    wrote = select(Message.id).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.stored_at > row.ended_at,
    )
    return row if session.scalar(wrote.limit(1)) is None else None


def _begin(session: Session, conversation: Conversation, since: datetime) -> Wait:
    row = Wait(conversation_id=conversation.id, team_id=conversation.team_id, began_at=since)
    row.elsewhere = False
    session.add(row)
    return row


def _theirs(session: Session, conversation_id: int, since: datetime) -> bool:
    """Return whether the customer wrote then: a wait may also be that of something put off."""
    there = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.direction == Direction.INBOUND,
        or_(Message.created_at == since, Message.stored_at == since),
    )
    return session.scalar(there.limit(1)) is not None


def _ours(session: Session, conversation_id: int, since: datetime) -> list[Said]:
    """Return our words to a customer since then, whatever way they went, in order.

    The one place that reads what counts as a human's word: replies, what was written in the
    platform's own app, and calls and e-mails that were noted as an answer.
    """
    found = session.execute(
        select(Message.direction, Message.text, Message.created_at, Reply.body)
        .outerjoin(Reply, Reply.id == Message.reply_id)
        .where(
            Message.conversation_id == conversation_id,
            Message.created_at >= since,
            or_(Message.direction == Direction.OUTBOUND, outside.answered_by()),
        )
        .order_by(Message.created_at, Message.id)
    )
    return [
        Said(
            row.created_at,
            row.direction in OUTSIDE or relevance.no_answer(row.body or row.text) is None,
        )
        for row in found
    ]
