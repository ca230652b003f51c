"""How an answer begins that nobody has to type: asked by one click, put into the composer.

    POST /api/take/{id}?zone=   {had: {agent, team}}    take the conversation, say by when
    POST /api/tell/{id}?zone=   {was}                   a promise was moved, or is broken

Answered with {text, caret}; 409 with the sentence why not. No draft is touched here: the browser
puts the words where nothing stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Session
from inbox.care import taking
from inbox.care.conversations import NoConversation
from inbox.care.owning import HasIt, Holder, NobodyThere, Writing
from inbox.care.promising import NoPromise
from inbox.pages import promise_acts, whole
from inbox.pages.acts import SORRY
from inbox.pages.current import House
from inbox.rules.taking import Words
from inbox.texts import Texts, texts
from inbox.web import asked, current
from inbox.web.asked import Unusable

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The routes, on one house."""

    house: House

    def take(self, request: Request, body: Body) -> Response:
        """Take a conversation, and answer with how it is told."""
        had = body.get("had")
        if not isinstance(had, dict):
            raise Unusable("had")
        held = Holder(_id(had, "agent"), _id(had, "team"))
        about, now = asked.conversation_id(request), self.house.clock()
        return self._begun(
            request, lambda s, t: taking.take(s, current.actor(request), about, held, t, now)
        )

    def tell(self, request: Request, body: Body) -> Response:
        """Answer with how a customer is told that a promise has changed."""
        about, now = asked.conversation_id(request), self.house.clock()
        try:
            was = datetime.fromisoformat(asked.text(body, "was")) if body.get("was") else None
        except ValueError:
            raise Unusable("was") from None
        if was is not None and was.tzinfo is None:
            raise Unusable("was")
        return self._begun(
            request, lambda s, t: taking.tell(s, current.actor(request), about, was, t, now)
        )

    def _begun(self, request: Request, begin: Callable[[Session, Texts], Words]) -> Response:
        present = current.present(request)
        t = texts(present.language, asked.zone(request))
        try:
            with self.house.database.write() as session:
                words = begin(session, t)
        except HasIt as error:
            return _refused(whole.has_it(t, error))
        except Writing as error:
            return _refused(t("{agent} is writing there just now.", agent=error.name))
        except NoPromise as error:
            return _refused(promise_acts.REFUSALS[NoPromise](t, error))
        except NobodyThere:
            return _refused(t("You are noted as absent. End your absence, then take it."))
        except NoConversation:
            return _refused(t(SORRY[NoConversation]))
        told = {"text": words.text, "caret": words.caret}
        if words.before is not None:
            at = t.moment(words.before, self.house.clock())
            told["said"] = t("They hear from us by {time}: send it before then.", time=at)
        return JSONResponse(told)


def _refused(why: str) -> Response:
    return JSONResponse({"why": why}, 409)


def _id(holder: Body, name: str) -> int | None:
    return None if holder.get(name) is None else asked.number(holder, name)


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    beginnings = Beginnings(here)
    return [
        Route("/api/take/{id:int}", asked.tells(beginnings.take), methods=["POST"]),
        Route("/api/tell/{id:int}", asked.tells(beginnings.tell), methods=["POST"]),
    ]
