"""The scripts of the panes, under a name that changes with them: a browser keeps them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from inbox.components import PREFIX, digest, scripts

A_YEAR = 31_536_000


async def _script(request: Request) -> Response:
    found = scripts().get(request.path_params["path"])
    if found is None or request.path_params["digest"] != digest():
        return Response(status_code=404)
    return Response(
        found,
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": f"private, max-age={A_YEAR}, immutable"},
    )


def routes() -> list[BaseRoute]:
    """Return the one route of the panes' scripts."""
    return [Route(f"{PREFIX}/{{digest}}/{{path:path}}", _script, methods=["GET"])]
