"""What goes along with the question to somebody who may decide, and what a browser asks."""

from __future__ import annotations

from datetime import datetime

from db.session import Session
from inbox.care.promising import Flaw, Unclear
from inbox.pages import authority_words, briefing_words, promise_words
from inbox.queries import briefing as told
from inbox.queries import contacts, drafts
from inbox.rules import clean
from inbox.rules.authority import COUNTED, Accepted, Remedy
from inbox.texts import Texts


def asked(remedy: str, typed: str) -> Accepted:
    """Return what is to be decided, its amount as typed. Raises Unclear."""
    if remedy not in set(Remedy):
        raise Unclear(Flaw.WHAT)
    what = Remedy(remedy)
    return Accepted(what, promise_words.typed(typed) if what in COUNTED else None)


def briefing(
    t: Texts,
    session: Session,
    agent_id: int | None,
    conversation_id: int,
    what: Accepted,
    now: datetime,
) -> str:
    """Return what a colleague should know before they decide: a line each, and the draft."""
    who = contacts.person(session, conversation_id)
    lines = [f"{t('To decide')}: {authority_words.asked(t, what)}"]
    for line in told.lines(session, who, now) if who else ():
        said = briefing_words.said(t, line, who.behind, now) if who else ""
        lines.append(f"{t(briefing_words.ABOUT[line.about])}: {said}")
    begun = drafts.draft(session, agent_id, conversation_id)
    if begun is not None and clean.visible(begun.text):
        lines += ["", t("The answer begun so far:"), begun.text.strip()]
    return "\n".join(lines)
