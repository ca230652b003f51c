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

from starlette.routing import BaseRoute, Route

from connectors.sandbox.accounts import INSTAGRAM
from connectors.sandbox.control import command
from connectors.sandbox.graph_commands import Given, every, found, receiver, told
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
        Route(
            "/truth",
            command(lambda _: truth(world)),
            methods=["GET"],
        ),
        *(
            Route(f"/{name}", command(_on(world, do)), methods=["POST"])
            for name, do in ways.items()
        ),
    ]


def truth(world: InstagramWorld) -> Given:
    """Return everything that was written and stands, oldest first, ours included."""
    return every(world, (MEDIA, COMMENTS, MESSAGES), lambda doc: _shown(world, doc))


def _on(world: InstagramWorld, do: Callable[[Given], Document]) -> Callable[[Given], Given]:
    return found(lambda given: _shown(world, do(given)))


def _shown(world: InstagramWorld, doc: Document) -> Given:
    kind = "message" if "thread" in doc else "comment" if "media" in doc else "media"
    return {
        **told(world, doc, kind, "handle"),
        "thread": doc.get("thread") or doc.get("parent") or doc["id"],
        "media": doc.get("media"),
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
    person = receiver(world, given, lambda: _author(world, {**given, "as_us": False}))
    ours = bool(given.get("as_us"))
    return world.message(person, str(given["text"]), ours=ours, **_more(world, given))
