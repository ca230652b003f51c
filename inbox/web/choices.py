"""GET /api/choices: what a filter, a tag box or a bar of many offers, when it is opened.

`gives`: whether the agent may give conversations to others without asking them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from connectors import PLATFORMS
from inbox.care.rights import GRANTS, Right, require
from inbox.pages import sayings
from inbox.pages.current import House
from inbox.queries import choices
from inbox.web import asked, current
from inbox.web.api import reading


@dataclass(frozen=True, slots=True)
class Offering:
    """The route, on one house."""

    house: House

    def offered(self, request: Request) -> Response:
        """Answer with names by id; platforms are those that are connected, kinds theirs."""
        actor = current.actor(request)
        require(actor, Right.READ)
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            found = choices.choices(session)
        platforms = sorted({one.platform for one in found.accounts})
        written = {kind for one in platforms if one in PLATFORMS for kind in PLATFORMS[one].kinds}
        return JSONResponse(
            {
                "platforms": [{"id": one, "name": sayings.label(one)} for one in platforms],
                "kinds": [
                    {"id": kind, "name": reader.t(name)}
                    for kind, name in sayings.KINDS.items()
                    if kind in written
                ],
                "me": reader.agent.id,
                "gives": Right.PEOPLE in GRANTS[actor.role],
                **asdict(found),
            }
        )


def routes(here: House) -> list[BaseRoute]:
    """Return the route."""
    offering = Offering(here)
    return [Route("/api/choices", asked.asks(offering.offered), methods=["GET"])]
