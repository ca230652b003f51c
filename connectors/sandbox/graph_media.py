"""Pictures and stickers on Facebook: how an answer names them, and the bytes over its own HTTP.

    GET /media/{name}   an uploaded image, or a painted one of that name

A photo is an address; those at photos.example, which is nowhere, are painted here. What the
page handed over is "upload:<id>". Shapes: developers.facebook.com, StoryAttachment, Message.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_truth import NotThere
from connectors.sandbox.graph_world import GraphWorld
from connectors.sandbox.painting import picture
from connectors.sandbox.shelf import Document

EXAMPLES = "https://photos.example/"
UPLOAD = "upload:"
TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def routes(world: GraphWorld) -> list[BaseRoute]:
    """Return the route of the pictures."""

    async def media(request: Request) -> Response:
        name = str(request.path_params["name"])
        try:
            data = base64.b64decode(world.uploaded(name)["data"])
        except NotThere:
            data = picture(name)
        return Response(data, media_type=kind_of(data) or "application/octet-stream")

    return [Route("/media/{name:path}", media, methods=["GET"])]


def kind_of(data: bytes) -> str | None:
    """Return an image's media type by its first bytes, None for anything else."""
    return next((kind for start, kind in TYPES.items() if data.startswith(start)), None)


def take(world: GraphWorld, given: Mapping[str, str], name: str) -> str:
    """Keep the file of a multipart form; returns its id. Raises GraphError."""
    try:
        data = base64.b64decode(given.get(name, ""), validate=True)
    except binascii.Error as error:
        raise GraphError(324, "(#324) Requires upload file") from error
    if kind_of(data) is None:
        raise GraphError(324, "(#324) Missing or invalid image file")
    return str(world.upload(base64.b64encode(data).decode())["id"])


def address(base: str, photo: str) -> str:
    """Return where a photo can be fetched; `base` is the start of the API's own links."""
    root = base.rpartition("/")[0]
    if photo.startswith(UPLOAD):
        return f"{root}/media/{photo.removeprefix(UPLOAD)}"
    if photo.startswith(EXAMPLES):
        return f"{root}/media/{quote(photo.removeprefix(EXAMPLES))}"
    return photo


def story(base: str, doc: Document) -> dict[str, Any] | None:
    """Return what hangs on a post or a comment, None for nothing."""
    photo = doc.get("sticker") or doc["photo"]
    if not photo:
        return None
    src = address(base, photo)
    return {
        "media": {"image": {"height": 720, "src": src, "width": 1280}},
        "target": {"id": doc["id"], "url": src},
        "type": "sticker" if doc.get("sticker") else "photo",
        "url": src,
    }


def sent(base: str, doc: Document) -> dict[str, Any] | None:
    """Return what hangs on a message, None for nothing."""
    if not doc["photo"]:
        return None
    src = address(base, doc["photo"])
    image = {"width": 1280, "height": 720, "url": src, "preview_url": src}
    name = {"id": doc["id"], "mime_type": "image/jpeg", "name": "image.jpg", "size": 54542}
    return {"data": [{**name, "image_data": image}]}


def sticker(base: str, doc: Document) -> str | None:
    """Return the address of a message's sticker, None for none."""
    drawn = doc.get("sticker")
    return address(base, drawn) if drawn else None
