"""What a conversation's row says of our replies there: since when one of them needs a person."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, Update, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Conversation, Reply
from inbox.queries import loose_ends


def show(session: Session, conversation_id: int) -> None:
    """Write into the conversation's row since when something of ours needs a person there.

    That is a reply whose outcome is open, one that its agent has to look at again, and a failed
    one until its agent's next reply or until the conversation is put away. What waits for a
    colleague's eyes is written beside it.
    """
    session.flush()
    oldest = session.scalar(_unsent(), {"of": conversation_id})
    session.execute(_shown(), {"of": conversation_id, "oldest": oldest})
    known = session.identity_map.get(session.identity_key(Conversation, conversation_id))
    if known is not None:
        session.expire(known, ["unsent_at", "approval_at"])


@cache  # to build them takes longer than to ask them
def _unsent() -> Select[datetime | None]:
    since = func.coalesce(Reply.unknown_at, Reply.sending_at, Reply.queued_at)
    return select(func.min(since)).where(
        Reply.conversation_id == bindparam("of"),
        or_(loose_ends.uncertain(), loose_ends.failed(), loose_ends.stranded()),
    )


@cache
def _shown() -> Update:
    asked = select(func.min(Reply.queued_at)).where(
        Reply.conversation_id == bindparam("of"), loose_ends.to_approve()
    )
    times = {"unsent_at": bindparam("oldest"), "approval_at": asked.scalar_subquery()}
    here = update(Conversation).where(Conversation.id == bindparam("of")).values(times)
    return here.execution_options(synchronize_session=False)
