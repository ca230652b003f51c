"""What only a sandbox can do on X: write as anybody, and show the whole truth.

    POST /control/x/customer  {handle, name, protected?}                       -> {id}
    POST /control/x/post      {text, handle?, name?, reply_to?, quote?, photo?, alt?, media?,
                               reply_settings?, lang?, created_at?}            -> the post
    POST /control/x/dm        {text, handle?, name?, to?, group?, photo?, alt?, media?,
                               created_at?}
    POST /control/x/edit      {id, text}       any version's id; the newest is edited
    POST /control/x/delete    {id}
    POST /control/x/hide      {id, hidden?}    as in X's own app; false shows it again
    POST /control/x/withhold  {id, countries?} none: everywhere
    POST /control/x/protect   {handle, name?, protected?}   posts for followers only, or for all
    POST /control/x/leave     {handle}         the user deletes the account
    POST /control/x/expire    {}               every OAuth 2.0 access token ends now
    POST /control/x/revoke    {}               every login ends, the keys too, until a new consent
    POST /control/x/connect   {}               the first tokens work again, as after a new consent
    GET  /control/x/truth                      everything that stands, as it was written

Without a handle our own account writes, as in X's own app. `media` is photo, video or
animated_gif and says what `photo` is the picture of.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from starlette.routing import BaseRoute, Route

from connectors.sandbox.accounts import X
from connectors.sandbox.control import WrongCommand, command
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town
from connectors.sandbox.x_auth import Doorman
from connectors.sandbox.x_media import NUMBERS, Photo
from connectors.sandbox.x_text import LONGEST_NAME
from connectors.sandbox.x_world import XWorld

_HANDLE = re.compile(rf"\w{{1,{LONGEST_NAME}}}", re.ASCII)


def _moment(given: dict[str, Any]) -> datetime | None:
    written = given.get("created_at")
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError as error:
        raise WrongCommand("created_at is a time like 2026-11-20T09:15:02Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _photos(given: dict[str, Any]) -> tuple[Photo, ...]:
    kind = given.get("media", "photo")
    if kind not in NUMBERS:
        raise WrongCommand(f"media is one of {', '.join(NUMBERS)}")
    return (Photo(given["photo"], given.get("alt"), kind),) if given.get("photo") else ()


def _author(world: XWorld, given: dict[str, Any]) -> str:
    handle = given.get("handle")
    return _customer(world, handle, given.get("name")) if handle else X.id


def _customer(world: XWorld, handle: Any, name: str | None, *, protected: bool = False) -> str:
    if not isinstance(handle, str) or not _HANDLE.fullmatch(handle):
        raise WrongCommand(f"a handle on X is 1 to {LONGEST_NAME} letters, digits and underscores")
    return world.customer(handle, name or handle, protected=protected)


def post(world: XWorld, given: dict[str, Any]) -> Document:
    """Let somebody post."""
    return world.post(
        _author(world, given),
        str(given["text"]),
        reply_to=given.get("reply_to"),
        quote=given.get("quote"),
        photos=_photos(given),
        reply_settings=given.get("reply_settings", "everyone"),
        lang=given.get("lang", "de"),
        created_at=_moment(given),
    )


def dm(world: XWorld, given: dict[str, Any]) -> Document:
    """Let somebody write privately: a customer to us, or we to the customer named in `to`."""
    sender = _author(world, given)
    recipient = _customer(world, given["to"], None) if given.get("to") else X.id
    group = given.get("group")
    if sender == recipient and group is None:
        raise WrongCommand("say to whom: `to` is a handle")
    return world.dm(
        sender,
        None if group else recipient,
        str(given["text"]),
        conversation_id=group,
        photos=_photos(given),
        created_at=_moment(given),
    )


def routes(town: Town) -> list[BaseRoute]:
    """Return the control routes of X."""
    world = XWorld(town)
    doorman = Doorman(world)

    def customer(given: dict[str, Any]) -> dict[str, Any]:
        protected = bool(given.get("protected"))
        return {"id": _customer(world, given["handle"], given["name"], protected=protected)}

    def delete(given: dict[str, Any]) -> dict[str, Any]:
        world.delete(given["id"])
        return {}

    def hide(given: dict[str, Any]) -> dict[str, Any]:
        world.hide(given["id"], hidden=bool(given.get("hidden", True)))
        return {}

    def withhold(given: dict[str, Any]) -> dict[str, Any]:
        world.withhold(given["id"], given.get("countries") or ["XX"])
        return {}

    def protect(given: dict[str, Any]) -> dict[str, Any]:
        user = _customer(world, given["handle"], given.get("name"))
        world.protect(user, protected=bool(given.get("protected", True)))
        return {}

    def leave(given: dict[str, Any]) -> dict[str, Any]:
        world.leave(_customer(world, given["handle"], None))
        return {}

    def expire(_: dict[str, Any]) -> dict[str, Any]:
        doorman.expire()
        return {}

    def revoke(_: dict[str, Any]) -> dict[str, Any]:
        doorman.revoke()
        return {}

    def connect(_: dict[str, Any]) -> dict[str, Any]:
        doorman.begin()
        return {}

    return [
        Route("/connect", command(connect), methods=["POST"]),
        Route("/customer", command(customer), methods=["POST"]),
        Route("/post", command(lambda given: post(world, given)), methods=["POST"]),
        Route("/dm", command(lambda given: dm(world, given)), methods=["POST"]),
        Route(
            "/edit", command(lambda given: world.edit(given["id"], given["text"])), methods=["POST"]
        ),
        Route("/delete", command(delete), methods=["POST"]),
        Route("/hide", command(hide), methods=["POST"]),
        Route("/withhold", command(withhold), methods=["POST"]),
        Route("/protect", command(protect), methods=["POST"]),
        Route("/leave", command(leave), methods=["POST"]),
        Route("/expire", command(expire), methods=["POST"]),
        Route("/revoke", command(revoke), methods=["POST"]),
        Route("/truth", command(lambda _: {"messages": world.truth()}), methods=["GET"]),
    ]
