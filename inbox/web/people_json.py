"""GET /api/people?typed=: whom a few letters may mean, asked while somebody types them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from inbox.care import searching
from inbox.pages import sayings
from inbox.pages.current import House
from inbox.web import asked, current


@dataclass(frozen=True, slots=True)
class Looking:
    """The route, on one house."""

    house: House

    def people(self, request: Request) -> Response:
        """Answer with a handful of people, each with the conversation they wrote in last."""
        typed = request.query_params.get("typed", "")
        with self.house.database.read() as session:
            found = searching.people(session, current.actor(request), typed)
        return JSONResponse(
            {
                "people": [
                    {
                        "name": one.called or one.name,
                        "handle": one.handle,
                        "label": sayings.label(one.platform),
                        "conversation": one.conversation_id,
                    }
                    for one in found
                ]
            }
        )


def routes(here: House) -> list[BaseRoute]:
    """Return the route."""
    looking = Looking(here)
    return [Route("/api/people", asked.asks(looking.people), methods=["GET"])]
