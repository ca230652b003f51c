"""The hand on Facebook's customers: JSON commands below /control/facebook.

    GET  /truth      every post, comment and message as the platform has it
    POST /post       {text, author?, as_page?, ago? | created_at?, photo?, sticker?, withheld?}
    POST /comment    the same with {on}; POST /message with {author} or {thread}
    POST /review     the same with {recommends}; POST /tag: a post elsewhere that names the page
    POST /edit {id, text}   POST /hide {id, hidden}   POST /delete {id}
    POST /revoke {}  every login ends   POST /connect {}  the example page's works again

`author` is a name; `ago` are seconds before now; `as_page` writes in Facebook's own app.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.routing import BaseRoute, Route

from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.control import WrongCommand, command
from connectors.sandbox.graph_logins import Logins
from connectors.sandbox.graph_world import (
    COMMENTS,
    MESSAGES,
    POSTS,
    REVIEWS,
    GraphWorld,
    NotThere,
    stamp,
    world_of,
)
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

NOBODY_SAID = "Erika Musterfrau"
Given = dict[str, Any]


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of the commands."""
    world = world_of(town)
    ways: dict[str, Callable[[GraphWorld, Given], Given]] = {
        "post": _post,
        "tag": lambda w, given: _post(w, given, tags=True),
        "review": _review,
        "comment": _comment,
        "message": _message,
        "edit": lambda w, given: _shown(w, w.change(_key(given), text=str(given["text"]))),
        "hide": lambda w, given: _shown(w, w.change(_key(given), hidden=bool(given["hidden"]))),
        "delete": lambda w, given: _shown(w, w.change(_key(given), deleted=True)),
    }
    posts = [
        Route(f"/{name}", command(_found(do, world)), methods=["POST"]) for name, do in ways.items()
    ]
    logins = Logins(town)

    def revoke(_: Given) -> Given:
        logins.revoke()
        return {}

    def connect(_: Given) -> Given:
        logins.connect()
        return {}

    return [
        Route("/truth", command(lambda _: truth(world)), methods=["GET"]),
        Route("/revoke", command(revoke), methods=["POST"]),
        Route("/connect", command(connect), methods=["POST"]),
        *posts,
    ]


def _found(do: Callable[[GraphWorld, Given], Given], world: GraphWorld) -> Callable[[Given], Given]:
    def found(given: Given) -> Given:
        try:
            return do(world, given)
        except NotThere as error:
            raise WrongCommand(f"{error.args[0]} is not there") from error

    return found


def truth(world: GraphWorld) -> Given:
    """Return everything that was written and stands, oldest first, ours included."""
    found = [
        _shown(world, doc)
        for kind in (POSTS, REVIEWS, COMMENTS, MESSAGES)
        for doc in world.everything(kind)
        if world.stands(doc)
    ]
    return {"messages": sorted(found, key=lambda one: (one["at"], one["id"]))}


_KINDS = (("thread", "message"), ("post", "comment"), ("recommends", "review"))


def _shown(world: GraphWorld, doc: Document) -> Given:
    author = world.named(doc["author"])
    kind = next((kind for name, kind in _KINDS if name in doc), "post")
    return {
        "id": doc["id"],
        "kind": kind,
        "author_id": author["id"],
        "author": author["name"],
        "ours": author["id"] == FACEBOOK.id,
        "text": doc["text"],
        "created_at": stamp(doc["at"]),
        "at": doc["at"],
        "thread": _thread(world, doc, kind),
        "parent": doc.get("parent") or doc.get("post"),
        "post": doc.get("post"),
        "person": _person(world, doc) if kind == "message" else None,
        "photo": doc["photo"],
        "sticker": doc.get("sticker"),
        "hidden": doc["hidden"],
        "liked": doc.get("liked", False),
        "tags": doc.get("tags", False),
        "recommends": doc.get("recommends"),
        "source": doc["source"],
    }


def _thread(world: GraphWorld, doc: Document, kind: str) -> str:
    """Return what belongs together: a visitor's post or a top-level comment, with all below."""
    if kind == "message":
        return str(doc["thread"])
    post = doc.get("post", doc["id"])
    ours = kind == "comment" and world.commentable(post)["author"] == FACEBOOK.id
    return str(doc.get("parent") or doc["id"]) if ours else str(post)


def _person(world: GraphWorld, doc: Document) -> str:
    return str(world.named(world.seen(doc["thread"])[1]["person"])["name"])


def _key(given: Given) -> str:
    return str(given["id"])


def _author(world: GraphWorld, given: Given) -> str:
    if given.get("as_page"):
        return FACEBOOK.id
    name = str(given.get("author") or NOBODY_SAID)
    return str(world.person(name, withheld=bool(given.get("withheld")))["id"])


def _more(world: GraphWorld, given: Given) -> Given:
    known = {name: given.get(name) for name in ("photo", "sticker", "hidden", "closed", "quiet")}
    written = given.get("created_at")
    if written is None:
        return {**known, "at": world.now() - float(given.get("ago", 0))}
    try:
        return {**known, "at": datetime.fromisoformat(str(written)).timestamp()}
    except ValueError as error:
        raise WrongCommand("created_at is a time like 2026-11-20T09:15:02Z") from error


def _post(world: GraphWorld, given: Given, *, tags: bool = False) -> Given:
    author, text, more = _author(world, given), _text(given), _more(world, given)
    return _shown(world, world.post(author, text, tags=tags, **more))


def _review(world: GraphWorld, given: Given) -> Given:
    author, text, more = _author(world, given), _text(given), _more(world, given)
    recommends = bool(given.get("recommends", True))
    return _shown(world, world.review(author, text, recommends=recommends, **more))


def _comment(world: GraphWorld, given: Given) -> Given:
    author, on = _author(world, given), str(given["on"])
    return _shown(world, world.comment(author, on, _text(given), **_more(world, given)))


def _message(world: GraphWorld, given: Given) -> Given:
    ours = bool(given.get("as_page"))
    if "thread" in given:
        person = str(world.seen(str(given["thread"]))[1]["person"])
    else:
        person = _author(world, {**given, "as_page": False})
    text, more = _text(given), _more(world, given)
    return _shown(world, world.message(person, text, ours=ours, **more))


def _text(given: Given) -> str:
    return str(given["text"])
