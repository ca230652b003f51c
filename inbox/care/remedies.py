"""Remedies for a complaint: what makes good, as a sentence for the answer. Nothing leaves by it.

What is above an agent's authority is said all the same: the answer with it waits for somebody
who may decide it (`inbox.rules.authority`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Conversation
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor
from inbox.care.writers import writer
from inbox.queries import roster
from inbox.queries import taking as whom
from inbox.rules import making_good
from inbox.rules.authority import Remedy
from inbox.rules.money import Amount
from inbox.texts import Texts


def offer(
    session: Session,
    actor: Actor,
    conversation_id: int,
    what: Remedy,
    amount: Amount | None,
    t: Texts,
    now: datetime,
) -> str:
    """Return a remedy in the customer's language, with a time of the agent's own calendar.

    Raises Unsaid, NoConversation, NotAllowed.
    """
    agent = writer(session, actor)
    if session.get(Conversation, conversation_id) is None:
        raise NoConversation(conversation_id)
    customer = whom.customer(session, conversation_id)
    known = roster.calendar(session, agent.id, t.zone, now)
    return making_good.remedy(customer, what, amount, known, t.language)
