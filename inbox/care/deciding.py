"""Connecting somebody who may decide: a warm hand-over that stays with its agent until it is taken.

    asked ──accepted──> theirs, decided up to what was asked: either of the two may promise it
      │ declined, with a reason | nobody answered in time
      └──> stays with who asked, who never ceased to have it

What lay in a queue is the agent's from the moment they ask.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox.care import conversations, handing, owning, passing
from inbox.care.noting import LONGEST
from inbox.care.owning import Holder, NobodyThere
from inbox.care.promising import MOST_AMOUNT, Flaw, Unclear
from inbox.care.rights import Actor
from inbox.care.writers import writer
from inbox.queries import deciders
from inbox.rules import clean
from inbox.rules.authority import COUNTED, Accepted


class NoWord(ValueError):
    """Nobody is asked without a sentence of the agent's own; nothing was changed."""


def connect(
    session: Session,
    actor: Actor,
    conversation_id: int,
    to: int,
    asked: Accepted,
    words: str,
    briefing: str,
    wait: timedelta,
    now: datetime,
) -> int:
    """Ask a colleague who may and is here to decide and to take over; returns the offer.

    The agent's `words` and the briefing go along as a note. Raises NoWord, Unclear (the amount),
    NobodyThere, HasIt, Refused (for the note), NotAllowed, NoConversation.
    """
    agent = writer(session, actor)
    if not clean.visible(words):
        raise NoWord(conversation_id)
    check(asked)
    for one in sorted({agent.id, to}):
        owning.keep(session, one)
    passing.stood_for(session, agent.id)
    able = deciders.deciders(session, agent.id, asked, now)
    if to not in {one.id for one in able.here}:
        raise NobodyThere(to)
    conversation = conversations.locked(session, conversation_id)
    if conversation.owner_id is None:
        if passing.is_alone(session, agent.id):
            raise NobodyThere(agent.id)
        mine = Holder(agent.id, conversation.team_id)
        owning.give(session, actor, conversation, mine, now)
        session.flush()
    room = max(0, LONGEST - len(words.strip()) - 2)
    note = f"{words.strip()}\n\n{briefing[:room]}".strip()
    return handing.offer(session, actor, conversation_id, to, note, wait, now, decides=asked)


def check(asked: Accepted) -> None:
    """See that it can be decided: a refund and a voucher have an amount, nothing else has one."""
    amount = asked.up_to
    if (asked.remedy in COUNTED) != (amount is not None):
        raise Unclear(Flaw.AMOUNT)
    if amount is not None and not 0 < amount.hundredths <= MOST_AMOUNT:
        raise Unclear(Flaw.AMOUNT)
