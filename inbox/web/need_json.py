"""Why a conversation could use a hand, and what an answer would take, as the browser takes it."""

from __future__ import annotations

from db.session import Session
from inbox.pages import need_words
from inbox.queries import needs
from inbox.queries.channels import Channels
from inbox.web.reader import Json, Reader


def need(
    reader: Reader, session: Session, conversation_id: int, ways: Channels | None
) -> Json | None:
    """Return what stands above the conversation; None where it does not stand in the queue."""
    kept = needs.why(session, [conversation_id]).get(conversation_id)
    if not kept:
        return None
    seen = needs.seen(session, [conversation_id], reader.now).get(conversation_id, ())
    return {
        "signs": need_words.listed(reader.t, kept, seen),
        "may": need_words.may(reader.t, ways, reader.now) if ways else [],
    }
