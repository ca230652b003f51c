"""Our own messages as polls bring them back: which reply is it, if it is one at all.

By the platform's id where we know it, else by text, among the replies that were tried and whose
id is unknown. A private reply to a public message comes back in the private thread.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from connectors.base import InboundMessage, Kind, Receipt
from db.models import Message, Picture, Reply, ReplyState
from inbox.care.delivery import MAY_BE_OUT, Event, delivered, hold_conversation
from inbox.rules import sameness


def bind_echo(
    session: Session, account_id: int, message: InboundMessage, now: datetime
) -> int | None:
    """Return the id of the reply that an own message in a poll is; None: written elsewhere.

    By the platform's id when we know it, else by text among the replies of that thread whose
    outcome is open; such a reply is delivered by that. The message's row is stored here then.
    """
    known = session.scalar(
        select(Reply.id).where(
            Reply.account_id == account_id, Reply.external_id == message.external_id
        )
    )
    if known is not None:
        return known
    waiting = _open_outcomes(session, account_id, message)
    texts = [reply.text for reply in waiting]
    place = sameness.only(texts, message.text, _with_pictures(session, waiting))
    if place is None:
        return None
    found = waiting[place]
    if found.private and len(waiting) > 1 and message.recipient_id is None:
        return None  # the same words to two people: nobody can say whose this is
    receipt = Receipt(message.external_id, message.created_at, message.permalink)
    if found.state == ReplyState.DELIVERED:
        _complete(session, found, receipt)
    else:
        delivered(session, found, receipt, now, Event.ECHO)
    return found.id


def _open_outcomes(session: Session, account_id: int, message: InboundMessage) -> list[Reply]:
    """Return the thread's replies that may be on the platform without our knowing their id.

    Waiting for another try (attempt > 0) counts: the first one may have gone through after all.
    Locked, conversations first, so that the sender's own receipt waits for us or we for it.
    """
    older = select(Message.stored_at).where(
        Message.account_id == account_id, Message.external_id == message.external_id
    )
    stored = session.scalar(older)
    privately = message.kind is Kind.DIRECT
    here = and_(
        Reply.thread_id == message.thread_id,
        Reply.private.is_(False),
        (Reply.kind == Kind.DIRECT) if privately else (Reply.kind != Kind.DIRECT),
    )
    open_outcomes = (
        Reply.account_id == account_id,
        or_(here, Reply.private.is_(True)) if privately else here,
        Reply.external_id.is_(None),
        Reply.state.in_(MAY_BE_OUT),
        Reply.attempt > 0,
    )
    places = session.scalars(select(Reply.conversation_id).where(*open_outcomes).distinct())
    for place in sorted(places):
        hold_conversation(session, place)
    found = session.scalars(
        select(Reply)
        .where(*open_outcomes)
        .order_by(Reply.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    later = [reply for reply in found if stored is None or stored >= reply.queued_at]
    if privately:
        return [reply for reply in later if message.recipient_id in (None, reply.recipient_id)]
    # in public a reply names no recipient: of equal ones, that to the message above it is meant
    return sorted(later, key=lambda reply: reply.target != message.parent_id)


def _with_pictures(session: Session, replies: list[Reply]) -> frozenset[int]:
    """Return the places of those that carry pictures: to these a platform may add a link."""
    keys = {reply.draft_key for reply in replies if reply.part == 1}
    if not keys:
        return frozenset()
    with_some = set(
        session.scalars(select(Picture.draft_key).where(Picture.draft_key.in_(sorted(keys))))
    )
    return frozenset(
        place
        for place, reply in enumerate(replies)
        if reply.part == 1 and reply.draft_key in with_some
    )


def _complete(session: Session, reply: Reply, receipt: Receipt) -> None:
    """Give a reply that an agent saw on the platform the id under which it is there."""
    reply.external_id, reply.permalink = receipt.external_id, receipt.permalink
    reply.sent_at = receipt.sent_at
    row = session.scalar(select(Message).where(Message.reply_id == reply.id))
    twin = session.scalar(
        select(Message).where(
            Message.account_id == reply.account_id, Message.external_id == receipt.external_id
        )
    )
    if row is not None and twin is not None and row.id != twin.id:
        session.delete(row)
        session.flush()
        row = twin
    if row is not None:
        row.external_id, row.permalink, row.reply_id = (
            receipt.external_id,
            receipt.permalink,
            reply.id,
        )
