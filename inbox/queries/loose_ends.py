"""Replies that are not simply there or gone: conditions on their rows, each said once.

The outbox, the use cases and the pages ask the same ones, so that they cannot disagree. Each is
built once: that costs more than what the database does with it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from connectors.base import Refusal
from db.models import HeldFor, Reply, ReplyEvent, ReplyState

GIVEN_UP = "given up"
"""What a failed reply's history says once its conversation was put away with it."""

LOOKS = 2
"""Looks, a settle apart, after which a reply that was not seen counts as not there."""

_LEADS_NOWHERE = (ReplyState.FAILED, ReplyState.WITHDRAWN)


class LooseEnd(StrEnum):
    """What became of a reply that its agent has to see to."""

    FAILED = "failed"
    UNKNOWN = "unknown"


@cache
def failed() -> ColumnElement[bool]:
    """Hold for a reply that did not leave, until its agent's next one, or until it is given up."""
    younger = aliased(Reply)
    answered = (
        select(younger.id)
        .where(
            younger.conversation_id == Reply.conversation_id,
            younger.agent_id == Reply.agent_id,
            or_(
                younger.queued_at > Reply.queued_at,
                and_(younger.queued_at == Reply.queued_at, younger.id > Reply.id),
            ),
            younger.draft_key != Reply.draft_key,
            younger.state.not_in(_LEADS_NOWHERE),
        )
        .exists()
    )
    given_up = (
        select(ReplyEvent.id)
        .where(ReplyEvent.reply_id == Reply.id, ReplyEvent.event == GIVEN_UP)
        .exists()
    )
    return and_(Reply.state == ReplyState.FAILED, ~answered, ~given_up)


@cache
def uncertain() -> ColumnElement[bool]:
    """Hold for a reply of which nobody knows yet whether it is there."""
    return Reply.state == ReplyState.UNKNOWN


@cache
def stranded() -> ColumnElement[bool]:
    """Hold for a reply that stays here: what it answers is gone, or a rule spoke at its time."""
    stays = or_(Reply.refusal == Refusal.GONE, Reply.held_for == HeldFor.REVIEW)
    return and_(Reply.state == ReplyState.HELD, stays)


@cache
def to_approve() -> ColumnElement[bool]:
    """Hold for the first part of an answer that waits for a colleague's eyes."""
    return and_(Reply.state == ReplyState.HELD, Reply.held_for == HeldFor.APPROVAL, Reply.part == 1)


@cache
def behind() -> ColumnElement[bool]:
    """Hold for a reply that another one is in the way of: an older one, or the part before.

    One whose outcome is open is in the way until it was looked for; then its agent is asked.
    """
    ahead, before = aliased(Reply), aliased(Reply)
    open_outcome = and_(ahead.state == ReplyState.UNKNOWN, ahead.looked < LOOKS)
    older = (
        select(ahead.id)
        .where(
            ahead.conversation_id == Reply.conversation_id,
            ahead.id < Reply.id,
            or_(ahead.state.in_((ReplyState.QUEUED, ReplyState.SENDING)), open_outcome),
        )
        .exists()
    )
    missing = (
        select(before.id)
        .where(before.id == Reply.after_id, before.state != ReplyState.DELIVERED)
        .exists()
    )
    return or_(older, missing)


@cache
def came_back() -> ColumnElement[bool]:
    """Hold for a part whose words are in the draft again: a part before it failed."""
    before = aliased(Reply)
    return (
        select(before.id)
        .where(
            before.draft_key == Reply.draft_key,
            before.part < Reply.part,
            before.state == ReplyState.FAILED,
        )
        .exists()
    )


@cache
def crowded() -> ColumnElement[bool]:
    """Hold for a reply in whose conversation another one is in line, or its outcome is open."""
    other = aliased(Reply)
    open_outcome = and_(other.state == ReplyState.UNKNOWN, other.looked < LOOKS)
    return (
        select(other.id)
        .where(
            other.conversation_id == Reply.conversation_id,
            or_(other.state.in_((ReplyState.QUEUED, ReplyState.SENDING)), open_outcome),
        )
        .exists()
    )
