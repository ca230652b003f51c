"""The visitor's page at `/`: a customer's view of the platforms, and the switches beside it.

Everything it shows comes as JSON from /control and is put in as text; nothing of it leaves
this machine, and its Content-Security-Policy says so.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox.town import Town

FOLDER = Path(__file__).with_name("visitor")
FILES = {
    "style.css": "text/css",
    "mails.css": "text/css",
    "page.js": "text/javascript",
    "view.js": "text/javascript",
    "words.js": "text/javascript",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


def routes(_: Town) -> list[BaseRoute]:
    """Return the page and its three kinds of files."""

    async def index(_: Request) -> Response:
        return FileResponse(FOLDER / "index.html", headers=HEADERS, media_type="text/html")

    async def file(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in FILES:
            return Response("", 404, HEADERS)
        return FileResponse(FOLDER / name, headers=HEADERS, media_type=FILES[name])

    return [Route("/", index), Route("/visitor/{name}", file)]
