"""What follows a reply in its conversation: put away as done, or put off until a moment.

It happens in the commit that puts the reply in line, and is taken back with it: an undo gives
the conversation the turn it had, a reply that cannot leave opens it again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationState, Reply
from inbox.care import closing, conversations, snoozing, waits
from inbox.care.conversations import Event
from inbox.care.rights import Actor


def follow(session: Session, actor: Actor, first: Reply, now: datetime) -> None:
    """Do what its agent wished to follow a reply; `first` is the first part of it.

    A wish that cannot be any more (its time is over, a reply there needs somebody, something is
    promised there) is let be.
    """
    wish = (first.plan or {}).get("follow")
    if wish is None:
        return
    before = conversations.locked(session, first.conversation_id)
    told = {
        "state": before.state,
        "waiting": _text(before.waiting_since),
        "snoozed": _text(before.snoozed_until),
    }
    until = _time(wish)
    if until is None:
        with suppress(closing.StillPromised):
            closing.close(session, actor, first.conversation_id, now)
    elif until <= now:
        return
    else:
        with suppress(snoozing.NeedsYou):
            back = snoozing.put_off(session, actor, first.conversation_id, until, now)
            told["back"] = _text(back)
    first.plan = {**(first.plan or {}), "before": told}
    session.flush()


def undo(session: Session, reply: Reply) -> None:
    """Give the conversation of a reply that was taken back the turn it had before."""
    found = _followed(session, reply)
    if found is None:
        return
    conversation, before = found
    waits.taken_up(session, conversation)
    conversations.restore(
        session,
        conversation,
        ConversationState(before["state"] or ConversationState.OPEN),
        _time(before["waiting"]),
        _time(before["snoozed"]),
    )


def reopen(session: Session, reply: Reply, now: datetime) -> None:
    """Open the conversation of a reply that could not leave: its customer still waits."""
    found = _followed(session, reply)
    if found is None:
        return
    conversation, before = found
    waits.taken_up(session, conversation)
    state = conversations.after(conversation.state, Event.REOPENED)
    conversations.restore(session, conversation, state, _time(before["waiting"]) or now, None)


def _followed(session: Session, reply: Reply) -> tuple[Conversation, dict[str, str | None]] | None:
    """Return the conversation as it was left by what followed, and how it had been; once."""
    first = session.scalars(
        select(Reply).where(Reply.draft_key == reply.draft_key, Reply.part == 1)
    ).one()
    plan = first.plan or {}
    if "before" not in plan:
        return None
    first.plan = {name: value for name, value in plan.items() if name != "before"}
    conversation = conversations.locked(session, first.conversation_id)
    done, until = plan["follow"] == DONE, _time(plan["before"].get("back"))
    left = (ConversationState.DONE, None) if done else (ConversationState.SNOOZED, until)
    if (conversation.state, conversation.snoozed_until) != left:
        return None
    return conversation, plan["before"]


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    """Return a moment; what is no moment ("done") is none."""
    return datetime.fromisoformat(text) if text and text != DONE else None


DONE = "done"
"""The wish to put a conversation away; any other is the moment until which it is put off."""
