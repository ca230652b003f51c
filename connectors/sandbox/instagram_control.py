"""The hand on Instagram's people: JSON commands below /control/instagram.

    GET  /truth      everything as the platform has it
    POST /media      {text, as_us?, handle?, photo?, ago?}   ours, or another's that tags us
    POST /comment    {on, text, as_us?, handle?, withheld?, hidden?, ago?}
    POST /message    {text, handle?, thread?, as_us?, photo?, ago?}
    POST /hide {id, hidden}   POST /delete {id}

`ago` are seconds before now; `as_us` writes in Instagram's own app.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute, Route

from connectors.sandbox.accounts import INSTAGRAM
from connectors.sandbox.control import WrongCommand, command
from connectors.sandbox.graph_world import NotThere, stamp
from connectors.sandbox.instagram_world import (
    COMMENTS,
    MEDIA,
    MESSAGES,
    InstagramWorld,
    world_of,
)
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

SOMEBODY = "erika.musterfrau"
Given = dict[str, Any]


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of the commands."""
    world = world_of(town)
    ways: dict[str, Callable[[Given], Document]] = {
        "media": lambda given: world.media(
            _author(world, given), str(given["text"]), **_more(world, given)
        ),
        "comment": lambda given: world.comment(
            _author(world, given), str(given["on"]), str(given["text"]), **_more(world, given)
        ),
        "message": lambda given: _message(world, given),
        "hide": lambda given: world.change(str(given["id"]), hidden=bool(given["hidden"])),
        "delete": lambda given: world.change(str(given["id"]), deleted=True),
    }
    return [
        Route("/truth", command(lambda _: truth(world)), methods=["GET"]),
        *(
            Route(f"/{name}", command(_done(do, world)), methods=["POST"])
            for name, do in ways.items()
        ),
    ]


def _done(do: Callable[[Given], Document], world: InstagramWorld) -> Callable[[Given], Given]:
    def done(given: Given) -> Given:
        try:
            return _shown(world, do(given))
        except NotThere as error:
            raise WrongCommand(f"{error.args[0]} is not there") from error

    return done


def truth(world: InstagramWorld) -> Given:
    """Return everything that was written and stands, oldest first, ours included."""
    found = [
        _shown(world, doc)
        for kind in (MEDIA, COMMENTS, MESSAGES)
        for doc in world.everything(kind)
        if world.stands(doc)
    ]
    return {"messages": sorted(found, key=lambda one: (one["at"], one["id"]))}


def _shown(world: InstagramWorld, doc: Document) -> Given:
    author = world.named(doc["author"])
    kind = "message" if "thread" in doc else "comment" if "media" in doc else "media"
    person = world.seen(doc["thread"])[1]["person"] if kind == "message" else None
    return {
        "id": doc["id"],
        "kind": kind,
        "author_id": author["id"],
        "author": author["handle"],
        "ours": author["id"] == INSTAGRAM.id,
        "text": doc["text"],
        "created_at": stamp(doc["at"]),
        "at": doc["at"],
        "thread": doc.get("thread") or doc.get("parent") or doc["id"],
        "parent": doc.get("parent") or doc.get("media"),
        "media": doc.get("media"),
        "person": world.named(person)["handle"] if person else None,
        "photo": doc["photo"],
        "hidden": doc["hidden"],
        "source": doc["source"],
    }


def _author(world: InstagramWorld, given: Given) -> str:
    if given.get("as_us"):
        return INSTAGRAM.id
    handle = str(given.get("handle") or SOMEBODY)
    return str(world.person(handle, withheld=bool(given.get("withheld")))["id"])


def _more(world: InstagramWorld, given: Given) -> Given:
    at = world.now() - float(given.get("ago", 0))
    return {"photo": given.get("photo"), "hidden": given.get("hidden"), "at": at}


def _message(world: InstagramWorld, given: Given) -> Document:
    ours = bool(given.get("as_us"))
    if "thread" in given:
        person = str(world.seen(str(given["thread"]))[1]["person"])
    else:
        person = _author(world, {**given, "as_us": False})
    return world.message(person, str(given["text"]), ours=ours, **_more(world, given))
