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

from starlette.routing import BaseRoute, Route

from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.control import WrongCommand, command
from connectors.sandbox.graph_commands import Given, every, found, receiver, told
from connectors.sandbox.graph_logins import Logins
from connectors.sandbox.graph_world import (
    COMMENTS,
    MESSAGES,
    POSTS,
    REVIEWS,
    GraphWorld,
    world_of,
)
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

KINDS = (POSTS, REVIEWS, COMMENTS, MESSAGES)
NOBODY_SAID = "Erika Musterfrau"


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
        Route(f"/{name}", command(_on(world, do)), methods=["POST"]) for name, do in ways.items()
    ]
    logins = Logins(town)

    def revoke(_: Given) -> Given:
        logins.revoke()
        return {}

    def connect(_: Given) -> Given:
        logins.connect()
        return {}

    return [
        Route(
            "/truth",
            command(lambda _: truth(world)),
            methods=["GET"],
        ),
        Route("/revoke", command(revoke), methods=["POST"]),
        Route("/connect", command(connect), methods=["POST"]),
        *posts,
    ]


def truth(world: GraphWorld) -> Given:
    """Return everything that was written and stands, oldest first, ours included."""
    return every(world, KINDS, lambda doc: _shown(world, doc))


def _on(world: GraphWorld, do: Callable[[GraphWorld, Given], Given]) -> Callable[[Given], Given]:
    return found(lambda given: do(world, given))


_KINDS = (("thread", "message"), ("post", "comment"), ("recommends", "review"))


def _shown(world: GraphWorld, doc: Document) -> Given:
    kind = next((kind for name, kind in _KINDS if name in doc), "post")
    return {
        **told(world, doc, kind, "name"),
        "thread": _thread(world, doc, kind),
        "post": doc.get("post"),
        "sticker": doc.get("sticker"),
        "liked": doc.get("liked", False),
        "tags": doc.get("tags", False),
        "recommends": doc.get("recommends"),
    }


def _thread(world: GraphWorld, doc: Document, kind: str) -> str:
    """Return what belongs together: a visitor's post or a top-level comment, with all below."""
    if kind == "message":
        return str(doc["thread"])
    post = doc.get("post", doc["id"])
    ours = kind == "comment" and world.commentable(post)["author"] == FACEBOOK.id
    return str(doc.get("parent") or doc["id"]) if ours else str(post)


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
    person = receiver(world, given, lambda: _author(world, {**given, "as_page": False}))
    text, more = _text(given), _more(world, given)
    return _shown(world, world.message(person, text, ours=bool(given.get("as_page")), **more))


def _text(given: Given) -> str:
    return str(given["text"])
