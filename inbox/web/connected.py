"""The chip by which an agent tells a customer who decides, until the customer knows."""

from __future__ import annotations

from db.session import Session
from inbox.pages import authority_words
from inbox.queries import deciders, taking
from inbox.rules import acquainting
from inbox.web.reader import Json, Reader


def chip(reader: Reader, session: Session, conversation_id: int) -> list[Json]:
    """Return whom the customer was connected to and how an answer that says so begins."""
    found = deciders.connected(session, reader.agent.id, conversation_id, reader.now)
    if found is None:
        return []
    t, whom = reader.t, taking.customer(session, conversation_id)
    said = acquainting.sentence(whom, found.name, found.phone, found.email, t.language)
    begun = acquainting.begin(whom, said, t.language)
    return [
        {
            "kind": "introduces",
            "label": t("Introduce {agent}", agent=found.name),
            "tone": "good",
            "decided": t("Decided: {what}", what=authority_words.asked(t, found.decides)),
            "said": said,
            "text": begun.text,
            "caret": begun.caret,
        }
    ]
