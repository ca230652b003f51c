"""Pictures and files from our own house: what customers sent, what agents send along.

Signed-in agents only. What a file is was found by looking at it; a browser may draw pictures
and play films, everything else is saved; nothing it holds can run (sandbox, nosniff).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from inbox.care import shelf
from inbox.care.missing import fetch_again
from inbox.care.rights import NotAllowed, Right, require
from inbox.care.shelf import Missing, Shelf
from inbox.pages.current import House
from inbox.queries import media, pictures
from inbox.rules import images
from inbox.web import current
from inbox.web.gate import LOCKED

LARGEST_ID = 2**63 - 1
SHOWN = images.IMAGES | {
    "video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/mp4", "audio/ogg",
}  # fmt: skip
ENDS = {
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp",
    "video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "audio/mpeg": "mp3",
    "audio/mp4": "m4a", "audio/ogg": "ogg", "application/pdf": "pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Files:
    """The routes, on one house."""

    house: House

    def media(self, request: Request) -> Response:
        """Answer GET /file/{id}; a file that was lost is fetched again."""
        number = _allowed(request)
        with self.house.database.read() as session:
            found = media.file(session, number) if number else None
        if found is None or found.digest is None or found.type is None:
            return Response(status_code=404)
        kept = shelf.media(self.house.settings.data_dir)
        answer = _file(kept, found.digest, found.type, f"attachment-{found.id}")
        if answer is None:
            with self.house.database.write() as session:
                fetch_again(session, found.id, self.house.clock())
            return Response(status_code=404)
        return answer

    def picture(self, request: Request) -> Response:
        """Answer GET /picture/{id}: what an agent sends along, or has sent."""
        number = _allowed(request)
        with self.house.database.read() as session:
            found = pictures.picture(session, number) if number else None
        if found is None:
            return Response(status_code=404)
        kept = shelf.pictures(self.house.settings.data_dir)
        answer = _file(kept, found.digest, found.type, f"picture-{found.id}")
        return answer or Response(status_code=404)


def _allowed(request: Request) -> int | None:
    """Return the number that is asked for, None for one that no row has. Raises NotAllowed."""
    require(current.actor(request), Right.READ)
    number: int = request.path_params["id"]
    return number if number <= LARGEST_ID else None


def _file(kept: Shelf, digest: str, found: str, name: str) -> Response | None:
    try:
        path = kept.path(digest)
    except Missing:
        return None
    if not path.is_file():
        return None
    headers = {
        "Content-Security-Policy": LOCKED,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(
        path,
        media_type=found if found in ENDS else images.UNKNOWN,
        filename=f"{name}.{ENDS.get(found, 'bin')}",
        content_disposition_type="inline" if found in SHOWN else "attachment",
        headers=headers,
    )


def _serves(answer: Callable[[Request], Response]) -> Any:
    async def endpoint(request: Request) -> Response:
        try:
            return await run_in_threadpool(answer, request)
        except NotAllowed:
            return Response(status_code=403)

    return endpoint


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of files."""
    files = Files(here)
    return [
        Route("/file/{id:int}", _serves(files.media), methods=["GET"]),
        Route("/picture/{id:int}", _serves(files.picture), methods=["GET"]),
    ]
