"""The briefing of a conversation as the browser takes it: lines, and where each leads."""

from __future__ import annotations

from db.session import Session
from inbox.pages import briefing_words
from inbox.queries import briefing
from inbox.queries.contacts import PersonView
from inbox.rules.briefing import About
from inbox.web.reader import Json, Reader


def lines(reader: Reader, session: Session, who: PersonView) -> list[Json]:
    """Return what to know before writing: what each line is about, says, and comes from."""
    found = briefing.lines(session, who, reader.now)
    return [
        {
            "about": line.about,
            "called": reader.t(briefing_words.ABOUT[line.about]),
            "text": briefing_words.said(reader.t, line, who.behind, reader.now),
            "late": line.pledge is not None and line.pledge.state == "open" and line.pledge.late,
            "conversation": line.conversation_id,
            "message": line.message_id,
            "promise": line.pledge.id if line.pledge and line.pledge.here else None,
            "edits": line.about in (About.WHO, About.UNKNOWN),
        }
        for line in found
    ]
