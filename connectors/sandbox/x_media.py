"""Pictures on X: uploads with their words, how an answer names them, the bytes over its own HTTP.

    POST /2/media/upload     {"media": base64, "media_category": "tweet_image"}
    POST /2/media/metadata   {"id": ..., "metadata": {"alt_text": {"text": ...}}}
    GET  /media/{name}       an uploaded image, a film, or a painted picture of that name
    GET  /media/dm/{name}    the same, sent in private: for those alone who are signed in

A photo is an address; those at photos.example, which is nowhere, are painted here. Shapes: the
published OpenAPI, MediaUploadRequest and MetadataCreateRequest; sizes: docs.x.com, media.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox.painting import picture
from connectors.sandbox.town import Town
from connectors.sandbox.x_errors import BadRequest

UPLOADS = "x.media"
EXAMPLES = "https://photos.example/"
UPLOAD = "upload:"
PRIVATE = "private:"
CATEGORIES = ("tweet_image", "tweet_video", "tweet_gif", "dm_image", "dm_video", "dm_gif")
MOST_BYTES = 5 * 1024 * 1024
MOST_WORDS = 1_000
LASTS = 86_400
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat"
NUMBERS = {"photo": "3", "video": "7", "animated_gif": "16"}
"""What a media key begins with, by type."""
_SIGNS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True, slots=True)
class Photo:
    """Something to hang on a post or a message: a photo, a video or a GIF."""

    url: str
    alt: str | None = None
    type: str = "photo"


def type_of(data: bytes) -> str | None:
    """Return an image's media type by its first bytes, None for anything else."""
    return next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), None)


def upload(town: Town, user: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep an image that an app hands over; returns X's answer. Raises BadRequest."""
    unknown = set(given) - {"media", "media_category", "additional_owners"}
    if unknown:
        raise BadRequest(min(unknown), f"{min(unknown)} is not allowed")
    if given.get("media_category") not in CATEGORIES:
        raise BadRequest("media_category", "media_category is missing or not known")
    try:
        data = base64.b64decode(str(given.get("media", "")), validate=True)
    except binascii.Error as error:
        raise BadRequest("media", "media is not base64") from error
    if type_of(data) is None:
        raise BadRequest("media", "This media type is not supported.")
    if len(data) > MOST_BYTES:
        raise BadRequest("media", "The media is larger than 5242880 bytes.")
    key = str(town.shelf.count("x.media", at_least=1_900_000_000_000_000_001))
    document = {
        "id": key,
        "owner": user,
        "category": given["media_category"],
        "data": base64.b64encode(data).decode(),
        "alt": None,
        "until": town.now().timestamp() + LASTS,
    }
    town.shelf.put(UPLOADS, key, document)
    told = {"id": key, "media_key": f"3_{key}", "size": len(data), "expires_after_secs": LASTS}
    return {"data": told}


def describe(town: Town, user: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what an upload's picture shows, in words; returns X's answer. Raises BadRequest."""
    kept = town.shelf.get(UPLOADS, str(given.get("id", "")))
    if kept is None or kept["owner"] != user:
        raise BadRequest("id", "Could not find media with id")
    metadata = given.get("metadata")
    words = metadata.get("alt_text") if isinstance(metadata, dict) else None
    text = words.get("text") if isinstance(words, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= MOST_WORDS:
        raise BadRequest("metadata.alt_text.text", f"alt text is 1 to {MOST_WORDS} characters")
    town.shelf.put(UPLOADS, kept["id"], {**kept, "alt": text})
    return {"data": {"id": kept["id"], "associated_metadata": {"alt_text": {"text": text}}}}


def taken(town: Town, user: str, ids: Sequence[Any], category: str) -> tuple[Photo, ...]:
    """Return what hangs on a new post or message. Raises BadRequest."""
    found = [town.shelf.get(UPLOADS, str(key)) for key in ids]
    now = town.now().timestamp()
    photos = []
    for kept in found:
        usable = kept and kept["owner"] == user and kept["category"] == category
        if kept is None or not usable or kept["until"] < now:
            raise BadRequest("media.media_ids", "Your media IDs are invalid.")
        photos.append(Photo(f"{UPLOAD}{kept['id']}", kept["alt"]))
    return tuple(photos)


def documents(key: str, photos: Sequence[Photo]) -> list[dict[str, Any]]:
    """Return media as a post keeps them: keys made from the post's own id."""
    return [
        {
            "media_key": f"{NUMBERS[photo.type]}_{int(key) + number}",
            "type": photo.type,
            "url": photo.url,
            **({"alt_text": photo.alt} if photo.alt else {}),
        }
        for number, photo in enumerate(photos)
    ]


def shown(media: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """Return media as X's API shows it: a film has a preview and variants instead of a url."""
    where = address(media["url"], origin)
    if media["type"] == "photo":
        return {**media, "url": where}
    name = address(f"{EXAMPLES}{media['media_key']}.mp4", origin)
    film = {"content_type": "video/mp4", "url": name}
    variants = [film] if media["type"] == "animated_gif" else [{**film, "bit_rate": 832_000}]
    return {**media, "url": None, "preview_image_url": where, "variants": variants}


def hidden(media: Mapping[str, Any]) -> dict[str, Any]:
    """Return media as a private message shows it: nobody sees it without a login."""
    inside = f"{PRIVATE}{media['url']}"
    return {**media, "url": inside}


def address(url: str, origin: str = "") -> str:
    """Return where media can be fetched; `origin` is the stand-in's own."""
    if url.startswith(PRIVATE):
        where = address(url.removeprefix(PRIVATE), origin)
        return where.replace("/x/media/", "/x/media/dm/", 1)
    if url.startswith(UPLOAD):
        return f"{origin}/x/media/{url.removeprefix(UPLOAD)}"
    if url.startswith(EXAMPLES):
        return f"{origin}/x/media/{quote(url.removeprefix(EXAMPLES))}"
    return url


def routes(town: Town, signed_in: Callable[[Request], bool]) -> list[BaseRoute]:
    """Return the routes of the pictures; `signed_in` says who may see private ones."""

    async def private(request: Request) -> Response:
        return await media(request) if signed_in(request) else Response("", 401)

    async def media(request: Request) -> Response:
        name = str(request.path_params["name"])
        kept = town.shelf.get(UPLOADS, name)
        if kept is not None:
            data = base64.b64decode(kept["data"])
            return Response(data, media_type=type_of(data))
        if name.endswith(".mp4"):
            return Response(FILM, media_type="video/mp4")
        return Response(picture(name), media_type="image/png")

    return [
        Route("/media/dm/{name:path}", private, methods=["GET"]),
        Route("/media/{name:path}", media, methods=["GET"]),
    ]
