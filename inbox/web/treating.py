"""Grief and illness beside an answer: proposed with the words, set by a press, kept in mind.

POST /api/care/{id}  {why: "grief" | "illness"}     the id is a conversation's; answered {ok}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.models import Care
from db.session import Session
from inbox.care import caring
from inbox.care.conversations import NoConversation
from inbox.pages import abuse_words
from inbox.pages.current import House
from inbox.queries import people, repeats
from inbox.queries.caring import Treated
from inbox.queries.praise import Said
from inbox.rules import abuse, clean
from inbox.rules import caring as rules
from inbox.texts import Texts, mark
from inbox.web import asked, current
from inbox.web.asked import Unusable
from inbox.web.reader import Json, Reader

SHOWN = 3
"""Earlier conversations that are named."""

SET: dict[Care, str] = {
    Care.GRIEF: mark("With care: they grieve"),
    Care.ILLNESS: mark("With care: they are ill"),
}


def chip(reader: Reader, treated: Treated, said: Sequence[Said]) -> list[Json]:
    """Return that somebody is treated with care, or the words said last that speak for it."""
    t = reader.t
    if treated.care is not None:
        kept = (t("Nothing cheerful and no emoji"), t("No survey, now or later"))
        lines = [{"text": text, "good": True} for text in kept]
        return [{"kind": "cared", "tone": "warn", "label": t(SET[treated.care]), "lines": lines}]
    seen = rules.seen(one.text for one in said if not one.ours)
    if seen is None or treated.cared:
        return []
    label, words = t("Treat with care?"), [abuse_words.covered(one) for one in seen.words]
    return [{"kind": "care", "label": label, "why": seen.kind, "words": words}]


def again(reader: Reader, session: Session, conversation_id: int) -> list[Json]:
    """Return what somebody asked, or complained of, before within a month, on whatever way."""
    t = reader.t
    found = repeats.of_conversation(session, conversation_id, reader.now)[:SHOWN]
    if not found:
        return []
    asks = any(one.asked for one in found)
    lines = [
        {"text": _said(t, t.moment(one.at, reader.now), (*one.asked, *one.complained)[0])}
        for one in found
    ]
    label = t("Asked before") if asks else t("Complained of before")
    return [{"kind": "again", "tone": "warn", "label": label, "lines": lines}]


def _said(t: Texts, day: str, words: str) -> str:
    if abuse.found(words):
        return f"{day}: {t(abuse_words.FOLDED)}"
    return t("{day}: “{words}”", day=day, words=clean.preview(words))


@dataclass(frozen=True, slots=True)
class Treating:
    """The routes, on one house."""

    house: House

    def care(self, request: Request, body: dict[str, Any]) -> Response:
        """Treat the customer of a conversation with care."""
        about, now = asked.conversation_id(request), self.house.clock()
        try:
            why = Care(asked.text(body, "why"))
        except ValueError:
            raise Unusable("why") from None
        with self.house.database.write() as session:
            who = people.contact_of(session, about)
            if who is None:
                raise NoConversation(about)
            caring.care(session, current.actor(request), who.id, why, now)
        return JSONResponse({"ok": True})


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    ours = Treating(here)
    return [Route("/api/care/{id:int}", asked.tells(ours.care), methods=["POST"])]
