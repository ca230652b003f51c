"""Pictures on their way into a draft: handed in as they are, described, taken out again.

    POST   /api/draft/{id}/pictures?key=   the bytes of one picture
    PUT    /api/picture/{id}               {alt}: what it shows
    DELETE /api/picture/{id}

What is not taken is said in a sentence; the draft is then as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from connectors import PLATFORMS
from inbox.care import pictures
from inbox.care.pictures import Given, NoPicture, NotTaken
from inbox.pages import composer_words
from inbox.pages.current import House
from inbox.queries import pictures as kept
from inbox.web import asked, composer_json, current
from inbox.web.api import reading


@dataclass(frozen=True, slots=True)
class Drawn:
    """The routes, on one house."""

    house: House

    def add(self, request: Request, data: bytes) -> Response:
        """Answer with all pictures of the draft, or 422 and the sentence why not."""
        conversation_id = asked.conversation_id(request)
        key = asked.key(request.query_params.get("key"))
        actor, now = current.actor(request), self.house.clock()
        given = Given(data), self.house.settings, now
        try:
            with self.house.database.write() as session:
                pictures.add(session, actor, conversation_id, key, *given)
                found = kept.of_draft(session, actor.agent_id or 0, conversation_id)
        except NotTaken as refused:
            with self.house.database.read() as session:
                reader = reading(self.house, request, session)
            said = composer_words.flaw(reader.t, refused.flaw, refused.most, refused.types)
            return JSONResponse({"text": said}, 422)
        return JSONResponse({"pictures": composer_json.pictures(found)})

    def describe(self, request: Request, body: dict[str, Any]) -> Response:
        """Keep what a picture shows, in words."""
        alt = asked.text(body, "alt")
        with self.house.database.write() as session:
            pictures.describe(session, current.actor(request), _picture_id(request), alt)
        return JSONResponse({})

    def take_out(self, request: Request) -> Response:
        """Take a picture out of its draft."""
        with self.house.database.write() as session:
            pictures.take_out(session, current.actor(request), _picture_id(request))
        return JSONResponse({})


def _picture_id(request: Request) -> int:
    number: int = request.path_params["id"]
    if number > asked.LARGEST_ID:
        raise NoPicture(number)
    return number


def _most() -> int:
    """Return the bytes of the biggest picture that any platform takes."""
    return max(platform.picture_bytes for platform in PLATFORMS.values())


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of pictures in drafts."""
    drawn, one = Drawn(here), "/api/picture/{id:int}"
    return [
        Route("/api/draft/{id:int}/pictures", asked.gives(drawn.add, _most), methods=["POST"]),
        Route(one, asked.tells(drawn.describe), methods=["PUT"]),
        Route(one, asked.asks(drawn.take_out), methods=["DELETE"]),
    ]
