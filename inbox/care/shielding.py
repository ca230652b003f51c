"""Who was abused hands the conversation on with one press, and without a reason.

It goes back to its queue, which does not give them that customer again; what was done in it counts
in no figure (`conversations.abused`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.care import audit, conversations, owning, pairing
from inbox.care.owning import Holder
from inbox.care.rights import Actor, Right, require


def hand_on(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Put a conversation of the actor's, or nobody's, back into its queue, no reason asked.

    Raises HasIt where it is somebody else's by now, NotAllowed, NoConversation.
    """
    require(actor, Right.REPLY)
    here = conversations.locked(session, conversation_id)
    had, back = Holder(actor.agent_id, here.team_id), Holder(None, here.team_id)
    owning.hand(session, actor, conversation_id, back, had, now)
    pairing.keep_apart(session, actor, conversation_id, now)
    here.abused = True
    audit.record(session, actor, "out of my hands", f"conversations:{conversation_id}", now)
