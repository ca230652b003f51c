"""How a customer is treated, as the head of a conversation takes it."""

from __future__ import annotations

from db.session import Session
from inbox.queries import caring
from inbox.web.reader import Json, Reader


def treated(session: Session, reader: Reader, conversation_id: int) -> Json:
    """Return whether they are treated with care, and whether the team's line signs for them.

    That they are not given to the one who reads it again is theirs alone to know.
    """
    found = caring.of_conversation(session, conversation_id, reader.agent.id)
    return {"care": found.care, "teamLine": found.team_line, "apart": found.apart}
