"""What colleagues ask to be decided: a card above the list, in every folder, answered there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.session import Session
from inbox.pages import authority_words, together, whole
from inbox.pages.acts import Ack, Desk
from inbox.queries import decisions
from inbox.queries.decisions import Decision, Question
from inbox.texts import Texts

WAYS = {what: together.WAYS[what] for what in ("accept", "decline")}
SHOWN = 240
"""Characters of the asking agent's words that are shown; all of them stand in the thread."""


def shown(session: Session, agent_id: int | None, t: Texts, now: datetime) -> list[dict[str, Any]]:
    """Return the cards: what is asked for whom, by whom and until when."""
    return [_card(t, one, now) for one in decisions.questions(session, agent_id, now)]


def _card(t: Texts, one: Question, now: datetime) -> dict[str, Any]:
    said = t(
        "{agent} asks you to decide, until {time}: {what}.",
        agent=one.by, time=t.moment(one.until, now), what=authority_words.asked(t, one.decides),
    )  # fmt: skip
    own = one.note.partition("\n\n")[0].strip()
    return {
        "id": one.id,
        "conversation": one.conversation_id,
        "name": one.name or t("Name withheld"),
        "text": said,
        "words": own if len(own) <= SHOWN else f"{own[:SHOWN].rstrip()}…",
    }


def act(desk: Desk, value: Any) -> Ack:
    """Take over or decline what a card asks: `{what, id, offer, note}`."""
    if not isinstance(value, dict) or value.get("what") not in WAYS:
        return Ack(ok=False)
    return whole.act(desk, value, WAYS, together.REFUSALS)


def line(t: Texts, one: Decision) -> str:
    """Return what was decided as the thread's history says it."""
    what = authority_words.asked(t, one.decides)
    return t(
        "{agent} decided: {what}. Asked by {other}.", agent=one.by, what=what, other=one.asked_by
    )
